/** Pairs of a result as a network. */
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { number, t } from "../../i18n";
import { Canvas } from "../network/canvas";
import type { Graph } from "../network/data";
import type { Drawing } from "../network/drawing";

export function Net(props: { links: [string, string][] }): JSX.Element {
  const drawing = useRef<Drawing | null>(null);
  const graph = useMemo((): Graph => {
    const graph: Graph = { nodes: new Map(), edges: new Map() };
    // Where things of one kind are paired, all are of one colour.
    const froms = new Set(props.links.map(([from]) => from));
    const isOfOneKind = props.links.some(([, to]) => froms.has(to));
    for (const [source, target] of props.links) {
      for (const [id, of] of [[source, "Case"], [target, isOfOneKind ? "Case" : "Mechanism"]] as const) {
        if (!graph.nodes.has(id)) graph.nodes.set(id, { id, label: id, class: of, weight: 1, position: null });
      }
      const id = JSON.stringify([source, target]);
      graph.edges.set(id, { id, source, target, relation: "", weight: (graph.edges.get(id)?.weight ?? 0) + 1 });
    }
    return graph;
  }, [props.links]);
  const says = t("network.says", { nodes: number(graph.nodes.size), edges: number(graph.edges.size) });
  return (
    <div class="net">
      <Canvas graph={graph} layout="auto" paint={null} chosen={null} way={null} says={says} choose={() => {}} expand={() => {}} drawing={drawing} />
    </div>
  );
}
