import { defineConfig } from "vite";

// The page is served from `/` by the program itself; in development its questions go to a running `anpu serve`.
const program = process.env.ANPU ?? "http://127.0.0.1:7878";

export default defineConfig({
  base: "/",
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
  server: { proxy: Object.fromEntries(["/sparql", "/api", "/id"].map((path) => [path, program])) },
});
