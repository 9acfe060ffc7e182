/** Searching in a still of the page: names and texts that contain all the words, answered as the server's search is. */
import { PREFIXES } from "../api";
import { everything, type Row, recorded } from ".";

/** Letters shown on each side of the first word in a text. */
const AROUND = 40;

export async function found(question: "hits" | "hit-cases", text: string): Promise<Row[]> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = [...(await named(words)), ...(await told(words))];
  if (question === "hits") return hits.sort((a, b) => Number(b.score) - Number(a.score));
  const things = new Set(hits.map(({ thing }) => thing));
  return (await everything("named-in")).filter(({ thing }) => things.has(thing));
}

const hasAll = (text: string, words: string[]): boolean => words.length > 0 && words.every((word) => text.toLowerCase().includes(word));

/** Things of which one name has all the words; the more of the name they are, the better. */
async function named(words: string[]): Promise<Row[]> {
  const names = await everything("names");
  const length = words.join("").length;
  const hits = new Map<string, Row>();
  for (const { thing = "", class: of = "", label = "", name = "" } of names) {
    if (!hasAll(name, words)) continue;
    const score = String(1 + length / name.length);
    if (Number(hits.get(thing)?.score ?? 0) < Number(score)) hits.set(thing, { thing, class: of, label, snippet: name, score });
  }
  return [...hits.values()];
}

/** Cases of which title or text have all the words. */
async function told(words: string[]): Promise<Row[]> {
  const cases = await everything("cases");
  const all = await Promise.all(cases.map(async (of) => ({ of, text: (await recorded<{ text: string }>(`/api/case?id=${of.id}`))?.text ?? "" })));
  return all
    .filter(({ of, text }) => hasAll(`${of.title}\n${text}`, words))
    .map(({ of: { case: thing = "", title = "" }, text }) => ({ thing, class: `${PREFIXES.anpu}Case`, label: title, score: "1", snippet: around(text, words[0] ?? "") }));
}

function around(text: string, word: string): string {
  const at = text.toLowerCase().indexOf(word);
  if (at < 0) return "";
  const [from, to] = [Math.max(0, at - AROUND), Math.min(text.length, at + word.length + AROUND)];
  return `${from > 0 ? "…" : ""}${text.slice(from, to).replace(/\s+/g, " ")}${to < text.length ? "…" : ""}`;
}
