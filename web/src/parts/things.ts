/** The classes of things that the page shows, and where each is shown. */
import { PREFIXES } from "../api";
import { link } from "../route";

export const CLASSES = ["Case", "Mechanism", "Family", "Unit", "LegalDocument", "Place"] as const;

/** The local name of a class of the ontology. */
export const classOf = (iri: string): string => iri.replace(PREFIXES.anpu ?? "", "");

/** The key at the end of a closed word's IRI, as `mechanismRole-adopts`. */
export const keyOf = (iri: string): string => iri.split(/[-/#]/).pop() ?? iri;

/** Where a thing is shown: a case as its text, everything else as an entity. */
export function pageOf(iri: string, of: string): string {
  const [, id] = iri.split("/id/case/");
  return of === "Case" && id ? link("case", { id: decodeURIComponent(id) }) : link("entity", { iri });
}
