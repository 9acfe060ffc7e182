/** Communities by the Louvain method, the largest first; the same network always gives the same ones. */
import { UndirectedGraph } from "graphology";
import louvain from "graphology-communities-louvain";

/** Nodes by number, the two of each edge, and the edges' weights. */
export interface Links {
  count: number;
  ends: Uint32Array;
  weights: Float32Array;
}

/** The rank of each node's community by size; of a node alone there is none. */
export function communities({ count, ends, weights }: Links): (number | null)[] {
  const graph = new UndirectedGraph();
  for (let node = 0; node < count; node += 1) graph.addNode(node);
  weights.forEach((weight, edge) => {
    const [source, target] = [ends[2 * edge], ends[2 * edge + 1]];
    if (source === target) return;
    if (graph.hasEdge(source, target)) graph.updateEdgeAttribute(source, target, "weight", (sum) => (sum ?? 0) + weight);
    else graph.addEdge(source, target, { weight });
  });
  const found = louvain(graph, { rng: repeatable(), getEdgeWeight: "weight" });
  const members = Map.groupBy(Object.entries(found), ([, community]) => community);
  const ranks: (number | null)[] = Array.from({ length: count }, () => null);
  [...members.values()]
    .toSorted((a, b) => b.length - a.length)
    .forEach((group, rank) => group.length > 1 && group.forEach(([node]) => (ranks[Number(node)] = rank)));
  return ranks;
}

/** Numbers from 0 to 1 that are the same each time (Lehmer's generator). */
function repeatable(): () => number {
  let state = 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
