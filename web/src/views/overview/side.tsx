/** Beside the heat map: the places' map, the years, and the cases of what was chosen. */
import type { EChartsCoreOption } from "echarts/core";
import type { JSX } from "preact";
import { useCallback, useEffect, useRef } from "preact/hooks";
import { t, useLanguage } from "../../i18n";
import { Chart, colours } from "../../parts/chart";
import { change, link } from "../../route";
import type { Case, Place, Practice } from "./data";
import { heat } from "./heatmap";
import { sheets, short } from "./tiles";

export function Side(props: { practices: Practice[]; places: Place[]; chosen: Practice | null }): JSX.Element {
  const { practices, places, chosen } = props;
  return (
    <aside>
      {chosen && <Chosen practice={chosen} />}
      <TileMap practices={practices} places={places} chosen={chosen} />
      <Timeline practices={practices} chosen={chosen} />
    </aside>
  );
}

/** What the drawings below are of, and the way back to all. */
function Chosen(props: { practice: Practice }): JSX.Element {
  const { iri, name, at, cases, since } = props.practice;
  return (
    <section class="chosen-practice">
      <h2>{name}</h2>
      <p class="hint">{t("overview.chosen", { places: at.size, cases: cases.size, since: since ?? "–" })}</p>
      <p class="actions">
        <a class="button" href={link("entity", { iri })}>
          {t("overview.whole")}
        </a>
        <button type="button" class="quiet" onClick={() => change({ practice: null, place: null })}>
          {t("clear")}
        </button>
      </p>
    </section>
  );
}

/** Cases by place: those of a practice, or of all. */
function byPlace(practices: Practice[]): Map<string, Set<Case>> {
  const found = new Map<string, Set<Case>>();
  for (const { at } of practices) {
    for (const [place, cases] of at) {
      const all = found.get(place) ?? new Set();
      cases.forEach((of) => all.add(of));
      found.set(place, all);
    }
  }
  return found;
}

function TileMap(props: { practices: Practice[]; places: Place[]; chosen: Practice | null }): JSX.Element {
  const { practices, places, chosen } = props;
  const counts = byPlace(chosen ? [chosen] : practices);
  const most = Math.max(1, ...[...counts.values()].map((cases) => cases.size));
  const { sheets: drawn, others } = sheets(places);
  const tile = (place: Place, name: string) => <Tile key={place.iri} place={place} name={name} count={counts.get(place.iri)?.size ?? 0} most={most} />;
  return (
    <section class="map" aria-labelledby="map-title">
      <h2 id="map-title">{t("overview.map")}</h2>
      <p class="hint">{chosen ? t("overview.mapOf", { practice: chosen.name, places: chosen.at.size }) : t("overview.mapAll")}</p>
      {drawn.map(({ province, columns, tiles }) => (
        <div key={province} class="tiles" style={{ gridTemplateColumns: `repeat(${columns}, minmax(2.5rem, 4.4rem))` }}>
          {tiles.map(({ place, name, column, row }) => (
            <div key={name + column + row} style={{ gridColumn: column + 1, gridRow: row + 1 }}>
              {place ? tile(place, name) : <div class="tile absent">{name}</div>}
            </div>
          ))}
        </div>
      ))}
      {others.length > 0 && <div class="tiles others">{others.map((place) => tile(place, short(place.name)))}</div>}
      <Scale most={most} />
      <p class="hint">{t("overview.mapHint")}</p>
    </section>
  );
}

/** What the shades mean. */
function Scale(props: { most: number }): JSX.Element {
  const { most } = props;
  const counts = [...new Set([1, Math.ceil(most / 4), Math.ceil(most / 2), most])];
  return (
    <p class="scale" aria-label={t("overview.scale")}>
      {t("overview.scale")}
      {counts.map((count) => (
        <span key={count} class={`swatch heat-${heat(count, most)}`}>
          {count}
        </span>
      ))}
    </p>
  );
}

function Tile(props: { place: Place; name: string; count: number; most: number }): JSX.Element {
  const { place, name, count, most } = props;
  const open = () => change({ place: place.iri });
  return (
    <button type="button" class={`tile heat-${heat(count, most)}`} title={place.full} disabled={count === 0} onClick={open}>
      <span>{name}</span>
      <b>{count}</b>
    </button>
  );
}

function Timeline(props: { practices: Practice[]; chosen: Practice | null }): JSX.Element {
  const { practices, chosen } = props;
  const shown = chosen ? [chosen] : practices;
  const lang = useLanguage();
  const option = useCallback(() => timeline(shown), [practices, chosen, lang]);
  const says = chosen ? t("overview.timelineOf", { practice: chosen.name }) : t("overview.timelineAll");
  return (
    <section aria-labelledby="time-title">
      <h2 id="time-title">{t("overview.timeline")}</h2>
      <p class="hint">{says}</p>
      <Chart option={option} says={`${says}: ${spoken(shown)}`} click={(year) => change({ year })} height={160} />
      {chosen && <Steps practice={chosen} />}
    </section>
  );
}

const ROLES = ["originates", "adopts", "mentions"] as const;

function perYear(practices: Practice[]): Map<number, Record<(typeof ROLES)[number], number>> {
  const years = new Map<number, Record<(typeof ROLES)[number], number>>();
  for (const { uses } of practices) {
    for (const { case: of, role } of uses) {
      if (of.year === null) continue;
      const year = years.get(of.year) ?? { originates: 0, adopts: 0, mentions: 0 };
      year[role] += 1;
      years.set(of.year, year);
    }
  }
  return new Map([...years].sort(([a], [b]) => a - b));
}

const spoken = (practices: Practice[]): string =>
  [...perYear(practices)].map(([year, count]) => `${year} ${ROLES.reduce((sum, role) => sum + count[role], 0)}`).join(", ");

function timeline(practices: Practice[]): EChartsCoreOption {
  const years = perYear(practices);
  const { ink, line, accent, second, faint } = colours();
  const colour = { originates: accent, adopts: second, mentions: faint };
  const roles = ROLES.filter((role) => [...years.values()].some((count) => count[role]));
  return {
    textStyle: { color: ink },
    grid: { left: 36, right: 8, top: 30, bottom: 24 },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: { color: ink } },
    tooltip: { trigger: "axis", renderMode: "richText" },
    xAxis: { type: "category", data: [...years.keys()].map(String), axisLabel: { color: ink }, axisLine: { lineStyle: { color: line } } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: ink }, splitLine: { lineStyle: { color: line } } },
    series: roles.map((role) => ({
      type: "bar",
      stack: "all",
      name: t(`role.${role}`),
      barMaxWidth: 44,
      itemStyle: { color: colour[role] },
      data: [...years.values()].map((count) => count[role]),
    })),
  };
}

/** Who took up a practice, in order of time. */
function Steps(props: { practice: Practice }): JSX.Element {
  const uses = [...props.practice.uses].sort((a, b) => (a.case.year ?? 9999) - (b.case.year ?? 9999) || a.case.id.localeCompare(b.case.id));
  return (
    <ol class="steps">
      {uses.map(({ case: of, role, mechanism }) => (
        <li key={of.id + role + mechanism}>
          <b>{of.year ?? "–"}</b> <span class={`role ${role}`}>{t(`role.${role}`)}</span>{" "}
          <a href={link("case", { id: of.id, fact: mechanism })}>{of.title}</a>
        </li>
      ))}
    </ol>
  );
}

/** The cases behind a number. */
export function Cases(props: { practice: Practice | null; found: Practice[]; place: string; places: Place[] }): JSX.Element {
  const { practice, found, place, places } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [practice, place]);
  const where = places.find(({ iri }) => iri === place);
  const cases = practice ? (practice.at.get(place) ?? []) : [...(byPlace(found).get(place) ?? [])];
  return (
    <section class="opened" aria-labelledby="opened-title">
      <h2 id="opened-title" ref={heading} tabIndex={-1}>
        {practice ? t("overview.openOf", { practice: practice.name, place: where?.full ?? "" }) : where?.full}
      </h2>
      <button type="button" class="quiet close" onClick={() => change({ place: null })}>
        {t("close")}
      </button>
      <ul>
        {cases.map((of) => (
          <li key={of.id}>
            <span class="year">{of.year}</span> <a href={link("case", { id: of.id, fact: practice?.iri })}>{of.title}</a>
          </li>
        ))}
      </ul>
      {where && (
        <a class="entity" href={link("entity", { iri: where.iri })}>
          {t("overview.entity", { name: where.full })}
        </a>
      )}
    </section>
  );
}
