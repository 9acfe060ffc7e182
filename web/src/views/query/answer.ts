/** The answer to any query as columns and rows of terms; a graph is three columns. */
import { ask, type Results, type Term } from "../../api";

export interface Answer extends Results {
  isGraph: boolean;
}

export async function answer(query: string, signal: AbortSignal): Promise<Answer> {
  const response = await ask(query, "application/sparql-results+json, application/n-triples;q=0.9", signal);
  if (response.headers.get("content-type")?.startsWith("application/n-triples")) {
    return { isGraph: true, columns: ["subject", "predicate", "object"], rows: triples(await response.text()) };
  }
  const body = (await response.json()) as { head: { vars?: string[] }; results?: { bindings: Results["rows"] }; boolean?: boolean };
  if (body.boolean !== undefined) return { isGraph: false, columns: ["ASK"], rows: [{ ASK: { type: "literal", value: String(body.boolean) } }] };
  return { isGraph: false, columns: body.head.vars ?? [], rows: body.results?.bindings ?? [] };
}

const LINE = /^(<[^>]*>|_:\S+) (<[^>]*>) (.*) \.$/;

export function triples(text: string): Results["rows"] {
  return text.split("\n").flatMap((line) => {
    const [, subject, predicate, object] = line.match(LINE) ?? [];
    return subject && predicate && object ? [{ subject: term(subject), predicate: term(predicate), object: term(object) }] : [];
  });
}

function term(text: string): Term {
  if (text.startsWith("<")) return { type: "uri", value: unescape(text.slice(1, -1)) };
  if (text.startsWith("_:")) return { type: "bnode", value: text };
  const [, value = "", tag, datatype] = text.match(/^"((?:[^"\\]|\\.)*)"(?:@([\w-]+))?(?:\^\^<([^>]*)>)?/) ?? [];
  return { type: "literal", value: unescape(value), ...(tag && { "xml:lang": tag }), ...(datatype && { datatype }) };
}

const LETTERS: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

const unescape = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g, (_, four?: string, eight?: string, letter?: string) =>
    letter ? (LETTERS[letter] ?? letter) : String.fromCodePoint(Number.parseInt(four ?? eight ?? "", 16)),
  );

/** Whether all that stands in a column is numbers. */
export function isNumeric({ rows }: Results, column: string): boolean {
  const values = rows.flatMap((row) => row[column]?.value ?? []);
  return values.length > 0 && values.every((value) => value.trim() !== "" && Number.isFinite(Number(value)));
}

/** What a spreadsheet would take for a formula (OWASP, "CSV Injection"), or the guard against it. */
const RISKY = /^[=+\-@\t\r\n'＝＋－＠]/;

/** Text as a spreadsheet may have it: what it would take for a formula begins with one more `'`, as in the tables of `anpu export`. */
const guarded = (text: string) => (RISKY.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text);

/** The answer as CSV for spreadsheets, with the mark by which Excel knows that it is Unicode. */
export function csv({ columns, rows }: Results): string {
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = (text: string) => quoted(guarded(text));
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]?.value ?? ""))];
  return `\ufeff${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}
