/** The form that says what a thing is rightly called: the same as another, by another name, or another thing altogether. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { select, textTerm } from "../../api";
import { t } from "../../i18n";
import { CLASS, type Doubt, type NamingAct, nameOf } from "./data";

export function Naming(props: { doubt: Doubt; act: NamingAct; save: (to: string) => void }): JSX.Element {
  const { doubt, act, save } = props;
  const [to, type] = useState(act === "rename" ? nameOf(doubt) : "");
  const known = useNames(doubt, to);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), [act]);
  const submit = (event: Event) => {
    event.preventDefault();
    save(to.trim());
  };
  return (
    <form class="parameters" onSubmit={submit}>
      <p>{t(`review.${act}How`, { name: nameOf(doubt), form: doubt.quote })}</p>
      <label class="choice">
        <span>{t("review.to")}</span>
        <input name="to" class="wide" ref={first} required pattern=".*\S.*" list="known-names" autocomplete="off" value={to} onInput={(event) => type(event.currentTarget.value)} />
      </label>
      <datalist id="known-names">
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <button type="submit" class="primary">
        {t("review.saveName")}
      </button>
    </form>
  );
}

/** Names of the same class that hold what is typed; a help only, so a failure to find them is none of the form. */
function useNames(doubt: Doubt, text: string): string[] {
  const [known, set] = useState<string[]>([]);
  const of = CLASS[doubt.group];
  useEffect(() => {
    const control = new AbortController();
    const word = text.trim();
    if (!of || !word) return set([]);
    select<"name">("suggest", control.signal, { text: textTerm(word), class: `anpu:${of}` }).then(
      (rows) => set(rows.map(({ name = "" }) => name).filter((name) => name !== nameOf(doubt))),
      () => {},
    );
    return () => control.abort();
  }, [text]);
  return known;
}
