/** What the graph says of a mechanism, family, unit, law or place. */
import { Failure, iriTerm, localName, PREFIXES, select } from "../../api";
import { amount, language } from "../../i18n";
import { wordOf } from "../../names";
import { classOf, keyOf } from "../../parts/things";

export interface Statement {
  property: string;
  values: { text: string; iri: string | null }[];
}

/** A case that names the entity, with the words that say so. */
export interface Naming {
  id: string;
  title: string;
  year: string;
  role: string;
  fact: string | null;
  quotes: { quote: string; sentence: string }[];
}

export interface Related {
  iri: string;
  class: string;
  label: string;
  cases: number;
}

/** A law that cases of the entity cite, with the sentences that do. */
export interface Cited {
  iri: string;
  name: string;
  articles: string[];
  cases: number;
  quotes: { id: string; title: string; fact: string; quote: string; sentence: string }[];
}

export interface Result {
  id: string;
  title: string;
  year: string;
  fact: string;
  name: string;
  kind: string | null;
  amount: string;
  quote: string;
}

export interface Entity {
  iri: string;
  class: string;
  name: string;
  statements: Statement[];
  cases: Naming[];
  related: Related[];
  laws: Cited[];
  results: Result[];
}

/** Properties worth telling, in order, with the words that name them in the page's texts. */
const TOLD = ["altLabel", "definition", "broader", "kind", "system", "jurisdiction", "containedInPlace", "divisionCode", "lawKind", "number", "exactMatch"] as const;
export type Told = (typeof TOLD)[number];

export async function entity(iri: string, signal: AbortSignal): Promise<Entity> {
  const things = { iri: iriTerm(iri) };
  const [about, cases, related, laws, results] = await Promise.all([
    select<"property" | "value" | "lang" | "label" | "labelLang">("entity", signal, things),
    select<"id" | "title" | "year" | "role" | "fact" | "quote" | "sentence">("entity-cases", signal, things),
    select<"thing" | "class" | "label" | "cases">("entity-related", signal, things),
    select<"id" | "title" | "fact" | "law" | "name" | "article" | "quote" | "sentence">("entity-laws", signal, things),
    select<"id" | "title" | "year" | "fact" | "indicator" | "value" | "unit" | "kind" | "quote">("entity-results", signal, things),
  ]);
  if (!about.length) throw new Failure("not-found", iri);
  return {
    iri,
    class: classNamed(about.filter(({ property }) => property === `${PREFIXES.rdf}type`).map(({ value }) => value ?? "")),
    name: nameIn(about) ?? localName(iri),
    statements: statements(about),
    cases: namings(cases),
    related: related.map((row) => ({ iri: row.thing ?? "", class: classOf(row.class ?? ""), label: row.label ?? "", cases: Number(row.cases) })),
    laws: cited(laws.filter(({ law }) => law !== iri)),
    results: byFact(results).map((row) => ({
      id: row.id ?? "",
      title: row.title || row.id || "",
      year: year(row.year),
      fact: factKey(row.fact),
      name: row.indicator ?? "",
      kind: row.kind ? row.kind.split("honourKind-").pop() ?? null : null,
      amount: row.value ? `${amount(Number(row.value))}${row.unit ?? ""}` : "",
      quote: row.quote ?? "",
    })),
  };
}

const year = (value?: string): string => value?.slice(0, 4) ?? "–";

function classNamed(types: string[]): string {
  const known = ["Mechanism", "Family", "Unit", "LegalDocument", "Place", "Case"];
  return types.map(classOf).find((name) => known.includes(name)) ?? "";
}

function nameIn(rows: { property?: string; value?: string; lang?: string }[]): string | undefined {
  const names = rows.filter(({ property }) => property === `${PREFIXES.skos}prefLabel`);
  return (names.find(({ lang }) => lang === language.value) ?? names.find(({ lang }) => lang !== "en"))?.value;
}

function statements(rows: { property?: string; value?: string; label?: string; labelLang?: string }[]): Statement[] {
  // Of several labels the one in the reader's language stands last, and so is kept.
  const inOrder = rows.toSorted((a, b) => Number(a.labelLang === language.value) - Number(b.labelLang === language.value));
  return TOLD.flatMap((name): Statement[] => {
    const found = inOrder.filter(({ property }) => property && localName(property) === name);
    const values = new Map(found.map(({ value = "", label }) => [value, label ?? (isIri(value) ? wordOf(localName(value)) : value)]));
    const told = [...values].map(([value, text]) => ({ text, iri: isIri(value) ? value : null }));
    return told.length ? [{ property: name, values: told }] : [];
  });
}

const isIri = (value: string): boolean => /^https?:/.test(value);

/** `…#adoption-3` of a case is its third mechanism: the key by which the case's page knows it. */
function factKey(iri?: string): string {
  const [, kind = "", number = ""] = iri?.match(/#(\w+)-(\d+)$/) ?? [];
  const classes: Record<string, string> = { adoption: "Mechanism", participation: "Unit", citation: "LegalDocument", outcome: "Outcome", recognition: "Recognition" };
  return classes[kind] ? `${classes[kind]}-${number}` : "";
}

/** The laws of most cases first; of each the first sentence of each case. */
function cited(rows: { id?: string; title?: string; fact?: string; law?: string; name?: string; article?: string; quote?: string; sentence?: string }[]): Cited[] {
  const byLaw = Map.groupBy(rows, ({ law }) => law ?? "");
  const laws = [...byLaw].map(([iri, all]): Cited => {
    const first = [...new Map(all.toReversed().map((row) => [row.id, row])).values()].toReversed();
    const quotes = first.map(({ id = "", title = "", fact, quote = "", sentence = "" }) => ({ id, title: title || id, fact: factKey(fact), quote, sentence }));
    return { iri, name: all[0]?.name ?? localName(iri), articles: [...new Set(all.flatMap(({ article }) => article ?? []))], cases: first.length, quotes };
  });
  return laws.sort((a, b) => b.cases - a.cases || a.name.localeCompare(b.name, "zh"));
}

/** One row a fact: the first of its pieces of evidence. */
function byFact<T extends { fact?: string }>(rows: T[]): T[] {
  return [...new Map(rows.toReversed().map((row) => [row.fact, row])).values()].toReversed();
}

function namings(rows: { id?: string; title?: string; year?: string; role?: string; fact?: string; quote?: string; sentence?: string }[]): Naming[] {
  const withFact = new Set(rows.filter(({ fact }) => fact).map(({ id }) => id));
  const found = new Map<string, Naming>();
  for (const row of rows.filter(({ id, fact }) => fact || !withFact.has(id))) {
    const key = row.fact ?? row.id ?? "";
    const naming = found.get(key) ?? { id: row.id ?? "", title: row.title || row.id || "", year: year(row.year), role: row.role ? keyOf(row.role) : "", fact: row.fact ? factKey(row.fact) : null, quotes: [] };
    if (row.sentence && row.quote && !naming.quotes.some(({ sentence }) => sentence === row.sentence)) naming.quotes.push({ quote: row.quote, sentence: row.sentence });
    found.set(key, naming);
  }
  return [...found.values()];
}
