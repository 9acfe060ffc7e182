/** The drawing in its frame: kept over redraws of the page around it, with its buttons and what its layout is at. */
import type { JSX, RefObject } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Trouble } from "../../load";
import { useSignal } from "../../signal";
import { theme } from "../../theme";
import { sceneOf } from "./compose";
import type { Graph } from "./data";
import { type Drawing, open } from "./drawing";
import { usePlaces, type Work } from "./places";
import { emphasis, type Layout } from "./scene";

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
  drawing: RefObject<Drawing | null>;
}

export function Canvas(props: Props): JSX.Element {
  const [{ round, error }, set] = useState<{ round: number; error: unknown }>({ round: 0, error: null });
  if (error === null) return <Live key={round} {...props} fail={(error) => set({ round, error })} />;
  return (
    <div class="canvas">
      <Trouble error={error} retry={() => set({ round: round + 1, error: null })} />
    </div>
  );
}

function Live(props: Props & { fail: (error: unknown) => void }): JSX.Element {
  const { graph, layout, paint, chosen, way, drawing } = props;
  const surface = useRef<HTMLDivElement>(null);
  const acts = useRef(props);
  acts.current = props;
  const colour = useSignal(theme);
  const shape = () => (surface.current?.clientWidth || 1) / (surface.current?.clientHeight || 1);
  const { places, round, fits, work } = usePlaces(graph, layout, shape, props.fail);

  useEffect(() => {
    if (!surface.current) return;
    const opened = open(surface.current, {
      choose: (id) => acts.current.choose(id),
      expand: (id) => acts.current.expand(id),
      moved: (id, x, y) => void places.set(id, { x, y }),
      fail: (error) => acts.current.fail(error),
    });
    drawing.current = opened;
    return () => {
      opened.close();
      drawing.current = null;
    };
  }, []);

  const scene = useMemo(() => sceneOf(graph, places, paint), [graph, paint, round]);
  useEffect(() => drawing.current?.show(scene, emphasis(scene, chosen, way)), [scene, chosen, way]);
  useEffect(() => drawing.current?.fit(), [fits]);
  useEffect(() => drawing.current?.recolour(), [colour]);

  return (
    <div class="canvas">
      <div ref={surface} class="surface" role="img" aria-label={props.says} />
      <Moves drawing={drawing} />
      {work && <Progress work={work} />}
    </div>
  );
}

/** What the mouse does by its wheel and by dragging, for the keyboard and for fingers. */
function Moves(props: { drawing: RefObject<Drawing | null> }): JSX.Element {
  const act = (move: (drawing: Drawing) => void) => () => props.drawing.current && move(props.drawing.current);
  const keys = (event: KeyboardEvent) => {
    const [x, y] = STEPS[event.key] ?? [0, 0];
    if (!x && !y) return;
    event.preventDefault();
    act((drawing) => drawing.pan(x, y))();
  };
  return (
    <div class="moves" role="group" aria-label={t("network.moves")} onKeyDown={keys}>
      <button type="button" title={t("network.closer")} aria-label={t("network.closer")} onClick={act((drawing) => drawing.zoom(1.5))}>
        +
      </button>
      <button type="button" title={t("network.farther")} aria-label={t("network.farther")} onClick={act((drawing) => drawing.zoom(1 / 1.5))}>
        −
      </button>
      <button type="button" title={t("network.fit")} aria-label={t("network.fit")} onClick={act((drawing) => drawing.fit())}>
        ⤢
      </button>
    </div>
  );
}

const STEPS: Record<string, [number, number]> = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] };

function Progress(props: { work: Work }): JSX.Element {
  const { part, stop } = props.work;
  return (
    <div class="waiting laying" role="status">
      <progress max={1} value={part} aria-label={t("network.laying")} />
      <span>{t("network.laying")}</span>
      <button type="button" class="quiet" onClick={stop}>
        {t("network.stop")}
      </button>
    </div>
  );
}
