/** Runs what Ctrl-C shall break off even where it gives the event loop no turn. */
import process from "node:process";
import { runInThisContext } from "node:vm";

const isNode = !("bun" in process.versions) && !("deno" in process.versions);
const name = "__dks_run";

/**
 * Calls a function. On Node a SIGINT meanwhile breaks it off, up to where it first awaits, and `interrupted` makes the error that is thrown
 * then; elsewhere it is called as it is.
 */
export function interruptibly<T>(run: () => T, interrupted: () => Error): T {
  if (!isNode) return run();
  const globals = globalThis as Record<string, unknown>;
  Object.defineProperty(globals, name, { value: run, configurable: true, enumerable: false });
  try {
    return runInThisContext(`${name}()`, { breakOnSigint: true }) as T;
  } catch (error) {
    throw (error as { code?: string } | undefined)?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" ? interrupted() : error;
  } finally {
    delete globals[name];
  }
}
