/** The record of a case as `/api/case` gives it, and its facts in one form for the page. */
import { type Key, t } from "../../i18n";
import { nameOf } from "../../names";

type Span = [number, number];

interface Grounds {
  evidence: Span[];
  confidence: number;
  rule: string;
}

export interface Record {
  id: string;
  title: string;
  year: number | null;
  collection: string | null;
  source: { file: string };
  span: Span;
  sections: { role: string; heading: string; span: Span }[];
  places: string[];
  recommended_by: string[];
  implemented_by: string[];
  units: (Grounds & { name: string; role: string; surfaces: string[] })[];
  mechanisms: (Grounds & { name: string; concept: string; role: string; kind: string; family: string | null })[];
  laws: (Grounds & { title: string; kind: string; articles: string[]; number: string | null })[];
  outcomes: (Grounds & { indicator: string; value: number; unit: string; qualifier: string; change: string | null; from: number | null; period: string | null; quote: string })[];
  honours: (Grounds & { kind: string; by: string | null; quote: string })[];
  diagnostics: { code: string; severity: string; message: string }[];
}

export interface Answer {
  iri: string;
  record: Record;
  text: string;
  things: { units: Names; mechanisms: Names; laws: Names; places: Names };
}

type Names = { [name: string]: string };

export type Class = "Mechanism" | "Unit" | "LegalDocument" | "Outcome" | "Recognition";
export const CLASSES: Class[] = ["Mechanism", "Unit", "LegalDocument", "Outcome", "Recognition"];

export interface Fact extends Grounds {
  key: string;
  class: Class;
  name: string;
  /** What is said of it, in short. */
  about: string;
  /** The entity, where the fact names one. */
  iri: string | null;
}

export function facts({ record, things }: Answer): Fact[] {
  const fact = (of: Class, at: number, grounds: Grounds, name: string, about: string[], iri?: string): Fact => {
    const { evidence, confidence, rule } = grounds;
    return { key: `${of}-${at + 1}`, class: of, name, about: about.filter(Boolean).join(" · "), iri: iri ?? null, evidence, confidence, rule };
  };
  const role = (word: string) => t(`role.${word}` as Key);
  return [
    ...record.mechanisms.map((m, at) => fact("Mechanism", at, m, m.name, [role(m.role), nameOf("kind", m.kind)], things.mechanisms[m.concept])),
    ...record.units.map((u, at) => fact("Unit", at, u, u.name, [role(u.role)], things.units[u.name])),
    ...record.laws.map((l, at) => fact("LegalDocument", at, l, l.title, [l.articles.join("、"), l.number ?? ""], things.laws[l.title])),
    ...record.outcomes.map((o, at) => fact("Outcome", at, o, o.indicator, [measured(o), o.period ?? ""])),
    ...record.honours.map((h, at) => fact("Recognition", at, h, t(`honour.${h.kind}` as Key), [h.by ?? "", h.quote])),
  ];
}

function measured({ value, unit, qualifier, change, from }: Record["outcomes"][number]): string {
  const direction = change ? t(`change.${change}` as Key) : "";
  const before = from === null ? "" : `${from.toLocaleString()} → `;
  return `${direction}${t(`qualifier.${qualifier}` as Key)}${before}${value.toLocaleString()}${unit}`;
}

/** A stretch of text with the same facts all along. */
export interface Piece {
  text: string;
  start: number;
  facts: Fact[];
}

/**
 * The text from `start` to `end` cut where facts begin and end. Positions count Unicode scalar values from the begin of
 * the document, `from` is where `scalars` begin.
 */
export function pieces(scalars: string[], from: number, [start, end]: Span, all: Fact[]): Piece[] {
  const inside = all.filter((fact) => fact.evidence.some(([s, e]) => s < end && e > start));
  const cuts = new Set([start, end]);
  for (const { evidence } of inside) for (const at of evidence.flat()) if (at > start && at < end) cuts.add(at);
  const borders = [...cuts].sort((a, b) => a - b);
  return borders.slice(1).map((stop, at) => {
    const begin = borders[at] ?? start;
    const here = inside.filter((fact) => fact.evidence.some(([s, e]) => s <= begin && e >= stop));
    return { text: scalars.slice(begin - from, stop - from).join(""), start: begin, facts: here };
  });
}
