/** Whether an expectation holds: an expression, evaluated beside the session that it is about. */
import process from "node:process";
import { connect } from "../../mod.ts";
import type { EngineSettings } from "../engine.ts";
import { addHelpers } from "../helpers.ts";
import { Session } from "../session.ts";
import { sinkInto } from "./printed.ts";

/** What an expectation is about. */
export interface ExpectationWorld {
  /** The engine of the session. */
  readonly engine: { readonly host: string; readonly apiVersion: EngineSettings["apiVersion"] };
  /** The names of the session. */
  readonly scope: Readonly<Record<string, unknown>>;
  /** Those of them that were not declared by anybody. */
  readonly given: ReadonlySet<string>;
  /** The value that the last input has shown. */
  readonly value: unknown;
}

/** What came of an expectation: whether it is true, and why it could not be told. */
export interface Verdict {
  readonly holds: boolean;
  readonly error?: unknown;
}

/** How long it may take, in milliseconds. */
const patience = 10_000;
const verdict = "$verdict";

/**
 * Whether an expression is true in a session. It has the names that were declared there, `_` for the value that was shown last, and the helpers, on a
 * connection of their own: nothing of it is on the wire that the session shows. One that cannot be evaluated is not true.
 */
export async function judge(expression: string, { engine, scope, given, value }: ExpectationWorld): Promise<Verdict> {
  const { host, apiVersion } = engine;
  const docker = await connect(host, apiVersion === undefined ? {} : { apiVersion });
  const session = new Session({ docker, mode: "prompt", at: { directory: process.cwd() } });
  const timer = setTimeout(() => session.interrupt(), patience);
  try {
    const nowhere = sinkInto(() => {});
    addHelpers(session, { out: nowhere, err: nowhere }, []);
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(scope)))
      if (!given.has(name)) Object.defineProperty(session.scope, name, descriptor);
    session.scope["_"] = value;
    await session.run(await session.read(`const ${verdict} = (${expression}\n)`, "expectation"));
    return { holds: Boolean(session.scope[verdict]) };
  } catch (error) {
    return { holds: false, error };
  } finally {
    clearTimeout(timer);
    await session.end();
  }
}
