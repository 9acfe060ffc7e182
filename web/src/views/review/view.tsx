/** Review: doubtful facts with their sentences, decided on one after the other, by keyboard if wanted. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { json } from "../../api";
import { type Key, t } from "../../i18n";
import { Loaded, Trouble, useLoad } from "../../load";
import { nameOf } from "../../names";
import { Choice } from "../../parts/choice";
import { link } from "../../route";
import { Correction } from "./correction";
import { type Change, type Doubt, decide, doubts, GROUPS, isNamed, keyOf, type NamingAct, type Verdict, type Who } from "./data";
import { Naming } from "./naming";

const THRESHOLDS = ["0.4", "0.5", "0.6", "0.7", "0.8", "0.95"];

export function Review(props: { params: URLSearchParams }): JSX.Element {
  const group = GROUPS.find((name) => name === props.params.get("group")) ?? "";
  const below = THRESHOLDS.find((value) => value === props.params.get("below")) ?? "0.6";
  const about = useLoad((signal) => json<{ writable: boolean }>("/api/dataset", signal), "dataset");
  const state = useLoad((signal) => doubts(group, Number(below), signal), `${group} ${below}`);
  const groups = [{ value: "", label: t("all") }, ...GROUPS.map((value) => ({ value: value as string, label: t(`review.group.${value}`) }))];
  return (
    <div class="page review">
      <h1>{t("review.title")}</h1>
      <p class="summary">{t("review.how")}</p>
      <fieldset class="filters">
        <legend class="hidden">{t("filter.label")}</legend>
        <Choice label={t("review.group")} name="group" value={group} options={groups} />
        {!__STILL__ && <Choice label={t("review.below")} name="below" value={below} options={THRESHOLDS.map((value) => ({ value, label: value }))} />}
      </fieldset>
      <Loaded state={about}>
        {({ writable }) => <Loaded state={state}>{({ items, total }) => <Body key={`${group} ${below}`} items={items} total={total} writable={writable} />}</Loaded>}
      </Loaded>
    </div>
  );
}

function Body(props: { items: Doubt[]; total: number; writable: boolean }): JSX.Element {
  const { items, total, writable } = props;
  const [at, move] = useState(0);
  const [kept, keep] = useState<Map<string, Verdict>>(new Map());
  const [who, tell] = useState<Who>({ author: localStorage.getItem("author") ?? "", token: sessionStorage.getItem("token") ?? "" });
  const [form, show] = useState<"fix" | NamingAct | null>(null);
  const [error, fail] = useState<unknown>(null);
  const doubt = items[at];
  const go = (to: number) => {
    move(Math.max(0, Math.min(items.length - 1, to)));
    show(null);
    fail(null);
  };
  const act = async (verdict: Verdict, change: Change = {}) => {
    if (!doubt || kept.has(keyOf(doubt))) return;
    try {
      if (!who.author.trim() || !who.token) throw new Error(t("review.who"));
      await decide(doubt, verdict, t(`review.reason.${verdict === "add" ? "fix" : verdict}`), who, change);
      keep(new Map(kept).set(keyOf(doubt), verdict));
      go(at + 1);
    } catch (problem) {
      fail(problem);
    }
  };
  const onFact: Keys = doubt?.fact ? { a: () => act("confirm"), x: () => act("reject") } : {};
  const onName: Keys = doubt && isNamed(doubt) ? { m: () => show("merge"), r: () => show("rename"), s: () => show("separate") } : {};
  useKeys({ j: () => go(at + 1), k: () => go(at - 1), ...(writable && doubt && { e: () => show("fix"), ...onFact, ...onName }) });
  if (!doubt) return <p class="empty">{t("review.done")}</p>;
  return (
    <>
      {writable ? <Reviewer who={who} tell={tell} /> : <p class="trouble">{t(__STILL__ ? "app.stillHow" : "review.readonly")}</p>}
      <p class="hint" role="status">
        {t("review.count", { count: total - kept.size, done: kept.size })}
        {writable && ` · ${t("review.keys")}`}
      </p>
      <div class="reviewing">
        <List items={items} at={at} kept={kept} go={go} />
        <section class="doubt" aria-live="polite">
          <One doubt={doubt} />
          {writable && !kept.has(keyOf(doubt)) && (
            <p class="actions">
              {doubt.fact && (
                <>
                  <button type="button" onClick={() => act("confirm")}>
                    {t("review.confirm")}
                  </button>
                  <button type="button" onClick={() => act("reject")}>
                    {t("review.reject")}
                  </button>
                </>
              )}
              <button type="button" aria-expanded={form === "fix"} onClick={() => show("fix")}>
                {t("review.fix")}
              </button>
              {isNamed(doubt) &&
                (["merge", "rename", "separate"] as const).map((each) => (
                  <button key={each} type="button" aria-expanded={form === each} onClick={() => show(each)}>
                    {t(`review.${each}`)}
                  </button>
                ))}
            </p>
          )}
          {form === "fix" && <Correction key={keyOf(doubt)} doubt={doubt} save={(set) => act(doubt.fact ? "fix" : "add", { set })} />}
          {form !== null && form !== "fix" && <Naming key={keyOf(doubt) + form} doubt={doubt} act={form} save={(to) => act(form, { to })} />}
          {error !== null && <Trouble error={error} />}
        </section>
      </div>
    </>
  );
}

type Keys = { [key: string]: () => void };

/** Single letters act, except while something is being typed. */
function useKeys(keys: Keys): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement || event.target instanceof HTMLTextAreaElement;
      const action = now.current[event.key];
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !action) return;
      event.preventDefault();
      action();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}

function Reviewer(props: { who: Who; tell: (who: Who) => void }): JSX.Element {
  const { who, tell } = props;
  const author = (value: string) => {
    localStorage.setItem("author", value);
    tell({ ...who, author: value });
  };
  const token = (value: string) => {
    sessionStorage.setItem("token", value);
    tell({ ...who, token: value });
  };
  return (
    <div class="filters">
      <label class="choice">
        <span>{t("review.author")}</span>
        <input name="author" autocomplete="name" value={who.author} onInput={(event) => author(event.currentTarget.value)} />
      </label>
      <label class="choice">
        <span>{t("review.token")}</span>
        <input name="token" type="password" autocomplete="off" value={who.token} onInput={(event) => token(event.currentTarget.value)} />
      </label>
    </div>
  );
}

function List(props: { items: Doubt[]; at: number; kept: Map<string, Verdict>; go: (at: number) => void }): JSX.Element {
  const { items, at, kept, go } = props;
  const chosen = useRef<HTMLLIElement>(null);
  useEffect(() => chosen.current?.scrollIntoView({ block: "nearest" }), [at]);
  return (
    <ol class="nodes" aria-label={t("review.list")} tabIndex={0}>
      {items.map((doubt, number) => {
        const verdict = kept.get(keyOf(doubt));
        return (
          <li key={number} ref={number === at ? chosen : undefined}>
            <button type="button" class="quiet" aria-pressed={number === at} onClick={() => go(number)}>
              <span class="figure">{doubt.fact ? doubt.confidence.toFixed(2) : "–"}</span> {doubt.fact || t("review.unresolved", { name: doubt.quote })}
              {verdict && <em> {t(`review.kept.${verdict}`)}</em>}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

/** A value of a closed vocabulary by its name in the reader's language. */
function told(field: string, group: string, value: string): string {
  if (field === "role") return t(`role.${value}` as Key);
  if (field === "kind" && group === "mechanisms") return nameOf("kind", value);
  return field === "kind" && group === "honours" ? t(`honour.${value}` as Key) : value;
}

function One(props: { doubt: Doubt }): JSX.Element {
  const { doubt } = props;
  const at = doubt.sentence.indexOf(doubt.quote);
  const fields = Object.entries(doubt.record ?? {}).filter(([name, value]) => ["role", "kind", "family", "concept", "indicator", "value", "unit", "period", "by"].includes(name) && value !== null);
  return (
    <>
      <p class="kind">
        {t(`review.group.${doubt.group}`)} · {doubt.fact ? `${t("case.confidence", { value: doubt.confidence.toFixed(2) })} · ${doubt.rule}` : t("review.unresolvedWhy")}
      </p>
      <h2>{doubt.fact || t("review.unresolved", { name: doubt.quote })}</h2>
      <blockquote lang="zh-CN">
        {at < 0 ? (
          doubt.sentence
        ) : (
          <>
            {doubt.sentence.slice(0, at)}
            <mark class="hit">{doubt.quote}</mark>
            {doubt.sentence.slice(at + doubt.quote.length)}
          </>
        )}
      </blockquote>
      <dl class="meta">
        {fields.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`field.${name}` as Key)}</dt>
            <dd>{told(name, doubt.group, String(value))}</dd>
          </div>
        ))}
      </dl>
      <p>
        <a href={link("case", { id: doubt.case })}>{doubt.title || doubt.case}</a>
      </p>
    </>
  );
}
