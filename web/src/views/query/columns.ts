/** What people read above the columns of named queries. */
import labels from "../../../../data/column-labels.tsv?raw";
import { pick } from "../../i18n";

const known = new Map<string, { zh: string; en: string }>();
for (const line of labels.split("\n")) {
  const [column, zh, en] = line.split("\t");
  if (column && zh && en && !line.startsWith("#")) known.set(column, { zh, en });
}

export const labelOf = (column: string): string => {
  const label = known.get(column);
  return label ? pick(label) : column;
};
