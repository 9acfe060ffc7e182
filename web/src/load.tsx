/** Waiting for the server: progress that can be cancelled, errors that say what to do, and only then the result. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure } from "./api";
import { type Key, t } from "./i18n";

export type State<T> =
  | { is: "waiting"; cancel: () => void }
  | { is: "failed"; error: unknown; retry: () => void }
  | { is: "here"; value: T };

/** Loads when the page shows it and again when `key` changes; what is no longer wanted is broken off. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, key: string): State<T> {
  const [state, set] = useState<{ key: string; state: State<T> } | null>(null);
  const [round, again] = useState(0);
  useEffect(() => {
    const control = new AbortController();
    const put = (next: State<T>) => set({ key, state: next });
    const retry = () => again((count) => count + 1);
    let isWanted = true;
    const cancel = () => control.abort();
    put({ is: "waiting", cancel });
    load(control.signal).then(
      (value) => isWanted && put({ is: "here", value }),
      (error: unknown) => isWanted && put({ is: "failed", error, retry }),
    );
    return () => {
      isWanted = false;
      control.abort();
    };
  }, [key, round]);
  return state?.key === key ? state.state : { is: "waiting", cancel: () => {} };
}

export function Loaded<T>(props: { state: State<T>; children: (value: T) => ComponentChildren }): JSX.Element {
  const { state } = props;
  if (state.is === "waiting") return <Waiting cancel={state.cancel} />;
  if (state.is === "failed") return <Trouble error={state.error} retry={state.retry} />;
  return <>{props.children(state.value)}</>;
}

export function Waiting(props: { cancel: () => void }): JSX.Element {
  return (
    <div class="waiting" role="status">
      <progress aria-label={t("loading")} />
      <span>{t("loading")}</span>
      <button type="button" class="quiet" onClick={props.cancel}>
        {t("cancel")}
      </button>
    </div>
  );
}

const ADVICE: Record<string, Key> = {
  unreachable: "error.unreachable",
  still: "error.still",
  "broken-off": "error.brokenOff",
  "syntax-error": "error.syntax",
  "internal-error": "error.internal",
  "deadline-exceeded": "error.deadline",
  "too-many-rows": "error.tooMuch",
  "too-many-bytes": "error.tooMuch",
  "too-much-memory": "error.tooMuch",
  "not-found": "error.notFound",
  "read-only": "error.readOnly",
};

/** An error, never an empty result. */
export function Trouble(props: { error: unknown; retry?: () => void }): JSX.Element {
  const { error, retry } = props;
  const isCancelled = error instanceof DOMException && error.name === "AbortError";
  const code = error instanceof Failure ? error.code : "defect";
  const advice = ADVICE[code];
  const position = error instanceof Failure ? error.position : undefined;
  return (
    <div class="trouble" role="alert">
      <strong>{isCancelled ? t("cancelled") : advice ? t(advice) : t("error.other")}</strong>
      {!isCancelled && code !== "unreachable" && code !== "still" && (
        <p class="detail">
          {position && `${t("error.position", { line: position.line, column: position.column })} `}
          {error instanceof Error ? error.message : String(error)}
        </p>
      )}
      {error instanceof Failure && error.hint && !advice && <p class="detail">{error.hint}</p>}
      {retry && (
        <button type="button" onClick={retry}>
          {t("retry")}
        </button>
      )}
    </div>
  );
}
