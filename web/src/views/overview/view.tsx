/** Overview: which practices recur where and since when, and the cases behind every number. */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { json } from "../../api";
import { type Key, number, t } from "../../i18n";
import { Loaded, useLoad } from "../../load";
import { keysOf, nameOf as styled } from "../../names";
import { Choice, type Option } from "../../parts/choice";
import { change } from "../../route";
import { type Corpus, corpus, filtersOf, type Practice, places, practices, recurrence, values } from "./data";
import { HeatMap } from "./heatmap";
import { Cases, Side } from "./side";

interface About {
  version: string;
  program: string;
  totals: { documents: number; cases: number; quads: number; classes: Record<string, number> };
}

export function Overview(props: { params: URLSearchParams }): JSX.Element {
  const about = useLoad((signal) => json<About>("/api/dataset", signal), "dataset");
  const state = useLoad(corpus, "corpus");
  return (
    <div class="page overview">
      <h1>{t("overview.title")}</h1>
      {about.is === "here" && <Counts about={about.value} />}
      <Loaded state={state}>{(known) => <Body corpus={known} params={props.params} />}</Loaded>
    </div>
  );
}

const COUNTED = ["Case", "Place", "Mechanism", "Unit", "LegalDocument", "Outcome", "Recognition"];

function Counts(props: { about: About }): JSX.Element {
  const { totals, version, program } = props.about;
  return (
    <dl class="counts" aria-label={t("overview.counts")} title={t("app.newer", { version, program })}>
      <div>
        <dt>{t("count.documents")}</dt>
        <dd>{number(totals.documents)}</dd>
      </div>
      {COUNTED.map((name) => (
        <div key={name}>
          <dt>{styled("class", name)}</dt>
          <dd>{number(totals.classes[name] ?? 0)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Body(props: { corpus: Corpus; params: URLSearchParams }): JSX.Element {
  const { corpus, params } = props;
  const filters = filtersOf(params);
  const found = useMemo(() => practices(corpus, filters), [corpus, JSON.stringify(filters), t("app.name")]);
  const where = useMemo(() => places(corpus), [corpus]);
  if (!corpus.cases.length) return <p class="empty">{t("overview.empty")}</p>;
  const chosen = found.find(({ iri }) => iri === params.get("practice")) ?? null;
  return (
    <>
      <Filters corpus={corpus} params={params} />
      <Summary found={found} />
      {params.has("place") && <Cases practice={chosen} found={found} place={params.get("place") ?? ""} places={where} />}
      {found.length > 0 && (
        <div class="split">
          <HeatMap practices={found} places={where} chosen={chosen} sort={filters.sort} />
          <Side practices={found} places={where} chosen={chosen} />
        </div>
      )}
    </>
  );
}

function Summary(props: { found: Practice[] }): JSX.Element {
  const { found } = props;
  if (!found.length) return <p class="empty">{t("overview.nothing")}</p>;
  const cases = new Set(found.flatMap((practice) => [...practice.cases])).size;
  const places = new Set(found.flatMap((practice) => [...practice.at.keys()])).size;
  const recurring = found.filter((practice) => recurrence(practice) > 1).length;
  return <p class="summary">{t("overview.summary", { practices: number(found.length), cases: number(cases), places, recurring })}</p>;
}

function Filters(props: { corpus: Corpus; params: URLSearchParams }): JSX.Element {
  const { corpus, params } = props;
  const filters = filtersOf(params);
  const any: Option = { value: "", label: t("all") };
  const options = (list: string[], name: (value: string) => string) => [any, ...list.map((value) => ({ value, label: name(value) }))];
  const named = (list: string[], prefix: string) => list.map((value) => ({ value, label: t(`${prefix}.${value}` as Key) }));
  const kinds = new Set(values(corpus.adoptions, ({ kind }) => kind));
  const same = (value: string) => value;
  return (
    <fieldset class="filters">
      <legend class="hidden">{t("filter.label")}</legend>
      <Choice label={t("filter.level")} name="level" value={filters.level} options={named(["mechanism", "family"], "filter")} />
      <Choice label={t("filter.kind")} name="kind" value={filters.kind} options={options(keysOf("kind").filter((kind) => kinds.has(kind)), (kind) => styled("kind", kind))} />
      <Choice label={t("filter.year")} name="year" value={filters.year} options={options(values(corpus.cases, ({ year }) => year), same)} />
      <Choice label={t("filter.collection")} name="collection" value={filters.collection} options={options(values(corpus.cases, ({ collection }) => collection), same)} />
      <Choice label={t("filter.role")} name="role" value={filters.role} options={named(["practised", "originates", "adopts", "mentions"], "role")} />
      <Choice label={t("filter.sort")} name="sort" value={filters.sort} options={named(["recurs", "places", "cases", "since", "name"], "sort")} />
      {["kind", "year", "collection", "role", "practice", "place"].some((name) => params.get(name)) && (
        <button type="button" class="quiet" onClick={() => change({ kind: null, year: null, collection: null, role: null, practice: null, place: null })}>
          {t("filter.reset")}
        </button>
      )}
    </fieldset>
  );
}
