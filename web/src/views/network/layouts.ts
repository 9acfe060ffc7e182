/** Where nodes are put. The same network is always put the same way. */
import { UndirectedGraph } from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import type { Made, Net, Step } from "./scene";

/** Distance between neighbours. */
const APART = 60;

export function* laidOut(layout: Made, net: Net): Generator<Step> {
  if (layout === "force") yield* force(net);
  else yield { at: { concentric, circle, tree, grid }[layout](net), part: 1 };
}

type Place = [x: number, y: number];

const flat = (places: Place[]): Float32Array => Float32Array.from(places.flat());

/** Kinds one after the other, so that each is in one part of the drawing. */
function byKind({ kinds }: Net): number[] {
  const order = [...new Set(kinds)];
  return [...kinds.keys()].sort((a, b) => order.indexOf(kinds[a] ?? "") - order.indexOf(kinds[b] ?? "") || a - b);
}

function put(order: number[], place: (rank: number) => Place): Float32Array {
  const places: Place[] = [];
  order.forEach((node, rank) => {
    places[node] = place(rank);
  });
  return flat(places);
}

function circle(net: Net): Float32Array {
  const order = byKind(net);
  const radius = Math.max(120, (order.length * 34) / (2 * Math.PI));
  return put(order, (rank) => polar(radius, (2 * Math.PI * rank) / order.length - Math.PI / 2));
}

const polar = (radius: number, angle: number): Place => [radius * Math.cos(angle), radius * Math.sin(angle)];

function grid(net: Net): Float32Array {
  const order = byKind(net);
  const columns = Math.ceil(Math.sqrt(order.length * 1.6));
  return put(order, (rank) => [(rank % columns) * APART * 1.4, Math.floor(rank / columns) * APART]);
}

/** Rings around the most linked node. */
function concentric({ kinds }: Net): Float32Array {
  const places: Place[] = [];
  for (let ring = 0; places.length < kinds.length; ring += 1) {
    const room = Math.min(kinds.length - places.length, Math.max(1, Math.floor(2 * Math.PI * ring * 1.2)));
    for (let at = 0; at < room; at += 1) places.push(polar(ring * APART * 1.5, (2 * Math.PI * at) / room + ring));
  }
  return flat(places);
}

/** Rows by distance from the most linked node of each part; long rows go on below. */
function tree(net: Net): Float32Array {
  const rows = levels(net);
  const width = Math.ceil(Math.sqrt(net.kinds.length) * 2.2);
  const places: Place[] = [];
  let y = 0;
  for (const row of rows) {
    for (let from = 0; from < row.length; from += width, y += APART) {
      const line = row.slice(from, from + width);
      line.forEach((node, at) => {
        places[node] = [(at - (line.length - 1) / 2) * APART * 1.3, y + (at % 2) * 22];
      });
    }
    y += APART;
  }
  return flat(places);
}

/** Nodes by their distance, parts of the network one beside the other; in each row children stand as their parents do. */
function levels(net: Net): number[][] {
  const next = neighbours(net);
  const isSeen = new Uint8Array(next.length);
  const rows: number[][] = [];
  for (let first = 0; first < next.length; first += 1) {
    if (isSeen[first]) continue;
    isSeen[first] = 1;
    for (let row = [first], depth = 0; row.length; depth += 1) {
      rows[depth] = [...(rows[depth] ?? []), ...row];
      row = row.flatMap((node) => (next[node] ?? []).filter((other) => !isSeen[other] && (isSeen[other] = 1)));
    }
  }
  return rows;
}

function neighbours({ kinds, ends }: Net): number[][] {
  const next: number[][] = kinds.map(() => []);
  for (let edge = 0; edge < ends.length; edge += 2) {
    const [from, to] = [ends[edge] as number, ends[edge + 1] as number];
    next[from]?.push(to);
    next[to]?.push(from);
  }
  return next;
}

const STEPS = 300;
/** Of so many nodes none may cover another; of more it would take too long, and they are small. */
const FEW = 1200;
/** So many steps are made between two looks at how far it is. */
const TOGETHER = 20;

/** ForceAtlas2 (Jacomy et al., PLOS ONE 9(6), 2014), with far nodes taken together where there are many. */
function* force(net: Net): Generator<Step> {
  const graph = linked(net);
  const settings = { ...forceAtlas2.inferSettings(graph), gravity: 2.4, strongGravityMode: false, scalingRatio: 128, barnesHutOptimize: graph.order > 400, barnesHutTheta: 1, edgeWeightInfluence: 0.5, adjustSizes: graph.order <= FEW };
  for (let step = TOGETHER; step <= STEPS; step += TOGETHER) {
    forceAtlas2.assign(graph, { iterations: TOGETHER, settings });
    yield { at: scaled(graph, net), part: step / STEPS };
  }
}

function linked(net: Net): UndirectedGraph {
  const graph = new UndirectedGraph();
  net.kinds.forEach((_, node) => graph.addNode(node, { ...start(net, node), size: (net.radii[node] ?? 0) + 4, fixed: net.isFixed[node] === 1 }));
  net.weights.forEach((weight, edge) => {
    const [from, to] = [net.ends[2 * edge] as number, net.ends[2 * edge + 1] as number];
    if (from === to) return;
    if (graph.hasEdge(from, to)) graph.updateEdgeAttribute(from, to, "weight", (sum) => sum + weight);
    else graph.addEdge(from, to, { weight });
  });
  return graph;
}

/** Where a node is, or evenly over a disc as the seeds of a sunflower stand. */
function start({ at }: Net, node: number): { x: number; y: number } {
  if (!Number.isNaN(at[2 * node])) return { x: at[2 * node] as number, y: at[2 * node + 1] as number };
  const [x, y] = polar(APART * Math.sqrt(node + 1), node * 2.4);
  return { x, y };
}

/** Drawn out so that nodes have about as much room as in the program's own layout; what is fixed gives the scale itself. */
function scaled(graph: UndirectedGraph, { isFixed }: Net): Float32Array {
  const places = graph.mapNodes((_, { x, y }): Place => [x, y]);
  if (isFixed.includes(1)) return flat(places);
  const middle = (axis: 0 | 1) => places.reduce((sum, place) => sum + place[axis], 0) / (places.length || 1);
  const [x, y] = [middle(0), middle(1)];
  const far = places.map((place) => Math.hypot(place[0] - x, place[1] - y)).sort((a, b) => a - b);
  const factor = (28 * Math.max(3, Math.sqrt(places.length))) / Math.max(1, far[far.length >> 1] ?? 1);
  const rim = Math.max(1, far[Math.floor(far.length * 0.9)] ?? 1);
  return flat(places.map((place) => drawnIn([place[0] - x, place[1] - y], rim, factor)));
}

/** What has no edges is pushed far away: it is brought back near the rim, so that the others are not small. */
function drawnIn([x, y]: Place, rim: number, factor: number): Place {
  const far = Math.hypot(x, y);
  const kept = far > rim ? (rim * (1 + 0.4 * Math.log(far / rim))) / far : 1;
  return [x * kept * factor, y * kept * factor];
}
