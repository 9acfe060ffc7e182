/** Names and colours of what the graph holds, from the file that the drawings of `anpu export` use too. */
import styles from "../../data/graph-style.tsv?raw";
import labels from "../../data/word-labels.tsv?raw";
import { pick } from "./i18n";

interface Style {
  zh: string;
  en: string;
  colour: string;
}

const known = new Map<string, Style>();
for (const line of styles.split("\n")) {
  const [what, key, zh, en, colour] = line.split("\t");
  if (what && key && zh && en && colour && !line.startsWith("#")) known.set(`${what} ${key}`, { zh, en, colour: `#${colour.trim()}` });
}

type What = "class" | "relation" | "kind" | "system";

export const nameOf = (what: What, key: string): string => {
  const style = known.get(`${what} ${key}`);
  return style ? pick(style) : key;
};

export const colourOf = (what: What, key: string): string => known.get(`${what} ${key}`)?.colour ?? "#888888";

/** Keys of a kind of thing, in the file's order. */
export const keysOf = (what: What): string[] =>
  [...known.keys()].filter((key) => key.startsWith(`${what} `)).map((key) => key.slice(what.length + 1));

const words = new Map<string, { zh: string; en: string }>();
for (const line of labels.split("\n")) {
  const [word, zh, en] = line.split("\t");
  if (word && zh && en && !line.startsWith("#")) words.set(word, { zh, en });
}

/** What people read for a word of the graph or of an answer, such as a unit's system; the word itself where it has no other name. */
export function wordOf(word: string): string {
  const known = words.get(word);
  return known ? pick(known) : nameOf("system", word);
}
