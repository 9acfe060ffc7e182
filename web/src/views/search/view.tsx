/** Search: one box over cases, mechanisms, units, laws and places, with facets that combine. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type Key, number, t } from "../../i18n";
import { Loaded, useLoad } from "../../load";
import { nameOf as styled } from "../../names";
import { CLASSES, pageOf } from "../../parts/things";
import { change } from "../../route";
import { nameOf } from "../overview/data";
import { type Chosen, chosenOf, counts, FACETS, type Facet, filtered, type Found, type Hit, LIMIT, search } from "./data";

const STEP = 50;

export function Search(props: { params: URLSearchParams }): JSX.Element {
  const text = props.params.get("q")?.trim() ?? "";
  return (
    <div class="page search">
      <h1>{text ? t("search.title", { text }) : t("nav.search")}</h1>
      {text ? <Results key={text} text={text} params={props.params} /> : <p class="empty">{t("search.how")}</p>}
    </div>
  );
}

function Results(props: { text: string; params: URLSearchParams }): JSX.Element {
  const { text, params } = props;
  const state = useLoad((signal) => search(text, signal), text);
  return <Loaded state={state}>{(found) => <Body found={found} text={text} chosen={chosenOf(params)} />}</Loaded>;
}

function Body(props: { found: Found; text: string; chosen: Chosen }): JSX.Element {
  const { found, text, chosen } = props;
  const [shown, show] = useState(STEP);
  const hits = filtered(found.hits, chosen);
  if (!found.hits.length) return <p class="empty">{t("search.nothing")}</p>;
  return (
    <div class="found">
      <aside aria-label={t("filter.label")}>
        {FACETS.map((facet) => (
          <FacetBox key={facet} facet={facet} found={found} chosen={chosen} />
        ))}
      </aside>
      <section aria-label={t("search.results")}>
        <p class="summary" role="status">
          {t("search.count", { count: number(hits.length), all: number(found.hits.length) })} {found.isCut && t("search.cut", { limit: LIMIT })}
        </p>
        <ol class="hits">
          {hits.slice(0, shown).map((hit) => (
            <Item key={hit.iri} hit={hit} words={text.split(/\s+/)} />
          ))}
        </ol>
        {hits.length > shown && (
          <button type="button" onClick={() => show(shown + STEP)}>
            {t("more", { count: Math.min(STEP, hits.length - shown) })}
          </button>
        )}
      </section>
    </div>
  );
}

function FacetBox(props: { facet: Facet; found: Found; chosen: Chosen }): JSX.Element | null {
  const { facet, found, chosen } = props;
  const all = [...counts(found.hits, chosen, facet)];
  if (!all.length) return null;
  const order = (value: string) => (CLASSES as readonly string[]).indexOf(value);
  all.sort(([a, n], [b, m]) => (facet === "class" ? order(a) - order(b) : facet === "year" ? a.localeCompare(b) : m - n || a.localeCompare(b, "zh")));
  const toggle = (value: string) => {
    const next = chosen[facet].has(value) ? [...chosen[facet]].filter((each) => each !== value) : [...chosen[facet], value];
    change({ [facet]: next.join("|") || null });
  };
  const name = (value: string) => (facet === "class" ? styled("class", value) : facet === "place" ? nameOf(found.corpus, value) : value);
  return (
    <fieldset class="facet">
      <legend>{t(`facet.${facet}` as Key)}</legend>
      {all.map(([value, count]) => (
        <label key={value}>
          <input type="checkbox" checked={chosen[facet].has(value)} onChange={() => toggle(value)} />
          <span>{name(value)}</span> <span class="figure">{number(count)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Item(props: { hit: Hit; words: string[] }): JSX.Element {
  const { hit, words } = props;
  const [own] = hit.class === "Case" ? hit.cases : [];
  const about = own ? [own.year, own.collection].filter(Boolean).join(" · ") : t("search.cases", { count: hit.cases.length });
  return (
    <li>
      <span class={`dot ${hit.class}`} /> <span class="kind">{styled("class", hit.class)}</span>{" "}
      <a href={pageOf(hit.iri, hit.class)}>
        <Marked text={hit.label} words={words} />
      </a>{" "}
      <span class="about">{about}</span>
      {hit.snippet !== hit.label && (
        <p class="snippet">
          <Marked text={hit.snippet} words={words} />
        </p>
      )}
    </li>
  );
}

/** The text with every word marked where it stands. */
function Marked(props: { text: string; words: string[] }): JSX.Element {
  const escaped = props.words.filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = props.text.split(new RegExp(`(${escaped.join("|")})`, "giu"));
  return <>{parts.map((part, at) => (at % 2 ? <mark key={at} class="hit">{part}</mark> : part))}</>;
}
