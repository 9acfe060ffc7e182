/** The page's own questions, by name; a `$word` in one stands for a term that is put in. */
const files = import.meta.glob<string>("./*.rq", { query: "?raw", import: "default", eager: true });

export const QUERIES = new Map(Object.entries(files).map(([path, text]) => [path.slice(2, -3), text]));
