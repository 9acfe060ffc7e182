/** Names on the drawing: of one size on the screen at every zoom, and only where they cover no more important one. */
import type { Core, NodeSingular } from "cytoscape";

/** Height of a name on the screen, and its greatest width. */
const SIZE = 12;
const WIDTH = 120;
/** Most names at once; fewer of a large graph, where each takes time and hides what is behind it. */
const MOST = 160;
const MOST_OF_MANY = 60;

interface Box {
  left: number;
  right: number;
  top: number;
}

const covers = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && Math.abs(a.top - b.top) < SIZE * 1.3;

/** Chinese letters are square, others about half as wide. */
const widthOf = (text: string): number => Math.min(WIDTH, [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? SIZE : SIZE * 0.6), 0));

function boxOf(node: NodeSingular, zoom: number): Box {
  const { x, y } = node.position();
  const half = widthOf(node.data("label")) / 2;
  return { left: x * zoom - half, right: x * zoom + half, top: (y + node.data("size") / 2) * zoom };
}

/** Names what is in sight, the most linked first. */
export function label(core: Core): void {
  const zoom = core.zoom();
  const { x1, x2, y1, y2 } = core.extent();
  const inSight = core.nodes().toArray().filter((node) => {
    const { x, y } = (node as NodeSingular).position();
    return x >= x1 && x <= x2 && y >= y1 && y <= y2;
  }) as NodeSingular[];
  const taken: Box[] = [];
  const named = new Set<string>();
  const most = inSight.length > 1000 ? MOST_OF_MANY : MOST;
  for (const node of inSight.sort((a, b) => a.data("rank") - b.data("rank"))) {
    if (taken.length >= most) break;
    const box = boxOf(node, zoom);
    if (taken.some((other) => covers(box, other))) continue;
    taken.push(box);
    named.add(node.id());
  }
  core.batch(() => {
    core.nodes(".named").filter((node) => !named.has(node.id())).removeClass("named");
    for (const id of named) core.getElementById(id).addClass("named");
    const factor = 1 / zoom;
    core.nodes(".named, .chosen, .way, .near").style({ "font-size": SIZE * factor, "text-margin-y": 3 * factor, "text-max-width": `${WIDTH * factor}px`, "text-outline-width": 2 * factor });
  });
}

/** Names anew when the reader has moved or zoomed, once the movement is over. Gives back how to stop. */
export function keepLabelled(core: Core): () => void {
  let waits: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    clearTimeout(waits);
    waits = setTimeout(() => label(core), 80);
  };
  core.on("viewport resize", later);
  return () => {
    clearTimeout(waits);
    core.off("viewport resize", later);
  };
}
