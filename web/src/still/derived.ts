/** What stands in the same cases as a thing, and what these cases report. */
import { everything, type Row } from ".";

/** The cases that name a thing. */
async function casesOf(iri: string): Promise<Set<string | undefined>> {
  const links = await everything("named-in");
  return new Set(links.filter(({ thing }) => thing === iri).map((row) => row.case));
}

/** As `entity-related.rq`: things of the same cases, those of most cases first. */
export async function related(iri: string): Promise<Row[]> {
  const [cases, links, names] = await Promise.all([casesOf(iri), everything("named-in"), everything("names")]);
  const known = new Map(names.map((row) => [row.thing, row]));
  const counts = new Map<string, number>();
  for (const { thing = "", case: of } of links) if (thing !== iri && cases.has(of)) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  const rows = [...counts].flatMap(([thing, count]): Row[] => {
    const { class: of = "", label = "" } = known.get(thing) ?? {};
    return of === "" || of.endsWith("Family") ? [] : [{ thing, class: of, label, cases: String(count) }];
  });
  return rows.sort((a, b) => Number(b.cases) - Number(a.cases) || (a.label ?? "").localeCompare(b.label ?? "", "zh"));
}

/** As `entity-laws.rq`: the laws that its cases cite, with the sentences. */
export async function laws(iri: string): Promise<Row[]> {
  const [cases, all] = await Promise.all([casesOf(iri), everything("citations")]);
  return all.filter((row) => cases.has(row.case)).slice(0, 1000);
}

/** As `entity-results.rq`: outcomes and recognitions of its cases. */
export async function results(iri: string): Promise<Row[]> {
  const [cases, all] = await Promise.all([casesOf(iri), everything("results")]);
  return all.filter((row) => cases.has(row.case)).slice(0, 500);
}
