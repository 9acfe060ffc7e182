/**
 * The drawing on the page: it takes the reader's gestures, moves the last picture with them at once, and lets a worker draw
 * the next. The page's own thread never draws, nor does it lay out, so that it is free at any size.
 */
import { drag } from "d3-drag";
import { select } from "d3-selection";
import { type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import { colours } from "../../parts/chart";
import type { Drawn, Task } from "./draw.worker";
import DrawWorker from "./draw.worker?worker";
import type { View } from "./labels";
import { boxOf, type Emphasis, type Scene } from "./scene";
import { watched } from "./workers";

interface Acts {
  choose: (id: string | null) => void;
  expand: (id: string) => void;
  /** A node was put elsewhere by hand. */
  moved: (id: string, x: number, y: number) => void;
  fail: (error: unknown) => void;
}

export interface Drawing {
  /** Shows another network, or the same with other colours, places or emphasis. */
  show: (scene: Scene, emphasis: Emphasis) => void;
  scene: () => Scene | null;
  centre: (id: string) => void;
  /** By a factor, around the middle. */
  zoom: (factor: number) => void;
  pan: (x: number, y: number) => void;
  fit: () => void;
  recolour: () => void;
  png: () => Promise<Blob>;
  close: () => void;
}

/** So many pixels are drawn beyond each edge. */
const MARGIN = 160;
/** Room left around the whole. */
const BORDER = 48;
/** Largest side of a picture that is saved. */
const LARGEST = 8000;
/** A pointer this near to a node is on it. */
const REACH = 4;

export function open(place: HTMLElement, acts: Acts): Drawing {
  let scene: Scene | null = null;
  let view: View = { x: 0, y: 0, k: 1 };
  const painter = painted(place, () => view, acts.fail);
  const behaviour = zoom<HTMLElement, unknown>()
    .scaleExtent([0.01, 8])
    .clickDistance(4)
    .on("zoom", ({ transform: { x, y, k } }: { transform: ZoomTransform }) => {
      view = { x, y, k };
      painter.follow();
      painter.tell({ view });
    });
  const surface = select<HTMLElement, unknown>(place);
  const nodeAt = (x: number, y: number) => (scene ? nearest(scene, view, x, y) : -1);
  const drop = (node: number, x: number, y: number) => {
    if (!scene) return;
    scene.at.set([(x - view.x) / view.k, (y - view.y) / view.k], 2 * node);
    painter.tell({ scene });
    acts.moved(scene.ids[node] ?? "", scene.at[2 * node] as number, scene.at[2 * node + 1] as number);
  };
  // First what drags a node: where there is none, the drawing is moved.
  surface.call(dragging(nodeAt, drop)).call(behaviour).on("dblclick.zoom", null);
  listen(place, (x, y) => scene?.ids[nodeAt(x, y)] ?? null, (id) => scene?.labels[scene.ids.indexOf(id)] ?? "", acts);
  return {
    show: (next, emphasis) => {
      painter.tell(next === scene ? { emphasis } : { scene: next, emphasis });
      scene = next;
    },
    scene: () => scene,
    centre: (id) => {
      const node = scene?.ids.indexOf(id) ?? -1;
      if (scene && node >= 0) behaviour.translateTo(surface, scene.at[2 * node] as number, scene.at[2 * node + 1] as number);
    },
    zoom: (factor) => behaviour.scaleBy(surface, factor),
    pan: (x, y) => behaviour.translateBy(surface, x / view.k, y / view.k),
    fit: () => {
      const box = scene && boxOf(scene);
      if (box) behaviour.transform(surface, fitted(box, place.clientWidth, place.clientHeight));
    },
    recolour: () => painter.tell({ colours: palette() }),
    png: () => painter.file(whole((scene && boxOf(scene)) ?? [0, 0, 1, 1])),
    close: painter.close,
  };
}

interface Painter {
  tell: (task: Task) => void;
  /** Moves the last picture to where the view is now. */
  follow: () => void;
  file: (task: Task) => Promise<Blob>;
  close: () => void;
}

/** The worker that draws, and the canvas that shows what it has drawn. */
function painted(place: HTMLElement, view: () => View, fail: Acts["fail"]): Painter {
  const worker = watched(new DrawWorker(), fail);
  const tell = (task: Task) => worker.postMessage(task);
  const canvas = place.appendChild(document.createElement("canvas"));
  const context = canvas.getContext("bitmaprenderer");
  const files: ((file: Blob) => void)[] = [];
  let shown = view();
  const follow = () => {
    const { x, y, k } = view();
    const part = k / shown.k;
    canvas.style.transform = `translate(${x - part * shown.x}px, ${y - part * shown.y}px) scale(${part})`;
  };
  worker.onmessage = ({ data }: MessageEvent<Drawn>) => {
    if ("file" in data) return files[data.save]?.(data.file);
    shown = data.view;
    resized(canvas, data.bitmap);
    context?.transferFromImageBitmap(data.bitmap);
    follow();
    place.dataset.names = String(data.names);
  };
  const measure = () => place.clientWidth && tell({ width: place.clientWidth, height: place.clientHeight, ratio: devicePixelRatio });
  const resize = new ResizeObserver(measure);
  resize.observe(place);
  tell({ margin: MARGIN, colours: palette(), view: shown });
  measure();
  return {
    tell,
    follow,
    file: (task) => new Promise((done) => tell({ ...task, save: files.push(done) - 1 })),
    close: () => {
      resize.disconnect();
      worker.terminate();
      canvas.remove();
    },
  };
}

/** Gives the canvas the size of what it is to show. */
function resized(canvas: HTMLCanvasElement, { width, height }: ImageBitmap): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.style.width = `${width / devicePixelRatio}px`;
}

function palette(): { ink: string; paper: string; accent: string } {
  const { ink, accent } = colours();
  return { ink, accent, paper: getComputedStyle(document.documentElement).getPropertyValue("--card").trim() };
}

/** The node at a point of the window, or -1. */
function nearest({ at, radii }: Scene, { x, y, k }: View, left: number, top: number): number {
  let [found, least] = [-1, Number.POSITIVE_INFINITY];
  for (let node = 0; node < radii.length; node += 1) {
    const away = Math.hypot(x + k * (at[2 * node] as number) - left, y + k * (at[2 * node + 1] as number) - top);
    const outside = away - Math.max(1.5, k * (radii[node] as number));
    if (outside < REACH && outside < least) [found, least] = [node, outside];
  }
  return found;
}

function dragging(nodeAt: (x: number, y: number) => number, drop: (node: number, x: number, y: number) => void) {
  return drag<HTMLElement, unknown, { node: number; x: number; y: number } | null>()
    .clickDistance(4)
    .subject(({ x, y }: { x: number; y: number }) => {
      const node = nodeAt(x, y);
      return node < 0 ? null : { node, x, y };
    })
    .on("drag", ({ x, y, subject: { node } }: { x: number; y: number; subject: { node: number } }) => drop(node, x, y));
}

function listen(place: HTMLElement, idAt: (x: number, y: number) => string | null, name: (id: string) => string, acts: Acts): void {
  const under = ({ clientX, clientY }: MouseEvent) => {
    const { left, top } = place.getBoundingClientRect();
    return idAt(clientX - left - place.clientLeft, clientY - top - place.clientTop);
  };
  place.addEventListener("click", (event) => acts.choose(under(event)));
  place.addEventListener("dblclick", (event) => {
    const id = under(event);
    if (id !== null) acts.expand(id);
  });
  place.addEventListener("pointermove", (event) => {
    if (event.buttons) return;
    const id = under(event);
    place.title = id === null ? "" : name(id);
    place.classList.toggle("on-node", id !== null);
  });
}

/** The view that shows all of a box. */
function fitted([left, top, right, bottom]: [number, number, number, number], width: number, height: number): ZoomTransform {
  const room = (size: number) => Math.max(40, size - 2 * BORDER);
  const k = Math.min(1.6, room(width) / (right - left || 1), room(height) / (bottom - top || 1));
  return zoomIdentity.translate(width / 2 - (k * (left + right)) / 2, height / 2 - (k * (top + bottom)) / 2).scale(k);
}

/** All of the drawing for a file: twice as fine as on the screen at its natural size, or as large as may be. */
function whole([left, top, right, bottom]: [number, number, number, number]): Task {
  const [width, height] = [right - left + 4 * BORDER, bottom - top + 4 * BORDER];
  const k = Math.min(1, LARGEST / 2 / Math.max(width, height));
  return { view: { k, x: (2 * BORDER - left) * k, y: (2 * BORDER - top) * k }, width: width * k, height: height * k, ratio: 2, margin: 0 };
}
