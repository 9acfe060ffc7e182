/** Finds communities beside the page's own thread. */
import { communities, type Links } from "./communities";

onmessage = ({ data }: MessageEvent<Links>) => postMessage(communities(data));
