/** Network: explore from any node, or look at the whole; filter, colour, find ways, save. */
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { type Key, number, t } from "../../i18n";
import { Loaded, Trouble, useLoad } from "../../load";
import { colourOf, nameOf as styled } from "../../names";
import { Choice } from "../../parts/choice";
import { save } from "../../parts/save";
import { change } from "../../route";
import { Canvas } from "./canvas";
import { useCommunities } from "./colours";
import { type Graph, network, path, VIEWS, visible, wantedOf } from "./data";
import type { Drawing } from "./drawing";
import { gexf, svg } from "./files";
import { Panel } from "./panel";
import { LAYOUTS, type Layout, type Scene } from "./scene";

export function NetworkView(props: { params: URLSearchParams }): JSX.Element {
  const { params } = props;
  const wanted = wantedOf(params);
  const state = useLoad((signal) => network(wanted, signal), JSON.stringify({ ...wanted, around: wanted.view ? wanted.around : undefined }));
  return (
    <div class="page network">
      <h1>{t("nav.network")}</h1>
      <Controls params={params} />
      {wanted.view ? <Loaded state={state}>{(graph) => <Body graph={graph} params={params} />}</Loaded> : <Explored params={params} />}
    </div>
  );
}

/** What grows from a node stays drawn while more is fetched. */
function Explored(props: { params: URLSearchParams }): JSX.Element {
  const wanted = wantedOf(props.params);
  const state = useLoad((signal) => network(wanted, signal), wanted.around.join("|"));
  const last = useRef<Graph | null>(null);
  if (state.is === "here") last.current = state.value;
  return (
    <>
      {state.is !== "here" && <Loaded state={state}>{() => null}</Loaded>}
      {last.current && <Body graph={last.current} params={props.params} />}
    </>
  );
}

function Controls(props: { params: URLSearchParams }): JSX.Element {
  const { params } = props;
  const wanted = wantedOf(params);
  const lowest = lowestOf(params);
  const views = VIEWS.map((value) => ({ value: value as string, label: t(`view.${value}` as Key) }));
  if (wanted.view === null) views.unshift({ value: "", label: t("view.around") });
  return (
    <fieldset class="filters">
      <legend class="hidden">{t("filter.label")}</legend>
      <label class="choice">
        <span>{t("network.view")}</span>
        <select name="view" value={wanted.view ?? ""} onChange={(event) => change({ view: event.currentTarget.value, weight: null, around: null, node: null, from: null, to: null })}>
          {views.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {wanted.view && wanted.view !== "case-similarity" && (
        <label class="choice">
          <span>{t("network.support")}</span>
          <input type="number" name="support" min="1" max={__STILL__ ? 5 : 999} value={wanted.support} onChange={(event) => change({ support: event.currentTarget.value })} />
        </label>
      )}
      <label class="choice">
        <span>{t("network.weight")}</span>
        <input type="number" name="weight" min={lowest} max="999" step={lowest || 0.05} value={params.get("weight") ?? lowest} onChange={(event) => change({ weight: event.currentTarget.value })} />
      </label>
      <Choice label={t("network.layout")} name="layout" value={layoutOf(params)} options={LAYOUTS.map((value) => ({ value, label: t(`layout.${value}` as Key) }))} />
      <Choice label={t("network.colour")} name="colour" value={params.get("colour") ?? "class"} options={["class", "community"].map((value) => ({ value, label: t(`colour.${value}` as Key) }))} />
    </fieldset>
  );
}

/** The weight that every edge has at least: likeness is a share, all else is counted. */
const lowestOf = (params: URLSearchParams): number => (params.get("view") === "case-similarity" ? 0 : 1);

const layoutOf = (params: URLSearchParams): Layout => LAYOUTS.find((name) => name === params.get("layout")) ?? "auto";

function Body(props: { graph: Graph; params: URLSearchParams }): JSX.Element {
  const { graph, params } = props;
  const [hide, without] = [params.get("hide") ?? "", params.get("without") ?? ""];
  const given = Number(params.get("weight"));
  const weight = given > lowestOf(params) ? given : 0;
  const shown = useMemo(() => visible(graph, new Set(hide.split("|")), new Set(without.split("|").filter(Boolean)), weight), [graph, hide, without, weight]);
  const { colours: paint, error } = useCommunities(shown, params.get("colour") === "community");
  const [from, to] = [params.get("from"), params.get("to")];
  const way = useMemo(() => (from && to ? path(shown, from, to) : null), [shown, from, to]);
  const drawing = useRef<Drawing | null>(null);
  const wanted = wantedOf(params);
  const expand = (id: string) => change({ view: wanted.view, around: [...new Set([...wanted.around, id])].join("|"), node: id });
  const says = t("network.says", { nodes: number(shown.nodes.size), edges: number(shown.edges.size) });
  if (graph.nodes.size === 0) return <p class="empty">{t("network.empty")}</p>;
  return (
    <>
      <div class="toolbar">
        <Chips what="class" of={[...graph.nodes.values()].map((node) => node.class)} param="hide" hidden={hide} isPlain={paint !== null} />
        <span class="hint" role="status">
          {says}
          {paint && ` · ${t("network.communities", { count: new Set(paint.values()).size })}`}
        </span>
        <Saving graph={shown} drawing={drawing} />
        <Chips what="relation" of={[...graph.edges.values()].map(({ relation }) => relation)} param="without" hidden={without} />
      </div>
      {error !== null && <Trouble error={error} />}
      <div class="drawing">
        <Canvas graph={shown} layout={layoutOf(params)} paint={paint} chosen={params.get("node")} way={way} says={says} choose={(node) => change({ node }, true)} expand={expand} drawing={drawing} />
        <Panel graph={shown} params={params} way={way} expand={expand} drawing={drawing} />
      </div>
    </>
  );
}

/** What there is of each class or relation, each to be hidden by a press; plain where colours mean something else. */
function Chips(props: { what: "class" | "relation"; of: string[]; param: "hide" | "without"; hidden: string; isPlain?: boolean }): JSX.Element {
  const { what, of, param } = props;
  const hidden = new Set(props.hidden.split("|").filter(Boolean));
  const counts = Map.groupBy(of, (key) => key);
  const toggle = (key: string) => {
    const next = hidden.has(key) ? [...hidden].filter((each) => each !== key) : [...hidden, key];
    change({ [param]: next.join("|") || null });
  };
  return (
    <div class="legend" role="group" aria-label={t(what === "class" ? "network.classes" : "network.relations")}>
      {[...counts].map(([key, all]) => (
        <button key={key} type="button" class="chip" aria-pressed={!hidden.has(key)} onClick={() => toggle(key)}>
          {!props.isPlain && <span class={what === "class" ? "dot" : "stroke"} style={{ background: colourOf(what, key) }} />} {styled(what, key)} {number(all.length)}
        </button>
      ))}
    </div>
  );
}

function Saving(props: { graph: Graph; drawing: { current: Drawing | null } }): JSX.Element {
  const { graph, drawing } = props;
  const xml = (text: string, type: string, name: string) => save(new Blob([text], { type }), name);
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const drawn = (use: (scene: Scene) => void) => () => {
    const scene = drawing.current?.scene();
    if (scene) use(scene);
  };
  return (
    <span class="saving" role="group" aria-label={t("download")}>
      <button type="button" onClick={async () => drawing.current && save(await drawing.current.png(), "network.png")}>
        PNG
      </button>
      <button type="button" onClick={drawn((scene) => xml(svg(scene, { ink: of("ink"), paper: of("card") }), "image/svg+xml", "network.svg"))}>
        SVG
      </button>
      <button type="button" onClick={drawn((scene) => xml(gexf(graph, scene), "application/gexf+xml", "network.gexf"))}>
        GEXF
      </button>
    </span>
  );
}
