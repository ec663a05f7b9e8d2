/** What the cases are made of: the context of a case, and the usual steps. */

import assert from "node:assert/strict";
import type { ByteSource, CallRequest, CallResponse, Duplex, Transport } from "../../lib/transport/mod.ts";
import { readAll } from "../../lib/transport/mod.ts";
import { HeadCollector } from "../../lib/wire/http1.ts";
import type { Counts } from "./scripted.ts";

/** What a case has at hand. */
export interface Context {
  transport: Transport;
  /** Another transport to the same engine, which nobody closes. */
  open(): Transport;
  /** A name under which the scripted engine counts what this case does. */
  key: string;
  /** How long a quiet stream is quiet. */
  quietSeconds: number;
  /** What the engine has counted under the key; asked on a connection of its own. */
  counts(): Promise<Counts>;
  /** Lets the requests go that wait under the key. */
  release(): Promise<void>;
}

export interface Case {
  name: string;
  /** Runs in a process of its own: it measures memory, or the end of the process. */
  alone?: boolean;
  /** What it prints after its outcome, when its process is about to end. */
  atExit?: unknown;
  run(context: Context): Promise<void>;
}

/** A list of cases, and how to add to it. */
export function caseList(): {
  cases: Case[];
  check(name: string, run: Case["run"]): void;
  checkAlone(name: string, run: Case["run"], atExit?: unknown): void;
} {
  const cases: Case[] = [];
  return {
    cases,
    check: (name, run) => cases.push({ name, run }),
    checkAlone: (name, run, atExit) => cases.push({ name, run, alone: true, atExit }),
  };
}

export const encoder: TextEncoder = new TextEncoder();
export const MiB: number = 1024 * 1024;

export async function text(response: CallResponse): Promise<string> {
  return new TextDecoder().decode(await readAll(response.body));
}

export async function get(transport: Transport, path: string, options: Partial<CallRequest> = {}): Promise<string> {
  return text(await transport.call({ method: "GET", path, ...options }));
}

export const pause = (milliseconds: number): Promise<unknown> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until the engine has counted as much; a case that waits in vain fails by the time limit of its process. */
export async function until(context: Context, holds: (counts: Counts) => boolean): Promise<Counts> {
  for (;;) {
    const counts = await context.counts();
    if (holds(counts)) return counts;
    await pause(20);
  }
}

export interface Upload extends ByteSource {
  pulled: number;
  cancelled: boolean;
}

/** A source of so many bytes that counts what was pulled. */
export function source(bytes: number, chunk: Uint8Array = new Uint8Array(64 * 1024)): Upload {
  return {
    pulled: 0,
    cancelled: false,
    async read() {
      if (this.cancelled || this.pulled >= bytes) return undefined;
      const piece = chunk.subarray(0, bytes - this.pulled);
      this.pulled += piece.length;
      return piece;
    },
    cancel() {
      this.cancelled = true;
    },
  };
}

export async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    assert(error instanceof Error, `thrown was ${error}`);
    return error;
  }
  throw new assert.AssertionError({ message: "it should have failed" });
}

/** Opens a raw stream as an attach does. */
export async function upgrade(transport: Transport, path: string): Promise<{ stream: Duplex; rest: Uint8Array }> {
  const stream = await transport.dial();
  await stream.write(
    encoder.encode(`POST ${path} HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`),
  );
  const head = new HeadCollector();
  for (;;) {
    const bytes = await stream.read();
    assert(bytes !== undefined, "no answer to an upgrade");
    const rest = head.push(bytes);
    if (rest === undefined) continue;
    assert.equal(head.response().status, 101);
    return { stream, rest };
  }
}

export function withRest(stream: ByteSource, rest: Uint8Array): ByteSource {
  let first: Uint8Array | undefined = rest.length > 0 ? rest : undefined;
  return {
    async read() {
      const bytes = first ?? (await stream.read());
      first = undefined;
      return bytes;
    },
    cancel: (reason) => stream.cancel(reason),
  };
}

/** Waits until a number has stopped growing. */
export async function settled(number: () => number | Promise<number>): Promise<void> {
  let last = -1;
  for (let same = 0; same < 4; ) {
    await pause(100);
    const now = await number();
    same = now === last ? same + 1 : 0;
    last = now;
  }
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Returns by how much the process has grown at most since now. */
export function watchMemory(): () => number {
  const start = process.memoryUsage.rss();
  let peak = start;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 10);
  timer.unref();
  return () => peak - start;
}
