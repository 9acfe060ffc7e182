/** An entity: what the graph says of it, who took it up when, with what results, and what stands around it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask, iriTerm, localName } from "../../api";
import { type Key, t, useLanguage } from "../../i18n";
import { Loaded, useLoad } from "../../load";
import { colourOf, nameOf as styled } from "../../names";
import { Download } from "../../parts/download";
import { Later } from "../../parts/later";
import { pageOf } from "../../parts/things";
import { link } from "../../route";
import { type Cited, type Entity, entity, type Naming, type Related, type Result, type Told } from "./data";

export function EntityView(props: { params: URLSearchParams }): JSX.Element {
  const iri = props.params.get("iri") ?? "";
  const language = useLanguage();
  const state = useLoad((signal) => entity(iri, signal), `${iri} ${language}`);
  return (
    <div class="page entity">
      <Loaded state={state}>{(found) => <Body key={iri} entity={found} />}</Loaded>
    </div>
  );
}

function Body(props: { entity: Entity }): JSX.Element {
  const { entity } = props;
  return (
    <article>
      <Head entity={entity} />
      <div class="columns">
        <div>
          <Adoption cases={entity.cases} of={entity.class} />
          <Laws laws={entity.laws} />
          <Results results={entity.results} />
        </div>
        <aside>
          {entity.related.length > 0 && (
            <section aria-labelledby="around-title">
              <h2 id="around-title">{t("entity.around")}</h2>
              <Later
                load={async () => (await import("../network/sketch")).Sketch}
                props={{ centre: { id: entity.iri, label: entity.name, class: entity.class }, around: nearest(entity.related) }}
              />
            </section>
          )}
          {["Mechanism", "Unit", "LegalDocument", "Place"].map((of) => (
            <Around key={of} of={of} related={entity.related.filter((thing) => thing.class === of)} />
          ))}
        </aside>
      </div>
    </article>
  );
}

/** The strongest few of each class: a drawing of hundreds shows nothing. */
const nearest = (related: Related[]): Related[] => [...Map.groupBy(related, (thing) => thing.class).values()].flatMap((same) => same.slice(0, 4));

function Head(props: { entity: Entity }): JSX.Element {
  const { iri, class: of, name, statements } = props.entity;
  const turtle = async () => (await ask(`DESCRIBE ${iriTerm(iri)}`, "text/turtle")).blob();
  return (
    <header class="case-head">
      <p class="kind">
        <span class={`dot ${of}`} /> {of ? styled("class", of) : t("entity.thing")}
      </p>
      <h1>{name}</h1>
      <dl class="meta">
        {statements.map(({ property, values }) => (
          <div key={property}>
            <dt>{t(`property.${property as Told}` as Key)}</dt>
            {values.map((value) => (
              <dd key={value.text}>{value.iri?.includes("/id/") && !/\/id\/(kind|system)\//.test(value.iri) ? <a href={link("entity", { iri: value.iri })}>{value.text}</a> : value.text}</dd>
            ))}
          </div>
        ))}
      </dl>
      <p class="actions">
        {!__STILL__ && (
          <Download load={turtle} name={`${localName(iri)}.ttl`}>
            Turtle
          </Download>
        )}
        <a class="button" href={link("network", { around: iri })}>
          {t("case.network")}
        </a>
      </p>
    </header>
  );
}

function Adoption(props: { cases: Naming[]; of: string }): JSX.Element {
  const { cases, of } = props;
  return (
    <section aria-labelledby="cases-title">
      <h2 id="cases-title">{t(of === "Mechanism" || of === "Family" ? "entity.adoption" : "entity.cases", { count: new Set(cases.map(({ id }) => id)).size })}</h2>
      {cases.length === 0 && <p class="empty">{t("entity.noCases")}</p>}
      <ol class="adoptions">
        {cases.map((naming) => (
          <li key={naming.id + naming.fact}>
            <span class="year">{naming.year}</span>
            <div>
              {naming.role && <span class={`role ${naming.role}`}>{t(`role.${naming.role}` as Key)}</span>} <a href={link("case", { id: naming.id, fact: naming.fact })}>{naming.title}</a>
              {naming.quotes.slice(0, 2).map(({ quote, sentence }) => (
                <Quoted key={sentence} quote={quote} sentence={sentence} />
              ))}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A sentence with the words of the fact marked. */
function Quoted(props: { quote: string; sentence: string }): JSX.Element {
  const { quote, sentence } = props;
  const at = sentence.indexOf(quote);
  const before = at < 0 ? sentence : sentence.slice(0, at);
  return (
    <blockquote lang="zh-CN">
      {before}
      {at >= 0 && (
        <>
          <mark class="hit">{quote}</mark>
          {sentence.slice(at + quote.length)}
        </>
      )}
    </blockquote>
  );
}

const FEW = 8;

/** The laws that the cases cite, each with the sentences that do. */
function Laws(props: { laws: Cited[] }): JSX.Element | null {
  const { laws } = props;
  const [shown, show] = useState(FEW);
  if (!laws.length) return null;
  return (
    <section aria-labelledby="laws-title">
      <h2 id="laws-title">{t("entity.laws", { count: laws.length })}</h2>
      <p class="hint">{t("entity.lawsHint")}</p>
      <ol class="adoptions laws">
        {laws.slice(0, shown).map(({ iri, name, articles, cases, quotes }) => (
          <li key={iri}>
            <div>
              <a href={link("entity", { iri })}>{name}</a> <span class="about">{[...articles, t("search.cases", { count: cases })].join(" · ")}</span>
              {quotes.slice(0, 2).map(({ id, title, fact, quote, sentence }) => (
                <div key={id}>
                  <Quoted quote={quote} sentence={sentence} />
                  <a class="about" href={link("case", { id, fact })}>
                    {title}
                  </a>
                </div>
              ))}
            </div>
          </li>
        ))}
      </ol>
      {laws.length > shown && (
        <button type="button" onClick={() => show(laws.length)}>
          {t("more", { count: laws.length - shown })}
        </button>
      )}
    </section>
  );
}

function Results(props: { results: Result[] }): JSX.Element | null {
  const { results } = props;
  if (!results.length) return null;
  return (
    <section aria-labelledby="results-title">
      <h2 id="results-title">{t("entity.results")}</h2>
      <p class="hint">{t("entity.resultsHint")}</p>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="results-title">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{t("filter.year")}</th>
              <th scope="col">{t("entity.indicator")}</th>
              <th scope="col">{t("entity.amount")}</th>
              <th scope="col">{t("entity.quote")}</th>
              <th scope="col">{styled("class", "Case")}</th>
            </tr>
          </thead>
          <tbody>
            {results.map((result) => (
              <tr key={result.id + result.fact}>
                <td>{result.year}</td>
                <td>{result.kind ? t(`honour.${result.kind}` as Key) : result.name}</td>
                <td class="amount">{result.amount}</td>
                <td lang="zh-CN">{result.quote}</td>
                <td>
                  <a href={link("case", { id: result.id, fact: result.fact })}>{result.title}</a>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Around(props: { of: string; related: Related[] }): JSX.Element | null {
  const { of, related } = props;
  if (!related.length) return null;
  return (
    <section class="related">
      <h3>{t("entity.related", { class: styled("class", of), count: related.length })}</h3>
      <ul>
        {related.slice(0, 12).map(({ iri, label, cases }) => (
          <li key={iri}>
            <span class="dot" style={{ background: colourOf("class", of) }} /> <a href={pageOf(iri, of)}>{label}</a> <span class="figure">{cases}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
