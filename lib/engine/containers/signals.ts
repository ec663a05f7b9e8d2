/** Signals as clients write them. */
import { BadParameter } from "../failure.ts";
import { type Signal, signalOf } from "../kernel/mod.ts";

/** The signal for a name, with or without `SIG`, or for a number. A Failure 400 when there is none. */
export function parseSignal(text: string): Signal {
  const signal = signalOf(text);
  if (signal === undefined) throw new BadParameter(`Invalid signal: ${text}`);
  return signal;
}

/** The signal that stops a container, by its configuration. */
export function stopSignal(configured: string | undefined): Signal {
  return configured === undefined || configured === "" ? "TERM" : parseSignal(configured);
}
