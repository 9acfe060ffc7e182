/** A button that gives the reader a file, or tells why it could not. */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { Trouble } from "../load";
import { save } from "./save";

export function Download(props: { load: () => Promise<Blob>; name: string; children: ComponentChildren }): JSX.Element {
  const [error, fail] = useState<unknown>(null);
  const act = async () => {
    try {
      save(await props.load(), props.name);
      fail(null);
    } catch (problem) {
      fail(problem);
    }
  };
  return (
    <>
      <button type="button" onClick={act}>
        {props.children}
      </button>
      {error !== null && <Trouble error={error} />}
    </>
  );
}
