/** What the overview counts: cases, what each practises, and where. Filtering and counting is done here, without drawing. */
import { select } from "../../api";
import { language } from "../../i18n";

export type Role = "originates" | "adopts" | "mentions";

export interface Case {
  iri: string;
  id: string;
  title: string;
  year: number | null;
  collection: string | null;
  places: string[];
}

export interface Adoption {
  case: Case;
  mechanism: string;
  family: string | null;
  kind: string | null;
  role: Role;
}

interface Label {
  zh: string;
  en: string | null;
  code: string | null;
  parent: string | null;
}

export interface Corpus {
  cases: Case[];
  adoptions: Adoption[];
  labels: Map<string, Label>;
}

export async function corpus(signal: AbortSignal): Promise<Corpus> {
  const [cases, adoptions, places, labels] = await Promise.all([
    select<"case" | "id" | "title" | "year" | "collection">("cases", signal),
    select<"case" | "mechanism" | "role" | "kind" | "family">("adoptions", signal),
    select<"case" | "place">("case-places", signal),
    select<"thing" | "label" | "en" | "code" | "parent">("labels", signal),
  ]);
  const known = new Map<string, Case>();
  for (const { case: iri = "", id = "", title, year, collection = null } of cases) {
    // A case without a title is called by its id, here and elsewhere.
    known.set(iri, { iri, id, title: title || id, year: year ? Number.parseInt(year, 10) : null, collection, places: [] });
  }
  for (const { case: iri = "", place = "" } of places) known.get(iri)?.places.push(place);
  return {
    cases: [...known.values()],
    adoptions: adoptions.flatMap((row) => {
      const of = known.get(row.case ?? "");
      const role = row.role?.split("-").pop() as Role;
      return of ? [{ case: of, mechanism: row.mechanism ?? "", family: row.family ?? null, kind: key(row.kind), role }] : [];
    }),
    labels: new Map(
      labels.map(({ thing = "", label = "", en = null, code = null, parent = null }) => [thing, { zh: label, en, code, parent }]),
    ),
  };
}

const key = (iri?: string): string | null => iri?.split("/").pop() ?? null;

export interface Filters {
  level: "mechanism" | "family";
  sort: "recurs" | "places" | "cases" | "since" | "name";
  role: string;
  kind: string;
  year: string;
  collection: string;
}

export function filtersOf(params: URLSearchParams): Filters {
  const of = <T extends string>(name: string, among: readonly T[]): T =>
    among.find((value) => value === params.get(name)) ?? (among[0] as T);
  return {
    level: of("level", ["mechanism", "family"]),
    sort: of("sort", ["recurs", "places", "cases", "since", "name"]),
    role: of("role", ["practised", "originates", "adopts", "mentions"]),
    kind: params.get("kind") ?? "",
    year: params.get("year") ?? "",
    collection: params.get("collection") ?? "",
  };
}

/** A line of the heat map. */
export interface Practice {
  iri: string;
  name: string;
  cases: Set<Case>;
  /** Cases by place. */
  at: Map<string, Case[]>;
  since: number | null;
  uses: Adoption[];
}

const isWanted =
  (filters: Filters) =>
  ({ case: of, kind, role }: Adoption): boolean =>
    (filters.role === "practised" ? role !== "mentions" : role === filters.role) &&
    (!filters.kind || kind === filters.kind) &&
    (!filters.year || String(of.year) === filters.year) &&
    (!filters.collection || of.collection === filters.collection);

/** The practices that pass the filters, in the order wanted. */
export function practices(corpus: Corpus, filters: Filters): Practice[] {
  const found = new Map<string, Practice>();
  for (const use of corpus.adoptions.filter(isWanted(filters))) {
    const iri = filters.level === "family" ? use.family : use.mechanism;
    if (iri) add(found, iri, nameOf(corpus, iri), use);
  }
  return [...found.values()].sort(order(filters.sort));
}

function add(found: Map<string, Practice>, iri: string, name: string, use: Adoption): void {
  const practice: Practice = found.get(iri) ?? { iri, name, cases: new Set(), at: new Map(), since: null, uses: [] };
  found.set(iri, practice);
  practice.uses.push(use);
  const { case: of } = use;
  if (practice.cases.has(of)) return;
  practice.cases.add(of);
  for (const place of of.places) {
    const here = practice.at.get(place);
    if (here) here.push(of);
    else practice.at.set(place, [of]);
  }
  if (of.year !== null) practice.since = Math.min(practice.since ?? of.year, of.year);
}

/** One case that spans nine places is no recurrence, nor are nine cases of one place. */
export const recurrence = ({ cases, at }: Practice): number => Math.min(cases.size, at.size);

function order(sort: Filters["sort"]): (a: Practice, b: Practice) => number {
  const byName = (a: Practice, b: Practice) => a.name.localeCompare(b.name, "zh");
  const byCases = (a: Practice, b: Practice) => b.cases.size - a.cases.size || byName(a, b);
  const byPlaces = (a: Practice, b: Practice) => b.at.size - a.at.size || byCases(a, b);
  const bySince = (a: Practice, b: Practice) => (a.since ?? 9999) - (b.since ?? 9999) || byPlaces(a, b);
  const byRecurrence = (a: Practice, b: Practice) => recurrence(b) - recurrence(a) || byPlaces(a, b);
  return { recurs: byRecurrence, name: byName, cases: byCases, places: byPlaces, since: bySince }[sort];
}

export function nameOf(corpus: Corpus, iri: string): string {
  const label = corpus.labels.get(iri);
  return (language.value === "en" ? label?.en : null) ?? label?.zh ?? iri;
}

/** Places of all cases, by code; the names without what the places have in common. */
export interface Place {
  iri: string;
  name: string;
  full: string;
  code: string;
}

export function places(corpus: Corpus): Place[] {
  const iris = new Set(corpus.cases.flatMap((of) => of.places));
  const all = [...iris].map((iri): Place => {
    const { zh = iri, code, parent } = corpus.labels.get(iri) ?? {};
    const name = parent && zh.startsWith(parent) ? zh.slice(parent.length) : zh;
    return { iri, name, full: zh, code: code ?? "" };
  });
  return all.sort((a, b) => (a.code || "~").localeCompare(b.code || "~") || a.full.localeCompare(b.full, "zh"));
}

/** How often each value occurs, for the choices. */
export function values<T>(items: T[], of: (item: T) => string | number | null): string[] {
  const all = new Set(items.map(of).filter((value) => value !== null && value !== ""));
  return [...all].map(String).sort((a, b) => a.localeCompare(b, "zh"));
}
