/** The editor: Yasqe, of Yasgui, with completion from the graph. It comes with the view and with nothing before it. */
import "@zazuko/yasqe/build/yasqe.min.css";
import Yasqe from "@zazuko/yasqe";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { link } from "../../route";
import { register } from "./completion";

interface Props {
  text: string;
  change: (text: string) => void;
  run: (text: string) => void;
}

export function Editor(props: Props): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Yasqe | null>(null);
  const acts = useRef(props);
  acts.current = props;
  useEffect(() => {
    if (!place.current) return;
    const run = () => acts.current.run(editor.current?.getValue() ?? "");
    const made = new Yasqe(place.current, {
      value: props.text,
      autocompleters: register(),
      // For the command that the editor offers to copy; it is the view that asks.
      requestConfig: { endpoint: new URL("/sparql", location.href).href },
      consumeShareLink: null,
      createShareableLink: (yasqe: Yasqe) => location.href.replace(/#.*/, "") + link("query", { q: yasqe.getValue() }),
      persistenceId: null,
      showQueryButton: false,
      resizeable: false,
      editorHeight: "100%",
      viewportMargin: Number.POSITIVE_INFINITY,
      screenReaderLabel: t("query.editor"),
      extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-Space": () => made.autocomplete(), Esc: () => made.getInputField().blur(), Tab: false, "Shift-Tab": false } as never,
    });
    // What scrolls must be within reach of the keyboard.
    made.getScrollerElement().tabIndex = 0;
    made.on("change", () => acts.current.change(made.getValue()));
    editor.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const made = editor.current;
    if (made && made.getValue() !== props.text) made.setValue(props.text);
  }, [props.text]);
  return <div ref={place} class="editor" />;
}
