/** Communities by the Louvain method, the largest first; the same graph always gives the same ones. */
import { UndirectedGraph } from "graphology";
import louvain from "graphology-communities-louvain";
import type { Graph } from "./data";

/** After Tol's muted scheme; the last is for all that are small. */
const PALETTE = ["#4477aa", "#cc6677", "#ddaa33", "#228833", "#aa4499", "#33aaaa", "#997700", "#6699cc", "#ee8866", "#88aa55", "#bb5566"];
const SMALL = "#8c919a";

export function communities({ nodes, edges }: Graph): Map<string, string> {
  const graph = new UndirectedGraph();
  for (const id of [...nodes.keys()].sort()) graph.addNode(id);
  for (const { source, target, weight } of edges.values()) {
    if (source === target) continue;
    if (graph.hasEdge(source, target)) graph.updateEdgeAttribute(source, target, "weight", (sum) => (sum ?? 0) + weight);
    else graph.addEdge(source, target, { weight });
  }
  const found = louvain(graph, { rng: repeatable(), getEdgeWeight: "weight" });
  const members = Map.groupBy(Object.entries(found), ([, number]) => number);
  const colours = new Map<string, string>();
  [...members.values()]
    .toSorted((a, b) => b.length - a.length)
    .forEach((group, at) => group.forEach(([id]) => colours.set(id, (group.length > 1 && PALETTE[at]) || SMALL)));
  return colours;
}

/** Numbers from 0 to 1 that are the same each time (Lehmer's generator). */
function repeatable(): () => number {
  let state = 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
