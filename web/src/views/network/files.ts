/** The network as it is drawn, as files: SVG for papers, GEXF 1.3 for Gephi. (PNG is drawn by the worker that draws the page's.) */
import type { Graph } from "./data";
import { names } from "./labels";
import { boxOf, emphasis, type Scene } from "./scene";

const escape = (text: string): string =>
  // biome-ignore lint: XML knows no control characters
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);

const round = (value: number): string => value.toFixed(1);

/** The place of a node. */
const placeOf = ({ at }: Scene, node: number): [number, number] => [at[2 * node] || 0, at[2 * node + 1] || 0];

/** All nodes and edges, and the names that have room at the drawing's natural size. */
export function svg(scene: Scene, colours: { ink: string; paper: string }): string {
  const [left, top, right, bottom] = boxOf(scene) ?? [0, 0, 0, 0];
  const [x, y, width, height] = [left - 90, top - 40, right - left + 180, bottom - top + 90];
  const lines = scene.strokes.map((stroke, edge) => {
    const [[x1, y1], [x2, y2]] = [placeOf(scene, scene.ends[2 * edge] ?? 0), placeOf(scene, scene.ends[2 * edge + 1] ?? 0)];
    return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${stroke}" stroke-width="${round(scene.widths[edge] ?? 1)}"/>`;
  });
  const circles = scene.ids.map((_, node) => {
    const [cx, cy] = placeOf(scene, node);
    return `<circle cx="${round(cx)}" cy="${round(cy)}" r="${round(scene.radii[node] ?? 1)}" fill="${scene.fills[node]}"><title>${escape(scene.labels[node] ?? "")}</title></circle>`;
  });
  const texts = names(scene, emphasis(scene, null, null), { x: -x, y: -y, k: 1 }, { width, height, margin: 0 }, Number.POSITIVE_INFINITY).map(
    (name) => `<text x="${round(name.x + x)}" y="${round(name.y + y + 11)}">${escape(name.text)}</text>`,
  );
  const font = `font-family="Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif" font-size="12" text-anchor="middle" fill="${colours.ink}"`;
  const back = `<rect x="${round(x)}" y="${round(y)}" width="100%" height="100%" fill="${colours.paper}"/>`;
  const box = [x, y, width, height].map(round).join(" ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}">${back}<g stroke-opacity="0.5">${lines.join("")}</g><g>${circles.join("")}</g><g ${font}>${texts.join("")}</g></svg>\n`;
}

export function gexf(graph: Graph, scene: Scene): string {
  const nodes = scene.ids.map((id, node) => {
    const [x, y] = placeOf(scene, node);
    const [r, g, b] = [1, 3, 5].map((from) => Number.parseInt((scene.fills[node] ?? "").slice(from, from + 2), 16));
    return `<node id="${escape(id)}" label="${escape(scene.labels[node] ?? "")}"><attvalues><attvalue for="class" value="${escape(scene.kinds[node] ?? "")}"/></attvalues><viz:color r="${r}" g="${g}" b="${b}"/><viz:position x="${round(x)}" y="${round(-y)}"/><viz:size value="${round(2 * (scene.radii[node] ?? 1))}"/></node>`;
  });
  const edges = [...graph.edges.values()].map(
    ({ source, target, relation, weight }, at) => `<edge id="${at}" source="${escape(source)}" target="${escape(target)}" label="${escape(relation)}" weight="${weight}"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3"><graph defaultedgetype="undirected">
<attributes class="node"><attribute id="class" title="class" type="string"/></attributes>
<nodes>
${nodes.join("\n")}
</nodes>
<edges>
${edges.join("\n")}
</edges>
</graph></gexf>
`;
}
