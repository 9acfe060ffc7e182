/** An answer as a table: sorted by any column, searched, and shown piece by piece. What stands in it is text, never HTML. */
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Results, Term } from "../../api";
import { number, t } from "../../i18n";
import { type Answer, isNumeric } from "./answer";
import { labelOf } from "./columns";
import { pageOfIri, short, textOf, told } from "./terms";

const STEP = 200;

interface Order {
  column: string;
  isDown: boolean;
}

export function Table(props: { answer: Answer; isNamed: boolean }): JSX.Element {
  const { answer, isNamed } = props;
  const [order, sort] = useState<Order | null>(null);
  const [words, find] = useState("");
  const [shown, show] = useState(STEP);
  const numeric = useMemo(() => new Set(answer.columns.filter((column) => isNumeric(answer, column))), [answer]);
  const rows = useMemo(() => sorted(answer.rows.filter((row) => has(row, words)), order, numeric), [answer, words, order]);
  const label = (column: string) => (isNamed ? labelOf(column) : column);
  return (
    <>
      <p class="finding">
        <input type="search" aria-label={t("query.find")} placeholder={t("query.find")} value={words} onInput={(event) => find(event.currentTarget.value)} />
        {words.trim() && (
          <span class="hint" role="status">
            {t("query.found", { count: number(rows.length), all: number(answer.rows.length) })}
          </span>
        )}
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("query.table")}>
        <table class="plain">
          <thead>
            <tr>
              {answer.columns.map((column) => (
                <Head key={column} name={column} label={label(column)} isNumeric={numeric.has(column)} order={order} sort={sort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row, at) => (
              <tr key={at}>
                {answer.columns.map((column) => (
                  <td key={column} class={numeric.has(column) ? "number" : undefined}>
                    {row[column] && <Cell term={row[column]} isNamed={isNamed} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown && (
        <button type="button" onClick={() => show(shown + STEP)}>
          {t("more", { count: Math.min(STEP, rows.length - shown) })}
        </button>
      )}
    </>
  );
}

/** Sorts at the first press upwards, at the second downwards, and at the third not at all. */
function Head(props: { name: string; label: string; isNumeric: boolean; order: Order | null; sort: (order: Order | null) => void }): JSX.Element {
  const { name, label, isNumeric, order, sort } = props;
  const isOn = order?.column === name;
  const next = !isOn ? { column: name, isDown: false } : order.isDown ? null : { column: name, isDown: true };
  return (
    <th scope="col" class={isNumeric ? "number" : undefined} aria-sort={isOn ? (order.isDown ? "descending" : "ascending") : undefined}>
      <button type="button" title={`?${name} · ${t("query.sort", { column: label })}`} onClick={() => sort(next)}>
        {label}
      </button>
    </th>
  );
}

type Row = Results["rows"][number];

function has(row: Row, words: string): boolean {
  const all = Object.values(row).map((term) => textOf(term).toLowerCase());
  return words.toLowerCase().split(/\s+/).every((word) => all.some((text) => text.includes(word)));
}

const ORDER = new Intl.Collator("zh", { numeric: true });

/** Rows without a value in the column stand last. */
function sorted(rows: Row[], order: Order | null, numeric: Set<string>): Row[] {
  if (!order) return rows;
  const { column, isDown } = order;
  const compare = (a: string, b: string) => (numeric.has(column) ? Number(a) - Number(b) : ORDER.compare(a, b));
  const [full, empty] = [rows.filter((row) => row[column]), rows.filter((row) => !row[column])];
  full.sort((a, b) => (isDown ? -1 : 1) * compare(textOf(a[column]), textOf(b[column])));
  return [...full, ...empty];
}

function Cell(props: { term: Term; isNamed: boolean }): JSX.Element {
  const { term, isNamed } = props;
  if (term.type !== "uri") return isNamed ? <span title={term.value === told(term) ? undefined : term.value}>{told(term)}</span> : <>{term.value}</>;
  const address = pageOfIri(term.value);
  return address ? <a href={address}>{short(term.value)}</a> : <span title={term.value}>{short(term.value)}</span>;
}
