/** Drawing by Cytoscape.js. What is drawn is a `Graph`; what the reader chose is put on it as classes. */
import cytoscape, { type Core, type ElementDefinition, type LayoutOptions, type NodeSingular, type StylesheetJson } from "cytoscape";
import fcose from "cytoscape-fcose";
import { colourOf } from "../../names";
import { colours } from "../../parts/chart";
import type { Edge, Graph, Node } from "./data";

cytoscape.use(fcose);

export const LAYOUTS = ["preset", "fcose", "concentric", "circle", "breadthfirst", "grid"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** From here on smoothness is worth more than looks. */
const isLarge = ({ nodes, edges }: Graph): boolean => nodes.size > MANY || edges.size > 4 * MANY;
const MANY = 1200;

export function open(container: HTMLElement, graph: Graph): Core {
  const isMany = isLarge(graph);
  return cytoscape({
    container,
    elements: elements(graph),
    style: style(graph),
    layout: { name: "preset" },
    minZoom: 0.02,
    maxZoom: 6,
    hideEdgesOnViewport: isMany,
    textureOnViewport: isMany,
    pixelRatio: isMany ? 1 : "auto",
  });
}

export function elements({ nodes, edges }: Graph): ElementDefinition[] {
  return [...[...nodes.values()].map(node), ...[...edges.values()].map(edge)];
}

function node({ id, label, class: of, weight, position }: Node): ElementDefinition {
  const size = 12 + 6 * Math.sqrt(weight);
  return { group: "nodes", data: { id, label, class: of, weight, size, colour: colourOf("class", of) }, ...(position && { position: { ...position } }) };
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
        label: "data(label)",
        color: ink,
        "font-size": 11,
        "font-family": "system-ui, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif",
        "text-valign": "bottom",
        "text-margin-y": 3,
        "text-wrap": "ellipsis",
        "text-max-width": "110px",
        "text-outline-color": paper,
        "text-outline-width": isMany ? 0 : 2,
        "min-zoomed-font-size": isMany ? 10 : 7,
      },
    },
    { selector: "edge", style: { "line-color": "data(colour)", width: "data(width)", opacity: isMany ? 0.15 : 0.5, "curve-style": "haystack" } },
    { selector: ".dim", style: { opacity: 0.12, "text-opacity": 0 } },
    { selector: "node.chosen", style: { "border-width": 4, "border-color": accent, "z-index": 10, "font-weight": "bold", "min-zoomed-font-size": 0 } },
    { selector: "node.way", style: { "border-width": 4, "border-color": accent, "min-zoomed-font-size": 0 } },
    { selector: "edge.way", style: { "line-color": accent, width: 5, opacity: 1 } },
  ] as StylesheetJson;
}

/** The places of a layout. `fixed` stay where they are. */
export function arrange(core: Core, name: Layout, fixed?: Set<string>): void {
  const count = core.nodes().length;
  const common = { animate: false, fit: fixed === undefined, padding: 30 };
  const kept = fixed && core.nodes().filter((each) => fixed.has(each.id()));
  const options: Record<Layout, object> = {
    preset: { name: "preset" },
    fcose: {
      name: "fcose",
      quality: count > MANY ? "draft" : "default",
      randomize: fixed === undefined,
      nodeSeparation: 90,
      idealEdgeLength: 90,
      ...(kept && { fixedNodeConstraint: kept.map((each) => ({ nodeId: each.id(), position: { ...(each as NodeSingular).position() } })) }),
    },
    concentric: { name: "concentric", minNodeSpacing: 18, concentric: (each: { degree: () => number }) => each.degree(), levelWidth: () => 3 },
    circle: { name: "circle" },
    breadthfirst: { name: "breadthfirst", spacingFactor: 0.8 },
    grid: { name: "grid" },
  };
  core.layout({ ...common, ...options[name] } as LayoutOptions).run();
}

/** Brings a drawing to the state of `graph`; gives back whether something came that has no place yet. */
export function update(core: Core, graph: Graph): boolean {
  const isGone = (each: { id: () => string }) => !graph.nodes.has(each.id()) && !graph.edges.has(each.id());
  core.elements().filter(isGone).remove();
  const fresh = elements(graph).filter(({ data }) => core.getElementById(data.id ?? "").empty());
  core.add(fresh);
  const homeless = fresh.filter(({ group, position }) => group === "nodes" && !position);
  for (const { data } of homeless) {
    const added = core.getElementById(data.id ?? "");
    const near = added.neighborhood("node").filter((each) => !homeless.some((other) => other.data.id === each.id()));
    const [first] = near.toArray() as NodeSingular[];
    if (first) added.position({ ...first.position() });
  }
  return homeless.length > 0;
}
