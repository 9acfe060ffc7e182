/** Where the nodes of a network stand: as the network came, as a worker lays them out, or beside those that are placed. */
import { useEffect, useRef, useState } from "preact/hooks";
import { sceneOf } from "./compose";
import type { Graph } from "./data";
import LayoutWorker from "./layout.worker?worker";
import { boxOf, type Layout, type Made, type Places, type Scene, type Step } from "./scene";
import { watched } from "./workers";

/** Of more nodes than this, what is added stays beside its neighbour: all would have to make room. */
const FEW = 1200;

/** A layout under way. */
export interface Work {
  /** How much is done, to 1. */
  part: number;
  stop: () => void;
}

interface Placed {
  places: Places;
  /** Changes whenever a place has changed. */
  round: number;
  /** Changes whenever all should be brought into sight. */
  fits: number;
  work: Work | null;
}

/** Keeps the places over changes of the network, and has a worker find those that are wanting. */
export function usePlaces(graph: Graph, layout: Layout, shape: () => number, fail: (error: unknown) => void): Placed {
  const places = useRef<Places>(new Map());
  const before = useRef<Layout | null>(null);
  const [work, tell] = useState<Work | null>(null);
  const [[round, fits], count] = useState<[round: number, fits: number]>([0, 0]);
  useEffect(() => {
    const { wanted, isFresh } = settle(graph, layout, before.current !== layout, places.current, shape());
    const redraw = () => count(([round, fits]) => [round + 1, fits + Number(isFresh)]);
    before.current = layout;
    redraw();
    if (!wanted) return;
    const scene = sceneOf(graph, wanted.from, null);
    const end = arrange(wanted.layout, scene, wanted.fixed, fail, ({ at: laid, part }) => {
      const at = wanted.layout === "force" && !wanted.fixed.size ? stretched(laid, shape()) : laid;
      scene.ids.forEach((id, node) => places.current.set(id, { x: at[2 * node] as number, y: at[2 * node + 1] as number }));
      tell(part < 1 ? { part, stop } : null);
      redraw();
    });
    const stop = () => {
      end();
      tell(null);
    };
    tell({ part: 0, stop });
    return stop;
  }, [graph, layout]);
  return { places: places.current, round, fits, work };
}

interface Wanted {
  layout: Made;
  /** Where it begins, and what of it stays. */
  from: Places;
  fixed: Set<string>;
}

/** Places what can be placed at once, and says what is to be laid out: all, or what is new beside what stays. */
function settle(graph: Graph, layout: Layout, isOther: boolean, places: Places, shape: number): { wanted: Wanted | null; isFresh: boolean } {
  const isFresh = isOther || ![...graph.nodes.keys()].some((id) => places.has(id));
  const isFew = graph.nodes.size <= FEW;
  if (isFresh && layout !== "auto") return { wanted: { layout, from: new Map(), fixed: new Set() }, isFresh };
  if (isFresh) for (const [id, place] of preset(graph, shape)) places.set(id, place);
  const placed = new Set([...graph.nodes.keys()].filter((id) => places.has(id)));
  const isNew = beside(graph, places);
  if (isFresh && (isFew || placed.size === 0)) return { wanted: { layout: "force", from: places, fixed: new Set() }, isFresh };
  return { wanted: isNew && isFew ? { layout: "force", from: places, fixed: placed } : null, isFresh };
}

/** The places that came with the network. */
function preset({ nodes }: Graph, shape: number): Places {
  const placed = [...nodes.values()].flatMap(({ id, position }) => (position ? [{ id, ...position }] : []));
  const at = stretched(Float32Array.from(placed.flatMap(({ x, y }) => [x, y])), shape);
  return new Map(placed.map(({ id }, node) => [id, { x: at[2 * node] as number, y: at[2 * node + 1] as number }]));
}

/** Drawn out to the shape of the window, which is mostly wider than high. */
function stretched(at: Float32Array, shape: number): Float32Array {
  const [left, top, right, bottom] = boxOf({ at }) ?? [0, 0, 1, 1];
  const factor = Math.min(1.8, Math.max(1, shape / ((right - left || 1) / (bottom - top || 1))));
  return at.map((value, axis) => (axis % 2 ? value : value * factor));
}

/** Puts what has no place beside a neighbour that has one; gives back whether anything was without. */
function beside({ nodes, edges }: Graph, places: Places): boolean {
  const homeless = [...nodes.keys()].filter((id) => !places.has(id));
  if (!homeless.length || homeless.length === nodes.size) return homeless.length > 0;
  const known = new Map<string, string>();
  for (const { source, target } of edges.values()) {
    if (places.has(target)) known.set(source, target);
    if (places.has(source)) known.set(target, source);
  }
  const found = homeless.map((id, at) => [id, around(places.get(known.get(id) ?? "") ?? { x: 0, y: 0 }, at)] as const);
  for (const [id, place] of found) places.set(id, place);
  return true;
}

/** Places around a point, from within outwards, as the seeds of a sunflower stand. */
function around({ x, y }: { x: number; y: number }, at: number): { x: number; y: number } {
  const [radius, angle] = [60 + 14 * Math.sqrt(at), at * 2.4];
  return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
}

/** Lays out in a worker, nodes in `fixed` staying; tells each step. Gives back how to stop it. */
function arrange(layout: Made, scene: Scene, fixed: Set<string>, fail: (error: unknown) => void, step: (step: Step) => void): () => void {
  const worker = watched(new LayoutWorker(), fail);
  const { ids, kinds, radii, at, ends, weights } = scene;
  worker.onmessage = ({ data }: MessageEvent<Step>) => {
    if (data.part >= 1) worker.terminate();
    step(data);
  };
  worker.postMessage({ layout, net: { kinds, radii, at, ends, weights, isFixed: Uint8Array.from(ids, (id) => Number(fixed.has(id))) } });
  return () => worker.terminate();
}
