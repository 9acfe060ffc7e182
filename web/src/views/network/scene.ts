/** What is drawn, as numbers: quick to hand to a worker and quick to draw. Knows nothing of the page, which workers have not. */

export interface Scene {
  /** Nodes, those of most edges first: they lie on top, and their names go before those of others. */
  ids: string[];
  labels: string[];
  kinds: string[];
  fills: string[];
  radii: Float32Array;
  /** x and y of each node; not a number where it has no place yet. */
  at: Float32Array;
  /** The numbers of the two nodes of each edge. */
  ends: Uint32Array;
  strokes: string[];
  widths: Float32Array;
  weights: Float32Array;
}

/** Where nodes were put, by their ids. */
export type Places = Map<string, { x: number; y: number }>;

/**
 * `auto` begins from the places that come with the network, laid out by the program (`src/export/view/layout.rs`), and, where there
 * are few, lets forces act until none covers another.
 */
export const LAYOUTS = ["auto", "force", "concentric", "circle", "tree", "grid"] as const;
export type Layout = (typeof LAYOUTS)[number];
export type Made = Exclude<Layout, "auto">;

/** The network, its places so far, and which of these are to stay. */
export type Net = Pick<Scene, "kinds" | "radii" | "at" | "ends" | "weights"> & { isFixed: Uint8Array };

/** Places, and which part of the work is done. */
export interface Step {
  at: Float32Array;
  part: number;
}

/** The smallest box around all places: left, top, right, bottom; none where nothing has a place. */
export function boxOf({ at }: Pick<Scene, "at">): [number, number, number, number] | null {
  const box: [number, number, number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let node = 0; node < at.length; node += 2) {
    const [x, y] = [at[node] as number, at[node + 1] as number];
    if (Number.isNaN(x)) continue;
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box[0] > box[2] ? null : box;
}

/** How a node or an edge stands out. */
export const PLAIN = 0;
export const DIM = 1;
export const NEAR = 2;
export const WAY = 3;
export const CHOSEN = 4;

export interface Emphasis {
  nodes: Uint8Array;
  edges: Uint8Array;
}

/** The names of a few neighbours help, those of hundreds cover one another. */
const FEW = 60;

/** The chosen node with what is next to it, or the way between two; everything else steps back. */
export function emphasis({ ids, ends }: Scene, chosen: string | null, way: string[] | null): Emphasis {
  const [nodes, edges] = [new Uint8Array(ids.length), new Uint8Array(ends.length / 2)];
  const [node, steps] = [chosen ? ids.indexOf(chosen) : -1, new Map((way ?? []).map((id, at) => [ids.indexOf(id), at]))];
  if (node < 0 && !way) return { nodes, edges };
  nodes.fill(DIM);
  edges.fill(DIM);
  const near: number[] = [];
  for (let edge = 0; edge < edges.length; edge += 1) {
    const [from, to] = [ends[2 * edge] as number, ends[2 * edge + 1] as number];
    if (way && Math.abs((steps.get(from) ?? Number.NaN) - (steps.get(to) ?? Number.NaN)) === 1) edges[edge] = WAY;
    if (way || (from !== node && to !== node)) continue;
    edges[edge] = PLAIN;
    near.push(from, to);
  }
  for (const each of near) nodes[each] = near.length <= 2 * FEW ? NEAR : PLAIN;
  for (const each of steps.keys()) if (each >= 0) nodes[each] = WAY;
  if (node >= 0) nodes[node] = CHOSEN;
  return { nodes, edges };
}
