/** Beside the drawing, and for those who do not see it: the nodes in a list, the chosen one, and the way between two. */
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { t } from "../../i18n";
import { colourOf, nameOf as styled } from "../../names";
import { pageOf } from "../../parts/things";
import { change } from "../../route";
import { type Graph, type Node, ranked } from "./data";
import type { Drawing } from "./drawing";

const SHOWN = 100;

interface Props {
  graph: Graph;
  params: URLSearchParams;
  way: string[] | null;
  expand: (id: string) => void;
  drawing: { current: Drawing | null };
}

export function Panel(props: Props): JSX.Element {
  const { graph, params, way, expand, drawing } = props;
  const [text, type] = useState("");
  const nodes = useMemo(() => ranked(graph), [graph]);
  const found = nodes.filter(({ node }) => node.label.toLowerCase().includes(text.trim().toLowerCase()));
  const chosen = graph.nodes.get(params.get("node") ?? "");
  const choose = (id: string) => {
    change({ node: id }, true);
    drawing.current?.centre(id);
  };
  return (
    <aside class="panel">
      {chosen && <Chosen node={chosen} params={params} expand={expand} />}
      <Way graph={graph} params={params} way={way} choose={choose} />
      <label>
        <span class="hidden">{t("network.find")}</span>
        <input type="search" value={text} placeholder={t("network.find")} onInput={(event) => type(event.currentTarget.value)} />
      </label>
      <ul class="nodes" aria-label={t("network.nodes")}>
        {found.slice(0, SHOWN).map(({ node, degree }) => (
          <li key={node.id}>
            <button type="button" class="quiet" aria-pressed={node === chosen} onClick={() => choose(node.id)}>
              <span class="dot" style={{ background: colourOf("class", node.class) }} /> {node.label} <span class="figure">{degree}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > SHOWN && <p class="hint">{t("network.more", { count: found.length - SHOWN })}</p>}
    </aside>
  );
}

function Chosen(props: { node: Node; params: URLSearchParams; expand: (id: string) => void }): JSX.Element {
  const { node, params, expand } = props;
  const from = params.get("from");
  return (
    <section class="chosen-node" aria-labelledby="chosen-title">
      <p class="kind">
        <span class="dot" style={{ background: colourOf("class", node.class) }} /> {styled("class", node.class)}
      </p>
      <h2 id="chosen-title">{node.label}</h2>
      <p class="actions">
        <a class="button" href={pageOf(node.id, node.class)}>
          {t("network.open")}
        </a>
        <button type="button" onClick={() => expand(node.id)}>
          {t("network.expand")}
        </button>
        {from && from !== node.id ? (
          <button type="button" onClick={() => change({ to: node.id })}>
            {t("network.to")}
          </button>
        ) : (
          <button type="button" onClick={() => change({ from: node.id, to: null })}>
            {t("network.from")}
          </button>
        )}
      </p>
    </section>
  );
}

function Way(props: { graph: Graph; params: URLSearchParams; way: string[] | null; choose: (id: string) => void }): JSX.Element | null {
  const { graph, params, way, choose } = props;
  const [from, to] = [params.get("from"), params.get("to")];
  if (!from) return null;
  const name = (id: string) => graph.nodes.get(id)?.label ?? id;
  return (
    <section class="way" aria-live="polite">
      <p>
        {t("network.way", { from: name(from), to: to ? name(to) : "…" })}{" "}
        <button type="button" class="quiet" onClick={() => change({ from: null, to: null })}>
          {t("clear")}
        </button>
      </p>
      {!to && <p class="hint">{t("network.wayHow")}</p>}
      {to && !way && <p>{t("network.noWay")}</p>}
      {way && (
        <ol>
          {way.map((id) => (
            <li key={id}>
              <button type="button" class="quiet" onClick={() => choose(id)}>
                {name(id)}
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
