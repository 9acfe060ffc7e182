/** The form that says what a thing is rightly called: the same as another, by another name, or another thing altogether. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Suggested } from "../../parts/suggest";
import { CLASS, type Doubt, type NamingAct, nameOf } from "./data";

export function Naming(props: { doubt: Doubt; act: NamingAct; save: (to: string) => void }): JSX.Element {
  const { doubt, act, save } = props;
  const [to, type] = useState(act === "rename" ? nameOf(doubt) : "");
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
        <Suggested of={CLASS[doubt.group] ?? null} but={nameOf(doubt)} text={to}>
          {(list) => <input name="to" class="wide" ref={first} required pattern=".*\S.*" list={list} autocomplete="off" value={to} onInput={(event) => type(event.currentTarget.value)} />}
        </Suggested>
      </label>
      <button type="submit" class="primary">
        {t("review.saveName")}
      </button>
    </form>
  );
}
