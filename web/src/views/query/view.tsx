/** Query: the named questions as forms, any other in the editor, and the answer in three shapes. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { json, PROLOGUE } from "../../api";
import { pick, t } from "../../i18n";
import { Loaded, useLoad } from "../../load";
import { Later } from "../../parts/later";
import { Suggested } from "../../parts/suggest";
import { change, go, link } from "../../route";
import { answer } from "./answer";
import { filled, given, type Parameter, type Question } from "./named";
import { Results } from "./results";

const OWN = `${PROLOGUE}
SELECT ?mechanism (COUNT(DISTINCT ?case) AS ?cases) WHERE {
  ?case anpu:practises ?iri .
  ?iri skos:prefLabel ?mechanism FILTER(LANG(?mechanism) = "zh")
} GROUP BY ?mechanism ORDER BY DESC(?cases) ?mechanism LIMIT 20
`;

export function QueryView(props: { params: URLSearchParams }): JSX.Element {
  const state = useLoad((signal) => json<Question[]>("/api/queries", signal), "queries");
  return (
    <div class="page query">
      <h1>{t("query.title")}</h1>
      <Loaded state={state}>{(questions) => <Body questions={questions} params={props.params} />}</Loaded>
    </div>
  );
}

function Body(props: { questions: Question[]; params: URLSearchParams }): JSX.Element {
  const { questions, params } = props;
  const question = questions.find(({ name }) => name === params.get("name")) ?? (__STILL__ ? questions[0] : undefined) ?? null;
  const linked = wanted(question, params);
  const [text, type] = useState(linked ?? OWN);
  useEffect(() => type(linked ?? OWN), [linked]);
  const run = (query: string) => {
    if (query === linked) change({ round: Number(params.get("round") ?? 0) + 1 }, true);
    else go("query", { q: query, shape: params.get("shape") });
  };
  return (
    <div class="asking">
      <nav aria-label={t("query.named")}>
        <h2>{t("query.named")}</h2>
        <ul>
          {!__STILL__ && (
            <li>
              <a href={link("query")} aria-current={question ? undefined : "page"}>
                {t("query.own")}
              </a>
            </li>
          )}
          {questions.map(({ name, title }) => (
            <li key={name}>
              <a href={link("query", { name })} aria-current={question?.name === name ? "page" : undefined}>
                {pick(title)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="work">
        {question && <Form key={question.name} question={question} text={linked ?? question.query} params={params} />}
        {__STILL__ ? <p class="hint">{t("app.stillHow")}</p> : <Own text={text} isOpen={!question} type={type} run={run} />}
        {linked && <Asked key={linked + params.get("round")} query={linked} shape={params.get("shape") ?? "table"} isNamed={question !== null} />}
      </div>
    </div>
  );
}

/** The editor, which comes with a script of its own once it is opened. */
function Own(props: { text: string; isOpen: boolean; type: (text: string) => void; run: (text: string) => void }): JSX.Element {
  const { text, isOpen, type, run } = props;
  const [isWanted, want] = useState(isOpen);
  return (
    <details open={isOpen} onToggle={(event) => event.currentTarget.open && want(true)}>
      <summary>{t("query.editor")}</summary>
      {isWanted && <Later load={async () => (await import("./editor")).Editor} props={{ text, change: type, run }} />}
      <p class="actions">
        <button type="button" class="primary" onClick={() => run(text)}>
          {t("query.run")}
        </button>
        <span class="hint">{t("query.keys")}</span>
      </p>
    </details>
  );
}

/** The query that the address asks: written out, or a named one with its values. */
function wanted(question: Question | null, params: URLSearchParams): string | null {
  if (!question) return params.get("q");
  const values = Object.fromEntries(question.parameters.flatMap(({ name }) => (params.has(`p.${name}`) ? [[name, params.get(`p.${name}`) ?? ""]] : [])));
  return filled(question, values).text;
}

function Form(props: { question: Question; text: string; params: URLSearchParams }): JSX.Element {
  const { question, text, params } = props;
  const submit = (event: Event) => {
    event.preventDefault();
    const values = Object.fromEntries([...new FormData(event.currentTarget as HTMLFormElement)].map(([name, value]) => [`p.${name}`, String(value)]));
    go("query", { name: question.name, shape: params.get("shape"), ...values });
  };
  return (
    <form class="parameters" onSubmit={submit}>
      <h2>{pick(question.title)}</h2>
      <p class="hint">{pick(question.description)}</p>
      {question.parameters.map((parameter) => (
        <label key={parameter.name} class="choice">
          <span>{pick(parameter.label)}</span>
          {parameter.type === "integer" || parameter.type === "decimal" ? (
            <input type="number" step={parameter.type === "integer" ? 1 : "any"} name={parameter.name} required readOnly={__STILL__} value={given(text, parameter)} />
          ) : (
            <Named parameter={parameter} value={given(text, parameter)} />
          )}
        </label>
      ))}
      {!__STILL__ && (
        <button type="submit" class="primary">
          {question.parameters.length ? t("query.fill") : t("query.run")}
        </button>
      )}
    </form>
  );
}

/** Of what class the things are that parameters name. */
const CLASS: Record<string, string> = { mechanism: "Mechanism", place: "Place", unit: "Unit", law: "LegalDocument" };

function Named(props: { parameter: Parameter; value: string }): JSX.Element {
  const { name, type: kind } = props.parameter;
  const [value, type] = useState(props.value);
  useEffect(() => type(props.value), [props.value]);
  return (
    <Suggested of={CLASS[name] ?? null} text={kind === "text" ? value : ""}>
      {(list) => <input name={name} class="wide" required readOnly={__STILL__} list={list} autocomplete="off" value={value} onInput={(event) => type(event.currentTarget.value)} />}
    </Suggested>
  );
}

function Asked(props: { query: string; shape: string; isNamed: boolean }): JSX.Element {
  const { query, shape, isNamed } = props;
  const state = useLoad((signal) => answer(query, signal), query);
  return <Loaded state={state}>{(found) => <Results answer={found} query={query} shape={shape} isNamed={isNamed} />}</Loaded>;
}
