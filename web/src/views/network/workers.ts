/** What goes wrong in a worker, as the page tells it: its script could not be had, or it met a defect. */
import { Failure } from "../../api";

export function watched(worker: Worker, fail: (error: unknown) => void): Worker {
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message ? new Error(event.message) : new Failure("unreachable", "worker"));
  };
  return worker;
}
