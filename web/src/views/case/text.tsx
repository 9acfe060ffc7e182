/** The text of a case: sections and paragraphs, and in them every fact in its class's colour. */
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { nameOf } from "../../names";
import { type Answer, type Fact, type Piece, pieces } from "./record";

interface Props {
  answer: Answer;
  facts: Fact[];
  chosen: Fact | null;
  choose: (fact: Fact) => void;
}

export function Text(props: Props): JSX.Element {
  const { answer, facts, chosen, choose } = props;
  const root = useRef<HTMLElement>(null);
  const blocks = useMemo(() => cut(answer), [answer]);
  const key = chosen?.key;
  useEffect(() => {
    if (key) root.current?.querySelector(`[data-facts~="${key}"]`)?.scrollIntoView({ block: "center" });
  }, [key]);
  const scalars = useMemo(() => Array.from(answer.text), [answer]);
  const keys = (event: KeyboardEvent) => {
    if (event.key === "n" || event.key === "p") step(root.current, event.key === "n" ? 1 : -1);
  };
  return (
    <section class="text" ref={root} tabIndex={0} onKeyDown={keys} aria-label={t("case.text")} lang="zh-CN">
      <h2 class="hidden">{t("case.text")}</h2>
      <p class="hint">{t("case.keys")}</p>
      {blocks.map(({ span, section }) => (
        <p key={span[0]} id={section === null ? undefined : `section-${section}`} class={beginning(answer, section)}>
          {pieces(scalars, answer.record.span[0], span, facts).map((piece) => (
            <Stretch key={piece.start} piece={piece} chosen={chosen} choose={choose} />
          ))}
        </p>
      ))}
    </section>
  );
}

const beginning = ({ record }: Answer, section: number | null): string | undefined =>
  section === null ? undefined : record.sections[section]?.heading ? "begins headed" : "begins";

interface Block {
  span: [number, number];
  /** Number of the section that begins here. */
  section: number | null;
}

/** The paragraphs, white lines left out. */
function cut({ text, record }: Answer): Block[] {
  const blocks: Block[] = [];
  const begins = new Map(record.sections.map(({ span }, at) => [span[0], at]));
  let at = record.span[0];
  let section: number | null = null;
  for (const line of text.split("\n")) {
    const length = Array.from(line).length;
    for (let here = at; here <= at + length; here += 1) section = begins.get(here) ?? section;
    if (line.trim()) {
      blocks.push({ span: [at, at + length], section });
      section = null;
    }
    at += length + 1;
  }
  return blocks;
}

function Stretch(props: { piece: Piece; chosen: Fact | null; choose: (fact: Fact) => void }): JSX.Element {
  const { piece, chosen, choose } = props;
  const top = innermost(piece.facts);
  if (!top) return <>{piece.text}</>;
  const isChosen = chosen !== null && piece.facts.includes(chosen);
  const next = () => choose(piece.facts[(piece.facts.indexOf(chosen as Fact) + 1) % piece.facts.length] ?? top);
  const open = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    next();
  };
  const says = piece.facts.map((fact) => `${nameOf("class", fact.class)}: ${fact.name} ${fact.about}`).join("\n");
  return (
    <mark
      class={`${top.class}${isChosen ? " chosen" : ""}${piece.facts.length > 1 ? " several" : ""}`}
      data-facts={piece.facts.map(({ key }) => key).join(" ")}
      tabIndex={-1}
      role="button"
      title={says}
      onClick={next}
      onKeyDown={open}
    >
      {piece.text}
    </mark>
  );
}

/** Of facts that overlap, the shortest gives the colour. */
function innermost(facts: Fact[]): Fact | undefined {
  const length = ({ evidence }: Fact) => Math.min(...evidence.map(([start, end]) => end - start));
  return facts.toSorted((a, b) => length(a) - length(b))[0];
}

/** Puts the focus on the next mark, or the one before. */
function step(root: HTMLElement | null, by: number): void {
  const marks = [...(root?.querySelectorAll<HTMLElement>("mark") ?? [])];
  const here = marks.indexOf(document.activeElement as HTMLElement);
  marks[here < 0 ? 0 : (here + by + marks.length) % marks.length]?.focus();
}
