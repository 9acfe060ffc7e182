/** A box for the name of a thing, with names of the graph at hand that hold what is typed. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { select, textTerm } from "../api";

interface Props {
  /** The class of the thing; any where it is null. */
  of: string | null;
  /** A name that is none to be offered. */
  but?: string;
  text: string;
  children: (list: string) => ComponentChildren;
}

export function Suggested(props: Props): JSX.Element {
  const { of, but, text, children } = props;
  const list = useId();
  const known = useNames(of, text);
  return (
    <>
      {children(list)}
      <datalist id={list}>
        {known
          .filter((name) => name !== but)
          .map((name) => (
            <option key={name} value={name} />
          ))}
      </datalist>
    </>
  );
}

/** A help only, so a failure to find names is none of the form. */
function useNames(of: string | null, text: string): string[] {
  const [known, set] = useState<string[]>([]);
  useEffect(() => {
    const control = new AbortController();
    const word = text.trim();
    if (!word || __STILL__) return set([]);
    select<"name">("suggest", control.signal, { text: textTerm(word), class: of ? `anpu:${of}` : "?class" }).then(
      (rows) => set(rows.map(({ name = "" }) => name)),
      () => {},
    );
    return () => control.abort();
  }, [of, text]);
  return known;
}
