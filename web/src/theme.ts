/** Light or dark: as the system says, until the reader chooses. */
import { signalOf } from "./signal";

export type Theme = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");
const chosen = (): Theme | null => {
  const kept = localStorage.getItem("theme");
  return kept === "light" || kept === "dark" ? kept : null;
};

export const theme = signalOf<Theme>(chosen() ?? (system.matches ? "dark" : "light"));

export function startTheme(): void {
  const show = () => (document.documentElement.dataset.theme = theme.value);
  system.addEventListener("change", () => chosen() ?? theme.set(system.matches ? "dark" : "light"));
  theme.listen(show);
  show();
}

export function toggleTheme(): void {
  const next = theme.value === "dark" ? "light" : "dark";
  localStorage.setItem("theme", next);
  theme.set(next);
}
