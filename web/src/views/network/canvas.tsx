/** The drawing itself, kept over redraws of the page around it. */
import type { Core } from "cytoscape";
import type { JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { colourOf } from "../../names";
import { useSignal } from "../../signal";
import { theme } from "../../theme";
import type { Graph } from "./data";
import { keepLabelled, label } from "./labels";
import { arrange, isLarge, type Layout, open, style, update } from "./draw";

interface Props {
  graph: Graph;
  layout: Layout;
  /** Colours by node, instead of those of the classes. */
  paint: Map<string, string> | null;
  chosen: string | null;
  way: string[] | null;
  says: string;
  choose: (id: string | null) => void;
  expand: (id: string) => void;
  core: RefObject<Core | null>;
}

export function Canvas(props: Props): JSX.Element {
  const { graph, layout, paint, chosen, way, core } = props;
  const place = useRef<HTMLDivElement>(null);
  const acts = useRef(props);
  acts.current = props;
  const colour = useSignal(theme);

  useEffect(() => {
    if (!place.current) return;
    const drawn = open(place.current, graph);
    core.current = drawn;
    arrange(drawn, graph, layout);
    drawn.on("tap", (event) => event.target === drawn && acts.current.choose(null));
    drawn.on("tap", "node", (event) => acts.current.choose(event.target.id()));
    drawn.on("dbltap", "node", (event) => acts.current.expand(event.target.id()));
    const rest = keepLabelled(drawn);
    label(drawn);
    const resize = new ResizeObserver(() => drawn.resize());
    resize.observe(place.current);
    return () => {
      resize.disconnect();
      rest();
      drawn.destroy();
      core.current = null;
    };
  }, []);

  const before = useRef({ graph, layout });
  useEffect(() => {
    const drawn = core.current;
    if (!drawn || (before.current.graph === graph && before.current.layout === layout)) return;
    const known = new Set(drawn.nodes().map((node) => node.id()));
    const isNew = update(drawn, graph);
    if (before.current.layout !== layout) arrange(drawn, graph, layout);
    else if (isNew && !isLarge(graph)) arrange(drawn, graph, "fcose", known);
    label(drawn);
    before.current = { graph, layout };
  }, [graph, layout]);

  useEffect(() => {
    core.current?.style(style(graph));
  }, [colour]);

  const isPainted = useRef(false);
  useEffect(() => {
    const drawn = core.current;
    if (!paint && !isPainted.current) return;
    isPainted.current = paint !== null;
    drawn?.batch(() => drawn.nodes().forEach((node) => void node.data("colour", paint?.get(node.id()) ?? colourOf("class", node.data("class")))));
  }, [paint, graph]);

  useEffect(() => {
    const drawn = core.current;
    if (!drawn) return;
    emphasise(drawn, chosen, way);
    label(drawn);
  }, [chosen, way, graph]);

  return <div ref={place} class="canvas" role="img" aria-label={props.says} />;
}

/** The chosen node with what is next to it, or the way between two; everything else steps back. */
function emphasise(drawn: Core, chosen: string | null, way: string[] | null): void {
  drawn.batch(() => {
    drawn.elements(".dim, .chosen, .way, .near").removeClass("dim chosen way near");
    const node = chosen ? drawn.getElementById(chosen) : drawn.collection();
    node.addClass("chosen");
    let seen = node.nonempty() ? node.closedNeighborhood() : drawn.collection();
    if (way) {
      const ids = new Set(way);
      const steps = drawn.edges().filter((edge) => way.some((id, at) => at > 0 && [way[at - 1], id].every((end) => end === edge.source().id() || end === edge.target().id())));
      seen = drawn.nodes().filter((each) => ids.has(each.id())).union(steps);
      seen.addClass("way");
    }
    // The names of a few neighbours help, those of hundreds cover one another.
    if (seen.length < 120) seen.nodes().addClass("near");
    if (seen.nonempty()) drawn.elements().not(seen).addClass("dim");
  });
}
