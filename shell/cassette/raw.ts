/** A raw connection, as it was. */
import type { Duplex } from "../../mod.ts";
import { bytesOf, type KeptExchange, type RawEvent } from "./format.ts";

/** Gives what the engine sent, each piece once what had been sent before it has been sent again. */
export class CassetteDuplex implements Duplex {
  readonly #events: RawEvent[];
  readonly #bound: (bytes: Uint8Array) => Uint8Array;
  readonly #signal: AbortSignal;
  readonly #isOpen: boolean;
  #head: Uint8Array | undefined;
  /** Bytes that were sent and that no event has claimed. */
  #sent = 0;
  #isEnded = false;
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(
    { raw = [], open = false }: KeptExchange,
    head: Uint8Array,
    bound: (bytes: Uint8Array) => Uint8Array,
    signal: AbortSignal,
  ) {
    this.#events = [...raw];
    this.#head = head;
    this.#bound = bound;
    this.#signal = signal;
    this.#isOpen = open;
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  async read(): Promise<Uint8Array | undefined> {
    const head = this.#head;
    this.#head = undefined;
    if (head !== undefined) return head;
    while (!this.#isClosed) {
      const event = this.#events[0];
      if (event === undefined) {
        if (!this.#isOpen) break;
        await this.#change();
      } else if (event[0] === "received") {
        this.#events.shift();
        const bytes = bytesOf(event[1]);
        if (bytes.length > 0) return this.#bound(bytes);
      } else if (this.#isDone(event)) this.#events.shift();
      else await this.#change();
    }
    return undefined;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#sent += bytes.length;
    this.#wake();
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    this.#wake();
  }

  cancel(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Whether our side has come as far as it was then. */
  #isDone(event: RawEvent): boolean {
    if (event[0] === "ended") return event[1] === "received" || this.#isEnded;
    const length = bytesOf(event[1] as Exclude<(typeof event)[1], "received">).length;
    if (this.#sent < length) return this.#isEnded;
    this.#sent -= length;
    return true;
  }

  #change(): Promise<void> {
    const { promise, stop } = untilAborted(this.#signal);
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return Promise.race([promise, woken]).finally(stop);
  }
}

function untilAborted(signal: AbortSignal): { promise: Promise<never>; stop(): void } {
  let stop = (): void => {};
  const promise = new Promise<never>((_, reject) => {
    const aborted = (): void => reject(signal.reason);
    if (signal.aborted) aborted();
    signal.addEventListener("abort", aborted, { once: true });
    stop = () => signal.removeEventListener("abort", aborted);
  });
  return { promise, stop };
}
