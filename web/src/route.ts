/** The address bar is the page's state: `#/view?key=value`, so that every view can be linked and gone back to. */
import { useEffect, useState } from "preact/hooks";

export interface Route {
  view: string;
  params: URLSearchParams;
}

export type Params = Record<string, string | number | null | undefined>;

export function route(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  return { view: path || "overview", params: new URLSearchParams(query) };
}

/** The address of a view. Empty values are left out. */
export function link(view: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value != null && value !== "") query.set(key, String(value));
  const text = query.toString();
  return `#/${view}${text ? `?${text}` : ""}`;
}

/** Goes on in the same view with other values; `null` takes one away. */
export function change(params: Params, replace = false): void {
  const { view, params: present } = route();
  const all = { ...Object.fromEntries(present), ...params };
  go(view, all, replace);
}

export function go(view: string, params: Params = {}, replace = false): void {
  const address = link(view, params);
  if (address === location.hash) return;
  if (!replace) location.hash = address;
  else {
    history.replaceState(null, "", address);
    dispatchEvent(new HashChangeEvent("hashchange"));
  }
}

export function useRoute(): Route {
  const [now, set] = useState(route);
  useEffect(() => {
    const moved = () => set(route());
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return now;
}
