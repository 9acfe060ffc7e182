import { defineConfig, type Plugin, type UserConfig } from "vite";

// The page is served from `/` by the program itself; in development its questions go to a running `anpu serve`.
const program = process.env.ANPU ?? "http://127.0.0.1:7878";

const served: UserConfig = {
  base: "/",
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
  server: { proxy: Object.fromEntries(["/sparql", "/api", "/id"].map((path) => [path, program])) },
};

// In a still, which is one file, workers are within the script.
const workersInside: Plugin = {
  name: "workers-inside",
  enforce: "pre",
  resolveId(id, importer) {
    return id.endsWith("?worker") ? this.resolve(`${id}&inline`, importer) : null;
  },
};

// A still is one script and one style sheet, which the program puts into one file with the answers.
const still: UserConfig = {
  publicDir: false,
  plugins: [workersInside],
  build: {
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: "src/main.tsx",
      output: { codeSplitting: false, entryFileNames: "still.js", assetFileNames: "still[extname]" },
    },
  },
};

export default defineConfig(({ mode }) => ({ ...(mode === "still" ? still : served), define: { __STILL__: JSON.stringify(mode === "still") } }));
