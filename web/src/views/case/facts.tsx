/** The facts of a case in a list: by class, each with its entity, its places in the text, and how sure it is. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { nameOf } from "../../names";
import { link } from "../../route";
import { type Answer, CLASSES, type Class, type Fact } from "./record";

interface Props {
  answer: Answer;
  facts: Fact[];
  shown: Set<Class>;
  toggle: (of: Class) => void;
  chosen: Fact | null;
  choose: (fact: Fact) => void;
}

export function FactList(props: Props): JSX.Element {
  const { facts, shown, toggle, chosen, choose } = props;
  const present = CLASSES.filter((of) => facts.some((fact) => fact.class === of));
  return (
    <aside class="facts" aria-label={t("case.facts")}>
      <h2>{t("case.facts")}</h2>
      <div class="legend" role="group" aria-label={t("filter.label")}>
        {present.map((of) => (
          <button key={of} type="button" class={`chip ${of}`} aria-pressed={shown.has(of)} onClick={() => toggle(of)}>
            {nameOf("class", of)} {facts.filter((fact) => fact.class === of).length}
          </button>
        ))}
      </div>
      <div class="list" tabIndex={0} role="region" aria-label={t("case.facts")}>
        {present
          .filter((of) => shown.has(of))
          .map((of) => (
            <section key={of}>
              <h3>{nameOf("class", of)}</h3>
              <ul>
                {facts
                  .filter((fact) => fact.class === of)
                  .map((fact) => (
                    <Item key={fact.key} fact={fact} isChosen={fact === chosen} choose={choose} answer={props.answer} />
                  ))}
              </ul>
            </section>
          ))}
      </div>
    </aside>
  );
}

function Item(props: { fact: Fact; isChosen: boolean; choose: (fact: Fact) => void; answer: Answer }): JSX.Element {
  const { fact, isChosen, choose, answer } = props;
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const list = item.current?.closest(".list");
    if (isChosen && item.current && list) list.scrollTop = item.current.offsetTop - list.clientHeight / 3;
  }, [isChosen]);
  return (
    <li ref={item} class={isChosen ? "chosen" : undefined}>
      <button type="button" class="fact" aria-expanded={isChosen} onClick={() => choose(fact)}>
        <span class={`dot ${fact.class}`} />
        <b>{fact.name}</b> <span class="about">{fact.about}</span>
      </button>
      {isChosen && <Detail fact={fact} answer={answer} />}
    </li>
  );
}

function Detail(props: { fact: Fact; answer: Answer }): JSX.Element {
  const { fact, answer } = props;
  const scalars = Array.from(answer.text);
  const from = answer.record.span[0];
  const show = (at: number) => {
    const marks = document.querySelectorAll<HTMLElement>(`mark[data-facts~="${fact.key}"]`);
    const mark = marks[Math.min(at, marks.length - 1)];
    mark?.scrollIntoView({ block: "center" });
    mark?.focus({ preventScroll: true });
  };
  return (
    <div class="detail">
      {fact.iri && (
        <a class="entity" href={link("entity", { iri: fact.iri })}>
          {t("case.entity")}
        </a>
      )}
      <p class="hint">
        {t("case.confidence", { value: fact.confidence.toFixed(2) })} · {t("case.rule", { rule: fact.rule })}
      </p>
      <ol aria-label={t("case.evidence")}>
        {fact.evidence.map(([start, end], at) => (
          <li key={at}>
            <button type="button" class="quiet" onClick={() => show(at)}>
              {scalars.slice(start - from, end - from).join("")}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
