/** The questions that have a name: their parameters are the `VALUES ?name { … }` of the query's text. */
import { iriTerm, textTerm } from "../../api";

export interface Question {
  name: string;
  title: { zh: string; en: string };
  description: { zh: string; en: string };
  parameters: Parameter[];
  query: string;
}

export interface Parameter {
  name: string;
  type: "integer" | "decimal" | "text" | "key" | "iri";
  label: { zh: string; en: string };
}

const place = (name: string): RegExp => new RegExp(`(VALUES\\s+\\?${name}\\s*\\{\\s*)((?:"(?:[^"\\\\]|\\\\.)*"|[^"}])*?)(\\s*\\})`);

/** The value that the text gives a parameter, as people write it. */
export function given(text: string, { name }: Parameter): string {
  const term = text.match(place(name))?.[2] ?? "";
  const quoted = term.match(/^"((?:[^"\\]|\\.)*)"/)?.[1];
  return quoted === undefined ? term.replace(/^<|>$/g, "") : quoted.replace(/\\(.)/g, "$1");
}

/** The text with the values put in; a value that is not of its type is left out and named. */
export function filled(question: Question, values: { [name: string]: string }): { text: string; wrong: string[] } {
  const wrong: string[] = [];
  let text = question.query;
  for (const parameter of question.parameters) {
    const value = values[parameter.name];
    const found = value === undefined ? null : term(parameter, value.trim());
    if (value !== undefined && found === null) wrong.push(parameter.name);
    // A parameter can stand in several parts of a query.
    if (found !== null) text = text.replace(new RegExp(place(parameter.name), "g"), (_, before: string, _old: string, after: string) => before + found + after);
  }
  return { text, wrong };
}

function term({ type }: Parameter, value: string): string | null {
  if (type === "integer") return /^[+-]?\d+$/.test(value) ? value : null;
  if (type === "decimal") return /^[+-]?\d+(\.\d+)?$/.test(value) ? value : null;
  if (type === "iri") return iriTerm(value);
  return textTerm(value, type === "text" ? "@zh" : "");
}
