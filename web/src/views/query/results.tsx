/** The results of a query: as a table, a chart or a network, and to take away. */
import type { EChartsCoreOption } from "echarts/core";
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { ask } from "../../api";
import { number, t } from "../../i18n";
import { Chart, colours } from "../../parts/chart";
import { Download } from "../../parts/download";
import { Later } from "../../parts/later";
import { change } from "../../route";
import { type Answer, csv, isNumeric } from "./answer";
import { labelOf } from "./columns";
import { Table } from "./table";
import { textOf } from "./terms";

const SHAPES = ["table", "chart", "network"] as const;

export function Results(props: { answer: Answer; query: string; shape: string; isNamed: boolean }): JSX.Element {
  const { answer, query, isNamed } = props;
  const shape = SHAPES.find((each) => each === props.shape) ?? "table";
  return (
    <section class="results" aria-label={t("query.results")}>
      <div class="toolbar">
        <div role="group" class="shapes">
          {SHAPES.map((each) => (
            <button key={each} type="button" aria-pressed={each === shape} onClick={() => change({ shape: each }, true)}>
              {t(`query.${each}`)}
            </button>
          ))}
        </div>
        <span class="hint" role="status">
          {t("query.rows", { count: number(answer.rows.length) })}
        </span>
        <Downloads answer={answer} query={query} />
      </div>
      {answer.rows.length === 0 ? <p class="empty">{t("query.empty")}</p> : shape === "table" ? <Table answer={answer} isNamed={isNamed} /> : shape === "chart" ? <Drawn answer={answer} /> : <Net answer={answer} />}
    </section>
  );
}

function Downloads(props: { answer: Answer; query: string }): JSX.Element {
  const { answer, query } = props;
  const asked = (type: string) => async () => (await ask(query, type)).blob();
  const files: [name: string, ending: string, load: () => Promise<Blob>][] = answer.isGraph
    ? [
        ["Turtle", "ttl", asked("text/turtle")],
        ["JSON-LD", "jsonld", asked("application/ld+json")],
      ]
    : [
        ["CSV", "csv", async () => new Blob([csv(answer)], { type: "text/csv" })],
        ["JSON", "json", asked("application/sparql-results+json")],
      ];
  return (
    <span class="saving" role="group" aria-label={t("download")}>
      {files.map(([name, ending, load]) => (
        <Download key={name} name={`result.${ending}`} load={load}>
          {name}
        </Download>
      ))}
    </span>
  );
}

function Drawn(props: { answer: Answer }): JSX.Element {
  const { answer } = props;
  const numeric = answer.columns.filter((column) => isNumeric(answer, column));
  const names = answer.columns.filter((column) => !numeric.includes(column));
  const [x, setX] = useState(names[0]);
  const [y, setY] = useState(numeric[0]);
  const option = useCallback(() => bars(answer, x ?? "", y ?? ""), [answer, x, y]);
  if (x === undefined || y === undefined) return <p class="empty">{t("query.noChart")}</p>;
  const pick = (label: string, value: string, options: string[], set: (value: string) => void) => (
    <label class="choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => set(event.currentTarget.value)}>
        {options.map((each) => (
          <option key={each} value={each}>
            {labelOf(each)}
          </option>
        ))}
      </select>
    </label>
  );
  const rows = Math.min(answer.rows.length, 60);
  return (
    <>
      <div class="toolbar">
        {pick(t("query.x"), x, names, setX)} {pick(t("query.y"), y, numeric, setY)}
      </div>
      <Chart option={option} says={`${y} / ${x}`} height={80 + 24 * rows} />
    </>
  );
}

function bars({ rows }: Answer, x: string, y: string): EChartsCoreOption {
  const { ink, line, accent } = colours();
  const shown = rows.slice(0, 60).toReversed();
  return {
    textStyle: { color: ink },
    grid: { left: 8, right: 40, top: 8, bottom: 24, containLabel: true },
    tooltip: { renderMode: "richText" },
    xAxis: { type: "value", axisLabel: { color: ink }, splitLine: { lineStyle: { color: line } } },
    yAxis: { type: "category", data: shown.map((row) => textOf(row[x])), axisLabel: { color: ink, width: 260, overflow: "truncate" }, axisLine: { lineStyle: { color: line } } },
    series: [{ type: "bar", data: shown.map((row) => Number(row[y]?.value)), itemStyle: { color: accent }, barMaxWidth: 18, label: { show: true, position: "right", color: ink } }],
  };
}

function Net(props: { answer: Answer }): JSX.Element {
  const { answer } = props;
  const load = async () => (await import("./net")).Net;
  const ends = endsOf(answer);
  if (!ends) return <p class="empty">{t("query.noNetwork")}</p>;
  const links = answer.rows.slice(0, 3000).flatMap((row) => {
    const [source, target] = [textOf(row[ends[0]]), textOf(row[ends[1]])];
    return source && target ? [[source, target] as [string, string]] : [];
  });
  return <Later key={JSON.stringify(ends) + answer.rows.length} load={load} props={{ links }} />;
}

/** The columns that hold the two ends of an edge: the first two that are no numbers. */
function endsOf(answer: Answer): [string, string] | null {
  if (answer.isGraph) return ["subject", "object"];
  const [from, to] = answer.columns.filter((column) => !isNumeric(answer, column) && answer.rows.some((row) => row[column]));
  return from && to ? [from, to] : null;
}
