/** The network's nodes and edges: a view of the whole dataset as `anpu export` makes it, or what stands around things. */
import { Failure, iriTerm, json, localName, select } from "../../api";
import { classOf } from "../../parts/things";

export interface Node {
  id: string;
  label: string;
  class: string;
  weight: number;
  /** Where the export's layout puts it. */
  position: { x: number; y: number } | null;
}

export interface Edge {
  id: string;
  source: string;
  target: string;
  relation: string;
  weight: number;
}

export interface Graph {
  nodes: Map<string, Node>;
  edges: Map<string, Edge>;
}

export const VIEWS = ["mechanism-place", "mechanism-network", "unit-network", "case-similarity", "full"] as const;

export interface Wanted {
  view: string | null;
  around: string[];
  /** Least number of cases that a mechanism, unit or law must be named by. */
  support: number;
  family: string | null;
  year: string | null;
}

export function wantedOf(params: URLSearchParams): Wanted {
  const around = params.get("around")?.split("|").filter(Boolean) ?? [];
  const view = VIEWS.find((name) => name === params.get("view")) ?? (around.length ? null : VIEWS[0]);
  const support = Math.max(1, Math.floor(Number(params.get("support") ?? 2)) || 1);
  return { view, around, support, family: params.get("family"), year: params.get("year") };
}

export async function network(wanted: Wanted, signal: AbortSignal): Promise<Graph> {
  const parts = await Promise.all([...(wanted.view ? [whole(wanted, signal)] : []), ...wanted.around.map((iri) => neighbours(iri, signal))]);
  const all: Graph = { nodes: new Map(), edges: new Map() };
  for (const { nodes, edges } of parts) {
    for (const [id, node] of nodes) if (!all.nodes.has(id)) all.nodes.set(id, node);
    for (const [id, edge] of edges) all.edges.set(id, edge);
  }
  return all;
}

interface Cyjs {
  elements: {
    nodes: { data: { id: string; name: string; class: string; weight: number }; position: { x: number; y: number } }[];
    edges: { data: { source: string; target: string; interaction: string; weight: number } }[];
  };
}

async function whole({ view, support, family, year }: Wanted, signal: AbortSignal): Promise<Graph> {
  const query = new URLSearchParams({ format: "cytoscape", view: view ?? "", min_support: String(support) });
  if (family) query.set("family", family);
  if (year) query.set("year", year);
  const [{ base }, { elements }] = await Promise.all([json<{ base: string }>("/api/dataset", signal), json<Cyjs>(`/api/export?${query}`, signal)]);
  const iri = (id: string) => (/^https?:/.test(id) ? id : `${base}id/${id}`);
  const graph: Graph = { nodes: new Map(), edges: new Map() };
  for (const { data, position } of elements.nodes) {
    const id = iri(data.id);
    graph.nodes.set(id, { id, label: data.name || data.id, class: data.class, weight: data.weight, position });
  }
  for (const { data } of elements.edges) put(graph, iri(data.source), iri(data.target), data.interaction, data.weight);
  return graph;
}

function put(graph: Graph, source: string, target: string, relation: string, weight: number): void {
  const id = `${source} ${relation} ${target}`;
  graph.edges.set(id, { id, source, target, relation, weight });
}

/** Relations that another, stronger one implies. */
const IMPLIED = new Set(["practises", "mentionsMechanism", "mentionsUnit"]);

export async function neighbours(iri: string, signal: AbortSignal): Promise<Graph> {
  type Column = "property" | "thing" | "class" | "label" | "inverse" | "self" | "selfClass";
  const rows = await select<Column>("neighbours", signal, { iri: iriTerm(iri) });
  const [first] = rows;
  if (!first) throw new Failure("not-found", iri);
  const graph: Graph = { nodes: new Map(), edges: new Map() };
  const node = (id: string, label: string, of: string) => graph.nodes.set(id, { id, label, class: classOf(of), weight: 1, position: null });
  node(iri, first.self || localName(iri), first.selfClass ?? "");
  const strong = new Set(rows.filter(({ property }) => !IMPLIED.has(localName(property ?? ""))).map(({ thing }) => thing));
  for (const { thing = "", label = "", class: of = "", property = "", inverse } of rows) {
    const relation = localName(property);
    if (relation === "practises" || (IMPLIED.has(relation) && strong.has(thing))) continue;
    node(thing, label || localName(thing), of);
    if (inverse === "true") put(graph, thing, iri, relation, 1);
    else put(graph, iri, thing, relation, 1);
  }
  return graph;
}

/** What is left when classes and relations are hidden, and edges below `least`, if any; with these go the nodes that only they held. */
export function visible(graph: Graph, hidden: Set<string>, without: Set<string>, least: number): Graph {
  const shows = (id: string) => {
    const node = graph.nodes.get(id);
    return node !== undefined && !hidden.has(node.class);
  };
  const edges = new Map([...graph.edges].filter(([, { source, target, relation, weight }]) => weight >= least && !without.has(relation) && shows(source) && shows(target)));
  const held = new Set([...edges.values()].flatMap(({ source, target }) => [source, target]));
  const nodes = new Map([...graph.nodes].filter(([id]) => shows(id) && (!(least || without.size) || held.has(id))));
  return { nodes, edges };
}

const ORDER = new Intl.Collator("zh");

interface Ranked {
  node: Node;
  degree: number;
}

const ranks = new WeakMap<Graph, Ranked[]>();

/** Nodes, those of most edges first. Kept, as the drawing and the list beside it both ask. */
export function ranked(graph: Graph): Ranked[] {
  const known = ranks.get(graph) ?? rank(graph);
  ranks.set(graph, known);
  return known;
}

function rank(graph: Graph): Ranked[] {
  const degrees = new Map<string, number>();
  for (const { source, target } of graph.edges.values()) for (const id of [source, target]) degrees.set(id, (degrees.get(id) ?? 0) + 1);
  const all = [...graph.nodes.values()].map((node) => ({ node, degree: degrees.get(node.id) ?? 0 }));
  return all.sort((a, b) => b.degree - a.degree || ORDER.compare(a.node.label, b.node.label));
}

/** The shortest way between two nodes, ends included; breadth first, so that among equals the first found stands. */
export function path(graph: Graph, from: string, to: string): string[] | null {
  const next = new Map<string, string[]>();
  for (const { source, target } of graph.edges.values()) {
    join(next, source, target);
    join(next, target, source);
  }
  const before = new Map<string, string>([[from, from]]);
  const queue = [from];
  for (let at = 0; at < queue.length && !before.has(to); at += 1) {
    const here = queue[at] as string;
    for (const id of next.get(here) ?? []) {
      if (before.has(id)) continue;
      before.set(id, here);
      queue.push(id);
    }
  }
  if (!before.has(to)) return null;
  const way = [to];
  while (way[0] !== from) way.unshift(before.get(way[0] as string) as string);
  return way;
}

function join(next: Map<string, string[]>, from: string, to: string): void {
  const known = next.get(from);
  if (known) known.push(to);
  else next.set(from, [to]);
}
