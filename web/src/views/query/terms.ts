/** Terms of an answer as people read them, and the pages that things have here. */
import { localName, PREFIXES, type Term } from "../../api";
import { language } from "../../i18n";
import { wordOf } from "../../names";
import { pageOf } from "../../parts/things";

/** Things have a page here; documents, pieces of text and words of the ontology have none. */
export function pageOfIri(iri: string): string | null {
  if (/\/id\/case\//.test(iri)) return pageOf(iri.replace(/#.*/, ""), "Case");
  return /\/id\/(mechanism|family|unit|law|place)\//.test(iri) ? pageOf(iri, "") : null;
}

export function short(iri: string): string {
  for (const [prefix, space] of Object.entries(PREFIXES)) if (iri.startsWith(space)) return `${prefix}:${iri.slice(space.length)}`;
  // A case's number says nothing without its document.
  const [, id] = iri.split("/id/case/");
  return id ? decodeURIComponent(id) : /\/id\//.test(iri) ? localName(iri) : iri;
}

export const textOf = (term?: Term): string => (term ? (term.type === "uri" ? short(term.value) : term.value) : "");

/** What named questions answer in: words of the graph by their names, and no more digits than tell. */
export function told({ value, datatype }: Term): string {
  if (datatype && /#(decimal|double|float)$/.test(datatype)) return Number(value).toLocaleString(language.value === "zh" ? "zh-CN" : "en", { maximumSignificantDigits: 4 });
  return value.split("; ").map(wordOf).join("; ");
}
