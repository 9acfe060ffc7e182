/** The frame: what stands around every view, and which view is shown. */
import type { ComponentType, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import icon from "../public/favicon.svg?raw";
import { type Key, t, toggleLanguage, useLanguage } from "./i18n";
import { Trouble, Waiting } from "./load";
import { go, link, type Route, useRoute } from "./route";
import { useSignal } from "./signal";
import { theme, toggleTheme } from "./theme";

/** Within the script, so that a still has it too. */
const ICON = `data:image/svg+xml,${encodeURIComponent(icon)}`;

export type View = ComponentType<{ params: URLSearchParams }>;

/** Each view is a part of the script that is loaded when it is first shown. */
const VIEWS: Record<string, () => Promise<View>> = {
  overview: async () => (await import("./views/overview/view")).Overview,
  search: async () => (await import("./views/search/view")).Search,
  case: async () => (await import("./views/case/view")).CaseView,
  entity: async () => (await import("./views/entity/view")).EntityView,
  network: async () => (await import("./views/network/view")).NetworkView,
  query: async () => (await import("./views/query/view")).QueryView,
  review: async () => (await import("./views/review/view")).Review,
};

const NAVIGATION = ["overview", "search", "network", "query", "review"] as const;

export function App(): JSX.Element {
  useLanguage();
  const route = useRoute();
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        {t("app.skip")}
      </a>
      <header class="bar">
        <a class="brand" href={link("overview")}>
          <img src={ICON} alt="" width="28" height="28" />
          <span>{t("app.name")}</span>
        </a>
        <nav aria-label={t("nav.label")}>
          {NAVIGATION.map((view) => (
            <a key={view} href={link(view)} aria-current={route.view === view ? "page" : undefined}>
              {t(`nav.${view}` as Key)}
            </a>
          ))}
        </nav>
        <SearchBox route={route} />
        <Switches />
      </header>
      <main id="content" tabIndex={-1}>
        <Shown route={route} />
      </main>
    </>
  );
}

/** The hash is the page's state, so a plain link within the page would lose it. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function SearchBox(props: { route: Route }): JSX.Element {
  const wanted = props.route.view === "search" ? (props.route.params.get("q") ?? "") : "";
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.value = wanted;
  }, [wanted]);
  const submit = (event: Event) => {
    event.preventDefault();
    go("search", { q: input.current?.value.trim() });
  };
  return (
    <form class="searchbox" role="search" onSubmit={submit}>
      <input ref={input} type="search" name="q" aria-label={t("nav.search")} placeholder={t("nav.search")} />
    </form>
  );
}

function Switches(): JSX.Element {
  const isDark = useSignal(theme) === "dark";
  return (
    <div class="switches">
      {__STILL__ && (
        <span class="still" title={t("app.stillHow")}>
          {t("app.still")}
        </span>
      )}
      <button type="button" class="quiet" onClick={toggleTheme}>
        {isDark ? t("app.light") : t("app.dark")}
      </button>
      <button type="button" class="quiet" id="language" onClick={toggleLanguage}>
        {t("app.language")}
      </button>
    </div>
  );
}

function Shown(props: { route: Route }): JSX.Element {
  const { view, params } = props.route;
  const [shown, show] = useState<{ name: string; View?: View; error?: unknown } | null>(null);
  const [round, again] = useState(0);
  useEffect(() => {
    let isWanted = true;
    const load = VIEWS[view];
    document.title = `${t("app.name")} · ${load ? view : "?"}`;
    load?.().then(
      (View) => isWanted && show({ name: view, View }),
      (error: unknown) => isWanted && show({ name: view, error }),
    );
    return () => {
      isWanted = false;
    };
  }, [view, round]);
  if (!VIEWS[view]) return <Trouble error={new Error(t("app.notFound"))} />;
  if (shown?.name !== view) return <Waiting cancel={() => go("overview")} />;
  if (!shown.View) return <Trouble error={shown.error} retry={() => again(round + 1)} />;
  return <shown.View params={params} />;
}
