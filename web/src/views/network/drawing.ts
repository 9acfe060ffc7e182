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

interface Acts {
  choose: (id: string | null) => void;
  expand: (id: string) => void;
  /** A node was put elsewhere by hand. */
  moved: (id: string, x: number, y: number) => void;
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
  shape: () => number;
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
  const worker = new DrawWorker();
  const tell = (task: Task) => worker.postMessage(task);
  const canvas = place.appendChild(document.createElement("canvas"));
  const context = canvas.getContext("bitmaprenderer");
  const files = new Map<number, (file: Blob) => void>();
  let scene: Scene | null = null;
  let view: View = { x: 0, y: 0, k: 1 };
  let shown: View = view;

  const follow = () => {
    const part = view.k / shown.k;
    canvas.style.transform = `translate(${view.x - part * shown.x}px, ${view.y - part * shown.y}px) scale(${part})`;
  };
  worker.onmessage = ({ data }: MessageEvent<Drawn>) => {
    if ("save" in data) {
      files.get(data.save)?.(data.file);
      files.delete(data.save);
      return;
    }
    shown = data.view;
    resized(canvas, data.bitmap);
    context?.transferFromImageBitmap(data.bitmap);
    follow();
    place.dataset.names = String(data.names);
  };

  const behaviour = zoom<HTMLElement, unknown>()
    .scaleExtent([0.01, 8])
    .clickDistance(4)
    .on("zoom", ({ transform }: { transform: ZoomTransform }) => {
      view = { x: transform.x, y: transform.y, k: transform.k };
      follow();
      tell({ view });
    });
  const surface = select<HTMLElement, unknown>(place);
  const nodeAt = (x: number, y: number) => (scene ? nearest(scene, view, x, y) : -1);
  surface.call(dragging(() => scene, nodeAt, () => view, (changed, node) => {
    tell({ scene: changed });
    acts.moved(changed.ids[node] ?? "", changed.at[2 * node] ?? 0, changed.at[2 * node + 1] ?? 0);
  }));
  surface.call(behaviour).on("dblclick.zoom", null);
  listen(place, (x, y) => scene?.ids[nodeAt(x, y)] ?? null, (id) => (scene ? (scene.labels[scene.ids.indexOf(id)] ?? "") : ""), acts);

  const recolour = () => tell({ colours: palette() });
  const measure = () => {
    if (place.clientWidth) tell({ width: place.clientWidth, height: place.clientHeight, ratio: devicePixelRatio });
  };
  const resize = new ResizeObserver(measure);
  resize.observe(place);
  tell({ margin: MARGIN, colours: palette(), view });
  measure();

  return {
    show: (next, emphasis) => {
      tell(next === scene ? { emphasis } : { scene: next, emphasis });
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
    shape: () => (place.clientWidth || 1) / (place.clientHeight || 1),
    recolour,
    png: () => {
      const save = Math.random();
      const box = scene && boxOf(scene);
      if (box) tell({ save, ...whole(box) });
      return new Promise((done) => files.set(save, done));
    },
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

function dragging(scene: () => Scene | null, nodeAt: (x: number, y: number) => number, view: () => View, moved: (scene: Scene, node: number) => void) {
  return drag<HTMLElement, unknown, { node: number; x: number; y: number }>()
    .clickDistance(4)
    .subject((event: { x: number; y: number }) => {
      const node = nodeAt(event.x, event.y);
      return (node < 0 ? null : { node, x: event.x, y: event.y }) as { node: number; x: number; y: number };
    })
    .on("drag", (event: { x: number; y: number; subject: { node: number } }) => {
      const [here, { node }] = [scene(), event.subject];
      if (!here) return;
      here.at[2 * node] = (event.x - view().x) / view().k;
      here.at[2 * node + 1] = (event.y - view().y) / view().k;
      moved(here, node);
    });
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
