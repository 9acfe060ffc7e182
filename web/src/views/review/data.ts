/** What is to be decided, and decisions in the form of the files that builds read (see `docs/decisions.md`). */
import { json, request } from "../../api";

export const GROUPS = ["units", "mechanisms", "laws", "outcomes", "honours"] as const;
export type Group = (typeof GROUPS)[number];

export interface Doubt {
  case: string;
  title: string;
  source: string;
  group: Group;
  /** What decisions call the fact; empty where a name could not be resolved. */
  fact: string;
  confidence: number;
  rule: string;
  record: { [field: string]: unknown } | null;
  quote: string;
  sentence: string;
}

export const keyOf = (doubt: Doubt): string => JSON.stringify([doubt.case, doubt.group, doubt.fact, doubt.quote]);

/** Fields that a correction can set, the likeliest first. */
export const FIELDS = {
  units: ["name", "role"],
  mechanisms: ["name", "concept", "role", "kind", "family"],
  laws: ["title", "kind", "number"],
  outcomes: ["indicator", "value", "unit", "period"],
  honours: ["kind", "by"],
} as const satisfies Record<Group, readonly string[]>;

export const PAGE = 50;

export async function doubts(group: string, below: number, signal: AbortSignal): Promise<{ total: number; items: Doubt[] }> {
  const query = new URLSearchParams({ below: String(below), limit: String(PAGE) });
  if (group) query.set("group", group);
  return json(`/api/doubts?${query}`, signal);
}

/** What is decided on a fact, and what on how a thing is called, wherever it stands. */
export type NamingAct = "merge" | "rename" | "separate";
export type Verdict = "confirm" | "reject" | "fix" | "add" | NamingAct;

/** What decisions call the things that facts of a group name, and their class in the graph. */
const KIND: Partial<Record<Group, string>> = { units: "unit", mechanisms: "mechanism", laws: "law" };
export const CLASS: Partial<Record<Group, string>> = { units: "Unit", mechanisms: "Mechanism", laws: "LegalDocument" };

/** The name by which the thing is known everywhere. */
export const nameOf = ({ record, fact }: Doubt): string => String(record?.concept ?? fact);

/** Outcomes and recognitions name nothing that could be called otherwise. */
export const isNamed = (doubt: Doubt): boolean => doubt.fact !== "" && doubt.group in KIND;

export interface Who {
  author: string;
  token: string;
}

export interface Change {
  /** Fields of the fact with their right values. */
  set?: { [field: string]: string | number };
  /** What the thing is rightly called. */
  to?: string;
}

/** What could not be resolved has no fact yet: a correction adds one. */
function onFact(doubt: Doubt, verdict: Verdict, set: Change["set"]): object {
  const { case: id, source, group, fact, sentence, quote } = doubt;
  const words = verdict === "add" ? quote : sentence;
  return { case: id, source, group, quote: words, ...(verdict !== "add" && { fact }), ...(set && { set }) };
}

function onName(doubt: Doubt, verdict: Verdict, to: string): object {
  const of = { kind: KIND[doubt.group], name: nameOf(doubt), to };
  return verdict === "separate" ? { ...of, form: formOf(doubt), case: doubt.case } : of;
}

/** The words as the record has them among the thing's forms. */
function formOf({ record, quote }: Doubt): string {
  const forms = Array.isArray(record?.surfaces) ? record.surfaces.map(String) : [];
  const plain = (text: string) => text.replace(/\s/g, "");
  return forms.find((form) => plain(form) === plain(quote)) ?? quote;
}

/** Keeps a decision. */
export async function decide(doubt: Doubt, verdict: Verdict, reason: string, who: Who, change: Change): Promise<void> {
  const what = change.to === undefined ? onFact(doubt, verdict, change.set) : onName(doubt, verdict, change.to);
  const line = { action: verdict, author: who.author, reason, ...what };
  const headers = { "content-type": "application/json", authorization: `Bearer ${who.token}` };
  await request("/api/decisions", { method: "POST", headers, body: JSON.stringify([line]) });
}
