/** Draws beside the page's own thread, which stays free for the reader however large the network is. */
import { paint, type Picture } from "./paint";

/** What has changed of the picture; with `save` it is also given back as a file, under that number. */
export type Task = Partial<Picture> & { save?: number };

/** A picture and the view that it was drawn for, or the file that was asked for. */
export type Drawn = { bitmap: ImageBitmap; view: Picture["view"]; names: number } | { save: number; file: Blob };

const picture: Partial<Picture> = {};
const canvas = new OffscreenCanvas(1, 1);
let isDue = false;

const isWhole = (some: Partial<Picture>): some is Picture => Boolean(some.scene && some.emphasis && some.colours && some.view && some.width);

onmessage = ({ data: { save, ...changed } }: MessageEvent<Task>) => {
  if (save !== undefined) {
    void file(save, changed);
    return;
  }
  Object.assign(picture, changed);
  // What came meanwhile is drawn at once with this, not one after the other.
  if (!isDue) setTimeout(draw);
  isDue = true;
};

function draw(): void {
  isDue = false;
  if (!isWhole(picture)) return;
  const names = on(canvas, picture);
  const bitmap = canvas.transferToImageBitmap();
  postMessage({ bitmap, view: picture.view, names } satisfies Drawn, { transfer: [bitmap] });
}

function on(target: OffscreenCanvas, whole: Picture): number {
  const { width, height, ratio, margin } = whole;
  target.width = Math.round(ratio * (width + 2 * margin));
  target.height = Math.round(ratio * (height + 2 * margin));
  const context = target.getContext("2d");
  return context ? paint(context, whole) : 0;
}

/** The same picture at a size and view of its own. */
async function file(save: number, changed: Partial<Picture>): Promise<void> {
  const whole = { ...picture, ...changed };
  if (!isWhole(whole)) return;
  const target = new OffscreenCanvas(1, 1);
  on(target, whole);
  const context = target.getContext("2d");
  if (!context) return;
  context.globalCompositeOperation = "destination-over";
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = whole.colours.paper;
  context.fillRect(0, 0, target.width, target.height);
  postMessage({ save, file: await target.convertToBlob() } satisfies Drawn);
}
