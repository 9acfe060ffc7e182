/** Draws a network on any canvas. Knows nothing of the page, so that a worker can do it. */
import { type Name, names, SIZE, type View } from "./labels";
import { CHOSEN, DIM, type Emphasis, type Scene, WAY } from "./scene";

export interface Picture {
  scene: Scene;
  emphasis: Emphasis;
  colours: { ink: string; paper: string; accent: string };
  view: View;
  width: number;
  height: number;
  /** Dots of the device for one pixel. */
  ratio: number;
  /** So much is drawn beyond each edge of the window, to be there when it is moved. */
  margin: number;
}

export const FONT = 'system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
/** Of more edges than this each is fainter, so that what lies below is still seen. */
const MANY = 2000;

type Context = OffscreenCanvasRenderingContext2D;

/** Draws all; gives back how many names were written. */
export function paint(context: Context, picture: Picture): number {
  const { view, ratio, margin, width, height } = picture;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(ratio * view.k, 0, 0, ratio * view.k, ratio * (view.x + margin), ratio * (view.y + margin));
  edges(context, picture, [(-margin - view.x) / view.k, (-margin - view.y) / view.k, (width + margin - view.x) / view.k, (height + margin - view.y) / view.k]);
  nodes(context, picture);
  context.setTransform(ratio, 0, 0, ratio, ratio * margin, ratio * margin);
  const written = names(picture.scene, picture.emphasis, view, picture);
  write(context, picture, written);
  return written.length;
}

/** Each line by itself: one long path of all takes several times as long. */
function edges(context: Context, picture: Picture, [left, top, right, bottom]: [number, number, number, number]): void {
  const { scene, emphasis, colours, view } = picture;
  const { at, ends, strokes, widths } = scene;
  const plain = strokes.length > MANY ? 0.22 : 0.5;
  for (let edge = 0; edge < strokes.length; edge += 1) {
    const [from, to] = [2 * (ends[2 * edge] as number), 2 * (ends[2 * edge + 1] as number)];
    const [x, y, u, v] = [at[from], at[from + 1], at[to], at[to + 1]] as [number, number, number, number];
    if ((x < left && u < left) || (x > right && u > right) || (y < top && v < top) || (y > bottom && v > bottom)) continue;
    const stands = emphasis.edges[edge];
    context.globalAlpha = stands === WAY ? 1 : stands === DIM ? plain / 5 : plain;
    context.strokeStyle = stands === WAY ? colours.accent : (strokes[edge] as string);
    context.lineWidth = stands === WAY ? Math.max(5, 3 / view.k) : Math.max(widths[edge] as number, 0.6 / view.k);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(u, v);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** The last first, so that the most linked lie on top. */
function nodes(context: Context, { scene, emphasis, colours, view }: Picture): void {
  for (let node = scene.ids.length - 1; node >= 0; node -= 1) {
    const [x, y] = [scene.at[2 * node] as number, scene.at[2 * node + 1] as number];
    const stands = emphasis.nodes[node] as number;
    context.globalAlpha = stands === DIM ? 0.15 : 1;
    context.fillStyle = scene.fills[node] as string;
    context.beginPath();
    context.arc(x, y, Math.max(scene.radii[node] as number, 1.5 / view.k), 0, 2 * Math.PI);
    context.fill();
    if (stands < WAY) continue;
    context.strokeStyle = colours.accent;
    context.lineWidth = Math.max(4, 2.5 / view.k);
    context.stroke();
  }
  context.globalAlpha = 1;
}

function write(context: Context, { emphasis, colours }: Picture, written: Name[]): void {
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = colours.paper;
  context.fillStyle = colours.ink;
  for (const { text, x, y, node } of written) {
    context.font = `${emphasis.nodes[node] === CHOSEN ? "bold " : ""}${SIZE}px ${FONT}`;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}
