/** Drawing by Cytoscape.js. What is drawn is a `Graph`; what the reader chose is put on it as classes. */
import cytoscape, { type Core, type ElementDefinition, type LayoutOptions, type NodeSingular, type StylesheetJson } from "cytoscape";
import fcose from "cytoscape-fcose";
import { colourOf } from "../../names";
import { colours } from "../../parts/chart";
import { type Edge, type Graph, type Node, ranked } from "./data";

cytoscape.use(fcose);

export const LAYOUTS = ["preset", "fcose", "concentric", "circle", "breadthfirst", "grid"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** From here on smoothness is worth more than looks. */
export const isLarge = ({ nodes, edges }: Graph): boolean => nodes.size > MANY || edges.size > 4 * MANY;
const MANY = 1200;

export function open(container: HTMLElement, graph: Graph): Core {
  const isMany = isLarge(graph);
  return cytoscape({
    container,
    elements: elements(graph),
    style: style(graph),
    layout: { name: "preset", fit: false },
    minZoom: 0.02,
    maxZoom: 6,
    hideEdgesOnViewport: isMany,
    textureOnViewport: isMany,
    pixelRatio: isMany ? 1 : "auto",
  });
}

export function elements(graph: Graph): ElementDefinition[] {
  return [...ranked(graph).map((each, rank) => node(each.node, rank)), ...[...graph.edges.values()].map(edge)];
}

function node({ id, label, class: of, weight, position }: Node, rank: number): ElementDefinition {
  const size = 12 + 6 * Math.sqrt(weight);
  const data = { id, label, class: of, weight, size, rank, colour: colourOf("class", of) };
  return { group: "nodes", data, ...(position && { position: { ...position } }) };
}

function edge({ id, source, target, relation, weight }: Edge): ElementDefinition {
  return { group: "edges", data: { id, source, target, relation, weight, width: Math.min(8, 0.8 + Math.sqrt(weight) * 0.6), colour: colourOf("relation", relation) } };
}

export function style(graph: Graph): StylesheetJson {
  const isMany = isLarge(graph);
  const { ink, accent } = colours();
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
  return [
    {
      selector: "node",
      style: {
        "background-color": "data(colour)",
        width: "data(size)",
        height: "data(size)",
      },
    },
    {
      selector: "node.named, node.chosen, node.way, node.near",
      style: {
        label: "data(label)",
        color: ink,
        "font-family": "system-ui, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif",
        "text-valign": "bottom",
        "text-wrap": "ellipsis",
        "text-outline-color": paper,
      },
    },
    { selector: "edge", style: { "line-color": "data(colour)", width: "data(width)", opacity: isMany ? 0.15 : 0.5, "curve-style": "haystack" } },
    { selector: ".dim", style: { opacity: 0.12, "text-opacity": 0 } },
    { selector: "node.chosen", style: { "border-width": 4, "border-color": accent, "z-index": 10, "font-weight": "bold" } },
    { selector: "node.way", style: { "border-width": 4, "border-color": accent } },
    { selector: "edge.way", style: { "line-color": accent, width: 5, opacity: 1 } },
  ] as StylesheetJson;
}

/** The places of a layout. `fixed` stay where they are. */
export function arrange(core: Core, graph: Graph, name: Layout, fixed?: Set<string>): void {
  const count = core.nodes().length;
  const common = { animate: false, fit: false, padding: 30 };
  const kept = fixed && core.nodes().filter((each) => fixed.has(each.id()));
  const options: Record<Exclude<Layout, "preset">, object> = {
    fcose: {
      name: "fcose",
      quality: count > MANY ? "draft" : "default",
      randomize: fixed === undefined,
      nodeSeparation: 90,
      idealEdgeLength: 90,
      nodeDimensionsIncludeLabels: count < 200,
      ...(kept && { fixedNodeConstraint: kept.map((each) => ({ nodeId: each.id(), position: { ...(each as NodeSingular).position() } })) }),
    },
    concentric: { name: "concentric", minNodeSpacing: 18, concentric: (each: { degree: () => number }) => each.degree(), levelWidth: () => 3 },
    circle: { name: "circle" },
    breadthfirst: { name: "breadthfirst", spacingFactor: 0.8 },
    grid: { name: "grid" },
  };
  if (name === "preset") settle(core, graph);
  else core.layout({ ...common, ...options[name] } as LayoutOptions).run();
  if (!fixed) fit(core);
}

/** The places that came with the graph, drawn out to the shape of the canvas, which is mostly wider than high. */
function settle(core: Core, { nodes }: Graph): void {
  const at = [...nodes.values()].flatMap(({ position }) => position ?? []);
  const [left, right] = ends(at.map(({ x }) => x));
  const [top, bottom] = ends(at.map(({ y }) => y));
  const shape = core.width() / core.height() / ((right - left || 1) / (bottom - top || 1));
  const factor = Math.min(1.8, Math.max(1, shape));
  core.batch(() => {
    for (const { id, position } of nodes.values()) if (position) core.getElementById(id).position({ x: position.x * factor, y: position.y });
  });
}

/** Brings all nodes into sight. Cytoscape's own way measures every name first, which takes seconds for thousands. */
export function fit(core: Core): void {
  const at = core.nodes().map((each) => each.position());
  if (!at.length) return;
  const [left, right] = ends(at.map(({ x }) => x));
  const [top, bottom] = ends(at.map(({ y }) => y));
  const [width, height] = [core.width(), core.height()];
  const zoom = Math.min(1.6, (width - 2 * MARGIN) / (right - left || 1), (height - 2 * MARGIN) / (bottom - top || 1));
  core.viewport({ zoom, pan: { x: width / 2 - (zoom * (left + right)) / 2, y: height / 2 - (zoom * (top + bottom)) / 2 } });
}

const MARGIN = 45;

const ends = (values: number[]): [number, number] => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);

/** Brings a drawing to the state of `graph`; gives back whether something came that has no place yet. */
export function update(core: Core, graph: Graph): boolean {
  const isGone = (each: { id: () => string }) => !graph.nodes.has(each.id()) && !graph.edges.has(each.id());
  core.elements().filter(isGone).remove();
  const fresh = elements(graph).filter(({ data }) => core.getElementById(data.id ?? "").empty());
  core.add(fresh);
  const homeless = fresh.filter(({ group, position }) => group === "nodes" && !position);
  const isNew = new Set(homeless.map(({ data }) => data.id));
  homeless.forEach(({ data }, at) => {
    const added = core.getElementById(data.id ?? "");
    const [first] = added.neighborhood("node").filter((each) => !isNew.has(each.id())).toArray() as NodeSingular[];
    if (first) added.position(beside(first.position(), at));
  });
  return homeless.length > 0;
}

/** Places around a point, from within outwards, as the seeds of a sunflower stand. */
function beside({ x, y }: { x: number; y: number }, at: number): { x: number; y: number } {
  const [radius, angle] = [60 + 14 * Math.sqrt(at), at * 2.4];
  return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
}
