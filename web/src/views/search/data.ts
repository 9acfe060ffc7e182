/** What a search finds, and how many of it each facet holds. Counts are of what remains when all other facets apply. */
import { select, textTerm } from "../../api";
import { classOf } from "../../parts/things";
import { type Case, type Corpus, corpus } from "../overview/data";

/** Most things that one search looks at. */
export const LIMIT = 10_000;

export interface Hit {
  iri: string;
  class: string;
  label: string;
  snippet: string;
  /** The cases that name it; of a case itself. */
  cases: Case[];
}

export interface Found {
  hits: Hit[];
  corpus: Corpus;
  isCut: boolean;
}

export async function search(text: string, signal: AbortSignal): Promise<Found> {
  const things = { text: textTerm(text), limit: String(LIMIT) };
  const [hits, links, known] = await Promise.all([
    select<"thing" | "class" | "label" | "score" | "snippet">("hits", signal, things),
    select<"thing" | "case">("hit-cases", signal, things),
    corpus(signal),
  ]);
  const cases = new Map(known.cases.map((of) => [of.iri, of]));
  const linked = Map.groupBy(links, ({ thing }) => thing ?? "");
  const unique = new Map(hits.map((row) => [row.thing ?? "", row]));
  const found = [...unique].map(([iri, row]): Hit => {
    const own = cases.get(iri);
    const naming = (linked.get(iri) ?? []).flatMap((each) => cases.get(each.case ?? "") ?? []);
    return { iri, class: classOf(row.class ?? ""), label: row.label || own?.id || iri, snippet: row.snippet ?? "", cases: own ? [own] : naming };
  });
  return { hits: found, corpus: known, isCut: hits.length >= LIMIT };
}

export const FACETS = ["class", "year", "collection", "place"] as const;
export type Facet = (typeof FACETS)[number];
export type Chosen = Record<Facet, Set<string>>;

export function chosenOf(params: URLSearchParams): Chosen {
  const of = (facet: Facet) => new Set(params.get(facet)?.split("|").filter(Boolean));
  return { class: of("class"), year: of("year"), collection: of("collection"), place: of("place") };
}

/** What a case has under a facet. */
function inCase(of: Case, facet: Facet): string[] {
  if (facet === "year") return of.year === null ? [] : [String(of.year)];
  if (facet === "collection") return of.collection ? [of.collection] : [];
  return facet === "place" ? of.places : [];
}

const fits = (values: string[], wanted: Set<string>): boolean => wanted.size === 0 || values.some((value) => wanted.has(value));

/** The facets about cases must all be met by one case, so that they combine as a reader expects. */
function passing(hit: Hit, chosen: Chosen, but?: Facet): Case[] | null {
  if (but !== "class" && !fits([hit.class], chosen.class)) return null;
  const about = (["year", "collection", "place"] as const).filter((facet) => facet !== but && chosen[facet].size);
  const cases = hit.cases.filter((of) => about.every((facet) => fits(inCase(of, facet), chosen[facet])));
  return about.length && !cases.length ? null : cases;
}

export const filtered = (hits: Hit[], chosen: Chosen): Hit[] => hits.filter((hit) => passing(hit, chosen) !== null);

export function counts(hits: Hit[], chosen: Chosen, facet: Facet): Map<string, number> {
  const found = new Map<string, number>([...chosen[facet]].map((value) => [value, 0]));
  for (const hit of hits) {
    const cases = passing(hit, chosen, facet);
    if (!cases) continue;
    const values = facet === "class" ? [hit.class] : new Set(cases.flatMap((of) => inCase(of, facet)));
    for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  }
  return found;
}
