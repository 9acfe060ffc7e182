/** A small drawing of what stands around one thing, beside its description. */
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { pageOf } from "../../parts/things";
import { Canvas } from "./canvas";
import type { Graph } from "./data";
import type { Drawing } from "./drawing";

interface Thing {
  id: string;
  label: string;
  class: string;
}

export function Sketch(props: { centre: Thing; around: { iri: string; label: string; class: string; cases: number }[] }): JSX.Element {
  const { centre, around } = props;
  const drawing = useRef<Drawing | null>(null);
  const graph = useMemo((): Graph => {
    const nodes = [{ ...centre, weight: 6 }, ...around.map(({ iri, label, class: of, cases }) => ({ id: iri, label, class: of, weight: cases }))];
    const edges = around.map(({ iri, cases }) => ({ id: `${centre.id} ${iri}`, source: centre.id, target: iri, relation: "occursWith", weight: cases }));
    return { nodes: new Map(nodes.map((node) => [node.id, { ...node, position: null }])), edges: new Map(edges.map((edge) => [edge.id, edge])) };
  }, []);
  const open = (id: string | null) => {
    const found = around.find(({ iri }) => iri === id);
    if (found) location.hash = pageOf(found.iri, found.class);
  };
  const says = t("entity.sketch", { name: centre.label, count: around.length });
  return (
    <div class="sketch">
      <Canvas graph={graph} layout="auto" paint={null} chosen={null} way={null} says={says} choose={open} expand={() => {}} drawing={drawing} />
    </div>
  );
}
