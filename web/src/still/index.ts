/**
 * A still of the page carries the server's answers to what its views ask, packed in parts (see `src/server/still`). A question
 * is called by its address, by its text, or, one of the page's own, by its name and terms.
 */
import { laws, related, results } from "./derived";
import { found } from "./search";

export type Row = Record<string, string>;

const opened = new Map<string, Promise<unknown>>();

/** Unpacks the part in the element of this id, once. */
function unpacked<T>(id: string): Promise<T> {
  const present = opened.get(id) ?? unpack(document.getElementById(id)?.textContent ?? "");
  opened.set(id, present);
  return present as Promise<T>;
}

async function unpack(text: string): Promise<unknown> {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

let places: Promise<Map<string, [part: number, at: number]>> | undefined;

/** Where each answer is: in which part, and at which place of it. */
async function index(): Promise<Map<string, [number, number]>> {
  const parts = await unpacked<string[][]>("answers");
  return new Map(parts.flatMap((keys, part) => keys.map((key, at): [string, [number, number]] => [key, [part, at]])));
}

/** The address with its values as they are, as answers are called. */
function plain(address: string): string {
  if (!address.startsWith("/")) return address;
  const { pathname, searchParams } = new URL(address, "http://still");
  const values = [...searchParams].map(([name, value]) => `${name}=${value}`).join("&");
  return pathname + (values && `?${values}`);
}

/** The answer that was kept, if any was. */
export async function recorded<T>(question: string): Promise<T | undefined> {
  places ??= index();
  const [part, at] = (await places).get(plain(question)) ?? [];
  if (part === undefined || at === undefined) return undefined;
  return (await unpacked<T[]>(`answers-${part}`))[at];
}

/** Questions that are answered from what others have answered, so that it need not be kept twice. */
const DERIVED: Record<string, (term: string) => Promise<Row[]>> = {
  hits: (text) => found("hits", JSON.parse(text)),
  "hit-cases": (text) => found("hit-cases", JSON.parse(text)),
  "entity-related": (iri) => related(iri.slice(1, -1)),
  "entity-laws": (iri) => laws(iri.slice(1, -1)),
  "entity-results": (iri) => results(iri.slice(1, -1)),
};

/** The rows of one of the page's own questions, if they were kept or can be derived. */
export async function recordedRows(name: string, terms: string[]): Promise<Row[] | undefined> {
  const derive = DERIVED[name];
  if (derive) return derive(terms[0] ?? "");
  const table = await recorded<{ columns: string[]; rows: (string | null)[][] }>(JSON.stringify([name, ...terms]));
  return table?.rows.map((row) => Object.fromEntries(table.columns.flatMap((column, at) => (row[at] == null ? [] : [[column, row[at]]]))));
}

/** The rows of a question that is kept once for all. */
export const everything = async (name: string): Promise<Row[]> => (await recordedRows(name, [])) ?? [];
