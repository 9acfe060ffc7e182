/** Talks to the server that the page comes from. Every failure becomes a `Failure`, which says what to do. */
import { QUERIES } from "./queries";
import { recorded, recordedRows } from "./still";

export class Failure extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint?: string,
    readonly position?: { line: number; column: number },
  ) {
    super(message);
  }
}

interface Problem {
  code?: string;
  detail?: string;
  hint?: string;
  position?: { line: number; column: number };
}

/** The server's answer. `unreachable` is the code where there is none. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  if (__STILL__) return kept(path);
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Failure("unreachable", path);
  }
  if (response.ok) return response;
  const problem: Problem = await response.json().catch(() => ({}));
  const message = problem.detail ?? `${response.status} ${response.statusText}`;
  throw new Failure(problem.code ?? `http-${response.status}`, message, problem.hint, problem.position);
}

/** What a still of the page has kept of the server's answers. */
async function kept(key: string): Promise<Response> {
  const answer = await recorded(key);
  if (answer === undefined || answer === null) throw new Failure("still", key);
  return Response.json(answer);
}

export async function json<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, { signal, headers: { accept: "application/json" } });
  return whole(() => response.json() as Promise<T>);
}

/** An answer that breaks off is no answer. */
async function whole<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Failure("broken-off", String(error));
  }
}

/** A term as SPARQL 1.1 Query Results JSON has it. */
export interface Term {
  type: string;
  value: string;
  datatype?: string;
  "xml:lang"?: string;
}

export interface Results {
  columns: string[];
  rows: Record<string, Term>[];
}

export const PREFIXES: Record<string, string> = {
  anpu: "https://w3id.org/anpu/ontology#",
  dcterms: "http://purl.org/dc/terms/",
  nif: "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
  org: "http://www.w3.org/ns/org#",
  prov: "http://www.w3.org/ns/prov#",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  schema: "https://schema.org/",
  search: "https://w3id.org/anpu/search#",
  skos: "http://www.w3.org/2004/02/skos/core#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};

export const PROLOGUE = Object.entries(PREFIXES)
  .map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`)
  .join("");

/** Longest query that is sent in an address, where the browser keeps the answer as long as the graph is the same. */
const IN_ADDRESS = 6000;

/** Asks the endpoint with a query as it stands. */
export async function ask(query: string, accept: string, signal?: AbortSignal): Promise<Response> {
  if (__STILL__) return kept(query);
  const address = `/sparql?query=${encodeURIComponent(query)}`;
  if (address.length <= IN_ADDRESS) return request(address, { headers: { accept }, signal });
  const headers = { "content-type": "application/sparql-query", accept };
  return request("/sparql", { method: "POST", body: query, headers, signal });
}

interface SparqlJson {
  head: { vars?: string[] };
  results?: { bindings: Record<string, Term>[] };
  boolean?: boolean;
}

export async function rows(query: string, signal?: AbortSignal): Promise<Results> {
  const response = await ask(query, "application/sparql-results+json", signal);
  const answer = await whole(() => response.json() as Promise<SparqlJson>);
  if (answer.boolean !== undefined) {
    return { columns: ["ask"], rows: [{ ask: { type: "literal", value: String(answer.boolean) } }] };
  }
  return { columns: answer.head.vars ?? [], rows: answer.results?.bindings ?? [] };
}

/** Asks one of the page's own questions: the values of each row as text. */
export async function select<K extends string>(
  name: string,
  signal?: AbortSignal,
  things: Record<string, string> = {},
): Promise<Partial<Record<K, string>>[]> {
  if (__STILL__) {
    const kept = await recordedRows(name, Object.values(things));
    if (!kept) throw new Failure("still", name);
    return kept as Partial<Record<K, string>>[];
  }
  let text = PROLOGUE + (QUERIES.get(name) ?? "");
  for (const [word, term] of Object.entries(things)) text = text.replaceAll(`$${word}`, () => term);
  return values(text, signal);
}

/** The values of each row of any query as text. */
export async function values<K extends string>(query: string, signal?: AbortSignal): Promise<Partial<Record<K, string>>[]> {
  const found = await rows(query, signal);
  return found.rows.map(
    (row) => Object.fromEntries(Object.entries(row).map(([key, term]) => [key, term.value])) as Partial<Record<K, string>>,
  );
}

/** An IRI as a term of SPARQL; what may not stand in one is encoded. */
export const iriTerm = (iri: string): string => `<${iri.replace(/[<>"{}|^`\\\u0000-\u0020]/g, encodeURIComponent)}>`;

/** A text as a term of SPARQL. */
export const textTerm = (text: string, tag = ""): string =>
  `"${text.replace(/["\\\n\r\t]/g, (c) => ({ '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r" })[c] ?? "\\t")}"${tag}`;

/** The last part of an IRI, readable. */
export function localName(iri: string): string {
  const part = iri.replace(/[/#]$/, "").split(/[/#]/).pop() ?? iri;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
