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

export type Verdict = "confirm" | "reject" | "fix" | "add";

export interface Who {
  author: string;
  token: string;
}

/** Keeps a decision. What could not be resolved has no fact yet: a correction adds one. */
export async function decide(doubt: Doubt, verdict: Verdict, reason: string, who: Who, set?: { [field: string]: string | number }): Promise<void> {
  const { case: id, source, group, fact, sentence, quote } = doubt;
  const words = verdict === "add" ? quote : sentence;
  const line = { action: verdict, author: who.author, reason, case: id, source, group, quote: words, ...(verdict !== "add" && { fact }), ...(set && { set }) };
  const headers = { "content-type": "application/json", authorization: `Bearer ${who.token}` };
  await request("/api/decisions", { method: "POST", headers, body: JSON.stringify([line]) });
}
