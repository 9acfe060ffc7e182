/** Lays a network out beside the page's own thread; to stop it, the worker is ended. */
import { type Layout, laidOut, type Net } from "./layouts";

onmessage = ({ data: { layout, net } }: MessageEvent<{ layout: Exclude<Layout, "preset">; net: Net }>) => {
  for (const step of laidOut(layout, net)) postMessage(step);
};
