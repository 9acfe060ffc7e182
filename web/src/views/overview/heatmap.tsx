/** The heat map: a table of practices by places, in which every number opens its cases. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { change } from "../../route";
import type { Place, Practice } from "./data";

const STEP = 40;

export function HeatMap(props: { practices: Practice[]; places: Place[]; chosen: Practice | null; sort: string }): JSX.Element {
  const { practices, places, chosen } = props;
  const [shown, show] = useState(STEP);
  const columns = places.filter(({ iri }) => practices.some(({ at }) => at.has(iri)));
  const most = Math.max(1, ...practices.flatMap(({ at }) => [...at.values()].map((cases) => cases.length)));
  const lines = practices.slice(0, shown);
  if (chosen && !lines.includes(chosen)) lines.push(chosen);
  return (
    <section class="heat" aria-labelledby="heat-title">
      <h2 id="heat-title">{t("overview.heatmap")}</h2>
      <p class="hint">{t("overview.heatmapHint")}</p>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="heat-title">
        <table>
          <Head columns={columns} sort={props.sort} />
          <tbody>
            {lines.map((practice) => (
              <Line key={practice.iri} practice={practice} columns={columns} most={most} isChosen={practice === chosen} />
            ))}
          </tbody>
        </table>
      </div>
      {practices.length > shown && (
        <button type="button" onClick={() => show(shown + 2 * STEP)}>
          {t("more", { count: Math.min(practices.length - shown, 2 * STEP) })}
        </button>
      )}
    </section>
  );
}

function Head(props: { columns: Place[]; sort: string }): JSX.Element {
  return (
    <thead>
      <tr>
        <td />
        {(["places", "cases", "since"] as const).map((column) => (
          <th key={column} scope="col" class="figure" aria-sort={props.sort === column ? (column === "since" ? "ascending" : "descending") : undefined}>
            <button type="button" title={t("overview.sortBy")} onClick={() => change({ sort: props.sort === column ? null : column })}>
              {t(`overview.${column}`)}
            </button>
          </th>
        ))}
        {props.columns.map(({ iri, name, full }) => (
          <th key={iri} scope="col" class="place" title={full}>
            <span>{name}</span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Line(props: { practice: Practice; columns: Place[]; most: number; isChosen: boolean }): JSX.Element {
  const { practice, columns, most, isChosen } = props;
  return (
    <tr class={isChosen ? "chosen" : undefined}>
      <th scope="row">
        <button type="button" class="name" title={practice.name} aria-pressed={isChosen} onClick={() => change({ practice: isChosen ? null : practice.iri, place: null })}>
          {practice.name}
        </button>
      </th>
      <td class="figure">{practice.at.size}</td>
      <td class="figure">{practice.cases.size}</td>
      <td class="figure">{practice.since ?? "–"}</td>
      {columns.map((place) => (
        <Cell key={place.iri} practice={practice} place={place} most={most} />
      ))}
    </tr>
  );
}

function Cell(props: { practice: Practice; place: Place; most: number }): JSX.Element {
  const { practice, place, most } = props;
  const count = practice.at.get(place.iri)?.length ?? 0;
  if (!count) return <td />;
  const says = t("overview.cell", { practice: practice.name, place: place.full, count });
  return (
    <td class={`heat-${heat(count, most)}`}>
      <button type="button" title={says} aria-label={says} onClick={() => change({ practice: practice.iri, place: place.iri })}>
        {count}
      </button>
    </td>
  );
}

/** One of five shades: even the smallest number is seen, and the largest of many is the darkest. */
export function heat(count: number, most: number): number {
  if (count === 0) return 0;
  const share = most <= 6 ? count / Math.max(most, 3) : Math.log(count + 1) / Math.log(most + 1);
  return Math.max(1, Math.round(5 * share));
}
