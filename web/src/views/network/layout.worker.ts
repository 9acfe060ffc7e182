/** Lays a network out beside the page's own thread; to stop it, the worker is ended. */
import { laidOut } from "./layouts";
import type { Made, Net } from "./scene";

onmessage = ({ data: { layout, net } }: MessageEvent<{ layout: Made; net: Net }>) => {
  for (const step of laidOut(layout, net)) postMessage(step);
};
