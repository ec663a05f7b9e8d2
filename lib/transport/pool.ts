/** Connections between two calls: kept for a few seconds, watched meanwhile, never a reason for the process to live on. */

import { setTimeout } from "node:timers";
import type { Connection } from "./dial.ts";

/** How long a connection may lie idle. Engines keep theirs for minutes; the shorter, the fewer meet a restarted engine. */
const idleMilliseconds = 4000;

/** A burst of calls leaves at most so many behind. */
const maxIdle = 64;

/** A connection that was idle, and the read that has been watching it: it gives the first bytes of the next answer. */
export interface IdleConnection {
  connection: Connection;
  next: Promise<Uint8Array | undefined>;
}

interface Entry extends IdleConnection {
  since: number;
}

/** The idle connections to one endpoint; last in, first out. */
export class IdlePool {
  #entries: Entry[] = [];
  #timer: NodeJS.Timeout | undefined;

  get size(): number {
    return this.#entries.length;
  }

  put(connection: Connection): void {
    if (connection.closed) return;
    if (this.#entries.length >= maxIdle) {
      connection.cancel();
      return;
    }
    // Whatever comes while nobody has asked for anything, be it bytes, the end or an error, makes the connection useless.
    const next = connection.read();
    const entry: Entry = { connection, next, since: performance.now() };
    const drop = () => this.#drop(entry);
    next.then(drop, drop);
    this.#entries.push(entry);
    connection.unref?.();
    this.#timer ??= this.#sweepIn(idleMilliseconds);
  }

  take(): IdleConnection | undefined {
    const entry = this.#entries.pop();
    entry?.connection.ref?.();
    return entry;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { connection } of this.#entries.splice(0)) connection.cancel();
  }

  #drop(entry: Entry): void {
    const at = this.#entries.indexOf(entry);
    if (at < 0) return;
    this.#entries.splice(at, 1);
    entry.connection.cancel();
  }

  #sweepIn(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.#sweep(), milliseconds).unref();
  }

  #sweep(): void {
    const limit = performance.now() - idleMilliseconds;
    // The oldest stand first.
    while (this.#entries[0] !== undefined && this.#entries[0].since <= limit)
      this.#entries.shift()!.connection.cancel();
    const oldest = this.#entries[0];
    this.#timer = oldest === undefined ? undefined : this.#sweepIn(oldest.since - limit + 1);
  }
}
