/** Which names are written: all of one size on the screen, and only where they cover no more important one. */
import { CHOSEN, DIM, type Emphasis, PLAIN, type Scene } from "./scene";

/** Height of a name on the screen, and its greatest width, among many and among few. */
export const SIZE = 12;
const WIDTH = 132;
const WIDTH_OF_FEW = 220;
const FEW = 40;
/** Most names at once; fewer where there is much to be seen below them. */
const MOST = 160;
const MOST_OF_MANY = 80;
const MANY = 1000;

export interface View {
  x: number;
  y: number;
  /** Pixels of the screen for one unit of the drawing. */
  k: number;
}

export interface Name {
  text: string;
  /** Middle of its upper edge, on the screen. */
  x: number;
  y: number;
  node: number;
}

/** Chinese letters are square, others a little more than half as wide. */
const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? SIZE : SIZE * 0.58), 0);

/** A long name without its end. */
function cut(text: string, width: number): string {
  const letters = [...text];
  while (letters.length > 1 && widthOf(letters.join("")) > width - SIZE) letters.pop();
  return letters.length < [...text].length ? `${letters.join("").trimEnd()}…` : text;
}

/** What is drawn: a window, and so much beyond each of its edges. */
export interface Window {
  width: number;
  height: number;
  margin: number;
}

/** The names of nodes in sight, those that stand out first, then the most linked. */
export function names(scene: Scene, { nodes }: Emphasis, view: View, { width, height, margin }: Window, most = scene.ids.length > MANY && view.k < 0.5 ? MOST_OF_MANY : MOST): Name[] {
  const taken = new Taken();
  const found: Name[] = [];
  const widest = Math.min(scene.ids.length > FEW ? WIDTH : WIDTH_OF_FEW, width / 3);
  /** What is in the window has its whole name there. */
  const within = (x: number, half: number) => (x < 0 || x > width ? x : Math.min(Math.max(x, half + 4), width - half - 4));
  const add = (node: number) => {
    const isForced = (nodes[node] ?? PLAIN) > DIM;
    const [x, y] = [view.x + view.k * (scene.at[2 * node] as number), view.y + view.k * (scene.at[2 * node + 1] as number)];
    if (!(x > -margin && x < width + margin && y > -margin && y < height + margin) || (!isForced && found.length >= most)) return;
    const text = cut(scene.labels[node] ?? "", nodes[node] === CHOSEN ? 2 * WIDTH : widest);
    const top = y + Math.max(2, view.k * (scene.radii[node] as number)) + 2;
    const half = widthOf(text) / 2 + 2;
    const middle = within(x, half);
    if (text && taken.take(middle, top, half)) found.push({ text, x: middle, y: top, node });
  };
  const order = [...scene.ids.keys()].filter((node) => nodes[node] !== DIM);
  for (const node of order.filter((each) => nodes[each] === CHOSEN)) add(node);
  for (const node of order.filter((each) => (nodes[each] ?? PLAIN) > DIM && nodes[each] !== CHOSEN)) add(node);
  for (const node of order.filter((each) => !nodes[each])) add(node);
  return found;
}

/** What is written already, by lines of the screen, so that each name meets few others. */
class Taken {
  private readonly lines = new Map<number, { left: number; right: number; top: number }[]>();

  take(x: number, top: number, half: number): boolean {
    const [line, left, right] = [Math.floor(top / SIZE), x - half, x + half];
    for (let at = line - 2; at <= line + 2; at += 1) {
      const others = this.lines.get(at) ?? [];
      if (others.some((other) => left < other.right && other.left < right && Math.abs(top - other.top) < SIZE * 1.3)) return false;
    }
    this.lines.set(line, [...(this.lines.get(line) ?? []), { left, right, top }]);
    return true;
  }
}
