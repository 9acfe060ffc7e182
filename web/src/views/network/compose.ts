/** Makes of a network what is drawn: sizes, colours, order. */
import { colourOf } from "../../names";
import { type Graph, ranked } from "./data";
import type { Places, Scene } from "./scene";

/** `paint` gives colours by node, instead of those of the classes. */
export function sceneOf(graph: Graph, places: Places, paint: Map<string, string> | null): Scene {
  const nodes = ranked(graph).map(({ node }) => node);
  const number = new Map(nodes.map(({ id }, at) => [id, at]));
  const edges = [...graph.edges.values()].filter(({ source, target }) => number.has(source) && number.has(target));
  // One colour after the other, as changing it takes longer than drawing a line.
  edges.sort((a, b) => (a.relation < b.relation ? -1 : a.relation > b.relation ? 1 : 0));
  return {
    ids: nodes.map(({ id }) => id),
    labels: nodes.map(({ label }) => label),
    kinds: nodes.map(({ class: of }) => of),
    fills: nodes.map((node) => paint?.get(node.id) ?? colourOf("class", node.class)),
    radii: Float32Array.from(nodes, ({ weight }) => 6 + 3 * Math.sqrt(weight)),
    at: Float32Array.from(nodes.flatMap(({ id }) => [places.get(id)?.x ?? Number.NaN, places.get(id)?.y ?? Number.NaN])),
    ends: Uint32Array.from(edges.flatMap(({ source, target }) => [number.get(source) ?? 0, number.get(target) ?? 0])),
    strokes: edges.map(({ relation }) => colourOf("relation", relation)),
    widths: Float32Array.from(edges, ({ weight }) => Math.min(8, 0.8 + Math.sqrt(weight) * 0.6)),
    weights: Float32Array.from(edges, ({ weight }) => weight),
  };
}
