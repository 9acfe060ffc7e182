/** Completion from the graph itself: its classes, its properties, the names of its things, and our prefixes. */
import Yasqe from "@zazuko/yasqe";
import { PREFIXES, PROLOGUE, textTerm, values } from "../../api";

const CLASSES = "SELECT DISTINCT ?it { ?s a ?it FILTER(ISIRI(?it)) } ORDER BY ?it LIMIT 1000";
const PROPERTIES = "SELECT DISTINCT ?it { ?s ?it ?o } ORDER BY ?it LIMIT 1000";
const NAMES = `SELECT DISTINCT ?it {
  SERVICE <https://w3id.org/anpu/search> { ?thing search:query $text ; search:limit 200 }
  ?thing skos:prefLabel ?it FILTER(LANG(?it) = "zh" && STRSTARTS(?it, $text))
} ORDER BY ?it LIMIT 30`;

const kept = new Map<string, Promise<string[]>>();

/** Asked once; what fails is asked again. */
function list(query: string): Promise<string[]> {
  const known = kept.get(query);
  if (known) return known;
  const asked = values<"it">(PROLOGUE + query).then((rows) => rows.map(({ it = "" }) => it));
  asked.catch(() => kept.delete(query));
  kept.set(query, asked);
  return asked;
}

type Token = { autocompletionString?: string; string: string };

const starting =
  (query: string) =>
  async (_: unknown, token?: Token): Promise<string[]> => {
    const begin = token?.autocompletionString ?? token?.string ?? "";
    return (await list(query).catch(() => [])).filter((iri) => iri.startsWith(begin)).slice(0, 100);
  };

/** The word begun in a quoted text, without its quotation mark. */
const begun = (token: Token): string => token.string.replace(/^["']/, "").replace(/["'].*$/, "");

async function names(_: unknown, token?: Token): Promise<string[]> {
  const word = token ? begun(token) : "";
  if (!word) return [];
  const rows = await values<"it">(PROLOGUE + NAMES.replaceAll("$text", () => textTerm(word))).catch(() => []);
  return rows.map(({ it = "" }) => textTerm(it, "@zh"));
}

let isRegistered = false;

/** The names of the completers for the editor. */
export function register(): string[] {
  const completers = ["prefixes-anpu", "class-anpu", "property-anpu", "names-anpu", "variables"];
  if (isRegistered) return completers;
  isRegistered = true;
  const prefixes = Object.entries(PREFIXES).map(([prefix, iri]) => `${prefix}: <${iri}>`);
  Yasqe.forkAutocompleter("prefixes", { name: "prefixes-anpu", get: () => prefixes, persistenceId: null }, false);
  Yasqe.forkAutocompleter("class", { name: "class-anpu", get: starting(CLASSES), persistenceId: null }, false);
  Yasqe.forkAutocompleter("property", { name: "property-anpu", get: starting(PROPERTIES), persistenceId: null }, false);
  Yasqe.registerAutocompleter(
    {
      name: "names-anpu",
      bulk: false,
      get: names,
      isValidCompletionPosition: (yasqe) => /^["']/.test(yasqe.getTokenAt(yasqe.getDoc().getCursor()).string),
    },
    false,
  );
  return completers;
}
