/** For tests: an engine whose answers are written down, and a session over it. */
import { Docker } from "../mod.ts";
import type { ByteSource, CallRequest, Transport } from "../lib/transport/contract.ts";
import type { Console } from "./console.ts";
import { addHelpers } from "./helpers.ts";
import type { Output, Sink } from "./output.ts";
import { plain } from "./format/text.ts";
import { Session, type SessionOptions } from "./session.ts";

/** What the engine answers to a call: a body with status 200, or a status with a body. */
export type Answer = { readonly status: number; readonly body: unknown } | object;

/** Answers calls, written as `GET /containers/json`, with JSON; others with 404. A call that is `pending` never ends. */
export function scriptedDocker(answers: Readonly<Record<string, Answer | "pending">> = {}): {
  docker: Docker;
  calls: string[];
} {
  const calls: string[] = [];
  const call = async ({ method, path, signal }: CallRequest) => {
    const line = `${method} ${path.replace(/^\/v[\d.]+/, "")}`;
    calls.push(line);
    const answer = answers[line] ?? { status: 404, body: { message: `nothing is written down for ${line}` } };
    signal?.throwIfAborted();
    if (answer === "pending") {
      return new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    }
    const { status, body } =
      "status" in answer ? (answer as { status: number; body: unknown }) : { status: 200, body: answer };
    return { status, headers: { "content-type": "application/json" }, body: bytesOf(body) };
  };
  const transport: Transport = {
    endpoint: "scripted:",
    call,
    dial: () => Promise.reject(new Error("nothing can be dialled here")),
    close: async () => {},
  };
  return { docker: new Docker(transport, "1.41"), calls };
}

function bytesOf(body: unknown): ByteSource {
  const pieces = [new TextEncoder().encode(JSON.stringify(body))];
  return { read: async () => pieces.shift(), cancel() {} };
}

/** What was written to a sink. */
export interface Written extends Sink {
  text: string;
}

/** A sink that remembers. */
export function writtenSink(columns = 80, isTerminal = false): Written {
  return {
    text: "",
    write(text) {
      this.text += text;
    },
    isTerminal,
    columns,
    rows: 24,
    paint: plain,
  };
}

/** A session with its helpers, and all that it shows. */
export interface TestSession {
  readonly session: Session;
  readonly output: { readonly out: Written; readonly err: Written };
  /** The values that were handed out. */
  readonly values: unknown[];
  /** The calls that reached the engine. */
  readonly calls: string[];
  /** Reads and runs a source; gives the last value that it handed out, settled if it is a promise. */
  run(source: string): Promise<unknown>;
}

/** Opens a session over a {@link scriptedDocker}. */
export function testSession(
  mode: SessionOptions["mode"],
  answers?: Readonly<Record<string, Answer | "pending">>,
  file = "/scripts/test.dks",
): TestSession {
  const { docker, calls } = scriptedDocker(answers);
  const values: unknown[] = [];
  const session = new Session({
    docker,
    mode,
    at: mode === "script" ? { file } : { directory: "/scripts" },
    onValue: (value) => void values.push(value),
  });
  const output = { out: writtenSink(), err: writtenSink() } satisfies Output;
  addHelpers(session, output, ["one", "two"]);
  const run = async (source: string): Promise<unknown> => {
    const before = values.length;
    await session.run(await session.read(source, "test.dks"));
    return values.slice(before).at(-1);
  };
  return { session, output, values, calls, run };
}

/** A prompt at which nobody types. */
export const noTerminal: Console = {
  next: () => Promise.resolve(undefined),
  remember() {},
  during: (running) => running(),
  lend: (use) => use(),
  close() {},
};
