/** Colours by community, found by a worker. */
import { useEffect, useState } from "preact/hooks";
import type { Links } from "./communities";
import CommunitiesWorker from "./communities.worker?worker";
import type { Graph } from "./data";
import { watched } from "./workers";

/** After Tol's muted scheme; the last is for all that are small. */
const PALETTE = ["#4477aa", "#cc6677", "#ddaa33", "#228833", "#aa4499", "#33aaaa", "#997700", "#6699cc", "#ee8866", "#88aa55", "#bb5566"];
const SMALL = "#8c919a";

/** The colour of each node, once it is known; none where it is not wanted. */
export function useCommunities(graph: Graph, isWanted: boolean): { colours: Map<string, string> | null; error: unknown } {
  const [colours, set] = useState<Map<string, string> | null>(null);
  const [error, fail] = useState<unknown>(null);
  useEffect(() => {
    fail(null);
    if (!isWanted) return set(null);
    const ids = [...graph.nodes.keys()].sort();
    const worker = watched(new CommunitiesWorker(), fail);
    worker.onmessage = ({ data }: MessageEvent<(number | null)[]>) => {
      worker.terminate();
      set(new Map(ids.map((id, node) => [id, PALETTE[data[node] ?? PALETTE.length] ?? SMALL])));
    };
    worker.postMessage(links(graph, ids));
    return () => worker.terminate();
  }, [graph, isWanted]);
  return { colours, error };
}

function links({ edges }: Graph, ids: string[]): Links {
  const number = new Map(ids.map((id, node) => [id, node]));
  const all = [...edges.values()];
  const ends = all.flatMap(({ source, target }) => [number.get(source) ?? 0, number.get(target) ?? 0]);
  return { count: ids.length, ends: Uint32Array.from(ends), weights: Float32Array.from(all, ({ weight }) => weight) };
}
