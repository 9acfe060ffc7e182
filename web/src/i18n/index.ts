/** Chinese first, English by a switch. A text that is missing in one language is an error of the type checker. */
import { signalOf, useSignal } from "../signal";
import { en } from "./en";
import { zh } from "./zh";

export type Language = "zh" | "en";
export type Key = keyof typeof zh;

const texts: Record<Language, Record<Key, string>> = { zh, en };
const kept = localStorage.getItem("language");
// The page is served in Chinese; a still is written in the language that was asked for.
const written = __STILL__ && document.documentElement.lang === "en" ? "en" : "zh";
export const language = signalOf<Language>(kept === "en" || kept === "zh" ? kept : written);

function tell(): void {
  document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
}
language.listen(tell);
tell();

export function toggleLanguage(): void {
  const next = language.value === "zh" ? "en" : "zh";
  localStorage.setItem("language", next);
  language.set(next);
}

/** The text of `key`; `{name}` in it stands for the value of that name. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return texts[language.value][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Draws again when the language changes. */
export const useLanguage = (): Language => useSignal(language);

/** Of a text in both languages the one wanted. */
export const pick = (text: { zh: string; en: string }): string => text[language.value] || text.zh;

export const number = (value: number): string => value.toLocaleString(language.value === "zh" ? "zh-CN" : "en");

/** A number as texts have it, 410亿 or 41 billion, where nothing of it is lost. */
export function amount(value: number): string {
  const isShort = Math.abs(value) >= 10_000 && Number(value.toPrecision(6)) === value;
  return value.toLocaleString(language.value === "zh" ? "zh-CN" : "en", { notation: isShort ? "compact" : "standard", compactDisplay: "long", maximumFractionDigits: 5 });
}
