/** The network as it is drawn, as files: SVG for papers, GEXF 1.3 for Gephi, PNG by Cytoscape.js itself. */
import type { Core } from "cytoscape";

const escape = (text: string): string =>
  // biome-ignore lint: XML knows no control characters
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);

const round = (value: number): string => value.toFixed(1);

export function svg(core: Core, colours: { ink: string; paper: string }): string {
  const { x1, y1, w, h } = core.elements().boundingBox();
  const lines = core.edges().map((edge) => {
    const [from, to] = [edge.source().position(), edge.target().position()];
    return `<line x1="${round(from.x)}" y1="${round(from.y)}" x2="${round(to.x)}" y2="${round(to.y)}" stroke="${edge.data("colour")}" stroke-width="${round(edge.data("width"))}" stroke-opacity="0.5"/>`;
  });
  const circles = core.nodes().map((node) => {
    const { x, y } = node.position();
    const radius = node.data("size") / 2;
    const circle = `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="${node.style("background-color")}"/>`;
    return `${circle}<text x="${round(x)}" y="${round(y + radius + 12)}">${escape(node.data("label"))}</text>`;
  });
  const box = [x1 - 20, y1 - 20, w + 40, h + 40].map(round).join(" ");
  const font = `font-family="Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif" font-size="11" text-anchor="middle" fill="${colours.ink}"`;
  const back = `<rect x="${round(x1 - 20)}" y="${round(y1 - 20)}" width="100%" height="100%" fill="${colours.paper}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}">${back}<g>${lines.join("")}</g><g ${font}>${circles.join("")}</g></svg>\n`;
}

export function gexf(core: Core): string {
  const rgb = (colour: string) => (colour.match(/\d+/g) ?? []).slice(0, 3);
  const nodes = core.nodes().map((node) => {
    const { x, y } = node.position();
    const [r, g, b] = rgb(node.style("background-color"));
    return `<node id="${escape(node.id())}" label="${escape(node.data("label"))}"><attvalues><attvalue for="class" value="${escape(node.data("class"))}"/></attvalues><viz:color r="${r}" g="${g}" b="${b}"/><viz:position x="${round(x)}" y="${round(-y)}"/><viz:size value="${round(node.data("size"))}"/></node>`;
  });
  const edges = core.edges().map(
    (edge, at) => `<edge id="${at}" source="${escape(edge.source().id())}" target="${escape(edge.target().id())}" label="${escape(edge.data("relation"))}" weight="${edge.data("weight")}"/>`,
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
