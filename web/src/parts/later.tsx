/** A part of a view that comes with a script of its own, loaded when it is first shown. */
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Trouble, Waiting } from "../load";

export function Later<P extends object>(props: { load: () => Promise<ComponentType<P>>; props: P }): JSX.Element {
  const [part, set] = useState<{ Part: ComponentType<P> } | { error: unknown } | null>(null);
  useEffect(() => {
    let isWanted = true;
    props.load().then(
      (Part) => isWanted && set({ Part }),
      (error: unknown) => isWanted && set({ error }),
    );
    return () => {
      isWanted = false;
    };
  }, []);
  if (part === null) return <Waiting cancel={() => {}} />;
  return "error" in part ? <Trouble error={part.error} /> : <part.Part {...props.props} />;
}
