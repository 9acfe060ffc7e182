/** A case: its text as read, with every fact marked where it stands, and what the facts are. */
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { json, request } from "../../api";
import { type Key, t, useLanguage } from "../../i18n";
import { Loaded, useLoad } from "../../load";
import { nameOf } from "../../names";
import { Download } from "../../parts/download";
import { change, link } from "../../route";
import { FactList } from "./facts";
import { type Answer, CLASSES, type Class, type Fact, facts } from "./record";
import { Text } from "./text";

export function CaseView(props: { params: URLSearchParams }): JSX.Element {
  const id = props.params.get("id") ?? "";
  const state = useLoad((signal) => json<Answer>(`/api/case?id=${encodeURIComponent(id)}`, signal), id);
  return (
    <div class="page case">
      <Loaded state={state}>{(answer) => <Body key={answer.iri} answer={answer} wanted={props.params.get("fact")} />}</Loaded>
    </div>
  );
}

function Body(props: { answer: Answer; wanted: string | null }): JSX.Element {
  const { answer, wanted } = props;
  const language = useLanguage();
  const all = useMemo(() => facts(answer), [answer, language]);
  const [shown, show] = useState<Set<Class>>(new Set(CLASSES));
  const chosen = all.find(({ key, iri }) => key === wanted || (iri !== null && iri === wanted)) ?? null;
  const visible = all.filter((fact) => shown.has(fact.class));
  const toggle = (of: Class) => show(new Set(shown.has(of) ? [...shown].filter((each) => each !== of) : [...shown, of]));
  const choose = (fact: Fact) => change({ fact: fact.key }, true);
  useEffect(() => {
    if (!chosen) scrollTo(0, 0);
  }, []);
  return (
    <article>
      <Head answer={answer} />
      <div class="reading">
        <Sections answer={answer} />
        <Text answer={answer} facts={visible} chosen={chosen} choose={choose} />
        <FactList answer={answer} facts={all} shown={shown} toggle={toggle} chosen={chosen} choose={choose} />
      </div>
      <Similar id={answer.record.id} />
    </article>
  );
}

function Head(props: { answer: Answer }): JSX.Element {
  const { iri, record, things } = props.answer;
  const entity = (name: string, of?: string) => (of ? <a href={link("entity", { iri: of })}>{name}</a> : name);
  const list = (title: string, names: string[], iris: { [name: string]: string }) =>
    names.length > 0 && (
      <div>
        <dt>{title}</dt>
        {names.map((name) => (
          <dd key={name}>{entity(name, iris[name])}</dd>
        ))}
      </div>
    );
  const path = new URL(iri).pathname.replace(/^.*?\/id\//, "/id/");
  const turtle = async () => (await request(path, { headers: { accept: "text/turtle" } })).blob();
  const json = async () => new Blob([JSON.stringify(record, null, 2)], { type: "application/json" });
  return (
    <header class="case-head">
      <h1>{record.title || record.id}</h1>
      <dl class="meta">
        {list(t("filter.year"), record.year === null ? [] : [String(record.year)], {})}
        {list(t("filter.collection"), record.collection ? [record.collection] : [], {})}
        {list(nameOf("class", "Place"), record.places, things.places)}
        {list(t("case.recommended"), record.recommended_by, things.units)}
        {list(t("case.implemented"), record.implemented_by, things.units)}
        {list(t("case.source"), [record.source.file.split("/").pop() ?? ""], {})}
      </dl>
      <p class="actions">
        <Download load={json} name="case.json">
          JSON
        </Download>
        {!__STILL__ && (
          <Download load={turtle} name="case.ttl">
            Turtle
          </Download>
        )}
        <a class="button" href={link("network", { around: iri })}>
          {t("case.network")}
        </a>
      </p>
      {record.diagnostics.length > 0 && (
        <details class="diagnostics">
          <summary>
            {t("case.diagnostics")} ({record.diagnostics.length})
          </summary>
          <ul>
            {record.diagnostics.map(({ code, message }, at) => (
              <li key={at}>
                <code>{code}</code> {message}
              </li>
            ))}
          </ul>
        </details>
      )}
    </header>
  );
}

function Sections(props: { answer: Answer }): JSX.Element {
  const { sections } = props.answer.record;
  const show = (at: number) => document.getElementById(`section-${at}`)?.scrollIntoView({ block: "start" });
  return (
    <nav class="sections" aria-label={t("case.sections")}>
      <h2>{t("case.sections")}</h2>
      <ol>
        {sections.map(({ role, heading }, at) => (
          <li key={at}>
            <button type="button" class="quiet" onClick={() => show(at)}>
              <span class={`section ${role}`}>{t(`section.${role}` as Key)}</span> {heading || t("case.noHeading")}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface Neighbour {
  id: string;
  title: string;
  year: number | null;
  score: number;
  reasons: { kind: string; name: string }[];
}

function Similar(props: { id: string }): JSX.Element {
  const { id } = props;
  const state = useLoad((signal) => json<Neighbour[]>(`/api/similar?id=${encodeURIComponent(id)}`, signal), id);
  return (
    <section class="similar" aria-labelledby="similar-title">
      <h2 id="similar-title">{t("case.similar")}</h2>
      <Loaded state={state}>
        {(found) =>
          found.length === 0 ? (
            <p class="empty">{t("case.similarNone")}</p>
          ) : (
            <ul>
              {found.map((other) => (
                <li key={other.id}>
                  <a href={link("case", { id: other.id })}>{other.title || other.id}</a> <span class="year">{other.year}</span>{" "}
                  <span class="score">{t("case.score", { score: other.score.toFixed(2) })}</span>
                  <p class="hint">
                    {t("case.reasons")}
                    {other.reasons.map(({ name }) => name).join("、")}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
