/** A raw connection, as it was. */
import type { Duplex } from "../../mod.ts";
import { ByteBuffer } from "../../lib/wire/bytes.ts";
import { CassetteError } from "./error.ts";
import { bytesOf, type KeptExchange, type RawEvent } from "./format.ts";

/** Gives what the engine sent, each piece once what had been sent before it has been sent again. */
export class CassetteDuplex implements Duplex {
  readonly #events: RawEvent[];
  readonly #bound: (bytes: Uint8Array) => Uint8Array;
  readonly #signal: AbortSignal;
  readonly #isOpen: boolean;
  /** What our side has sent then, and whether it has ended in order; else the engine or somebody may have broken it off anywhere. */
  readonly #kept: Uint8Array;
  readonly #wasEnded: boolean;
  /** Asterisks are where a secret was: what is sent today may be anything. */
  readonly #isSecret: boolean;
  readonly #what: string;
  readonly #onFailure: (error: CassetteError) => void;
  #total = 0;
  #failure: CassetteError | undefined;
  #head: Uint8Array | undefined;
  /** Bytes that were sent and that no event has claimed. */
  #sent = 0;
  #isEnded = false;
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(
    { method, path, raw = [], open = false }: KeptExchange,
    head: Uint8Array,
    bound: (bytes: Uint8Array) => Uint8Array,
    signal: AbortSignal,
    onFailure: (error: CassetteError) => void,
  ) {
    this.#onFailure = onFailure;
    this.#events = [...raw];
    this.#head = head;
    this.#bound = bound;
    this.#signal = signal;
    this.#isOpen = open;
    this.#kept = bound(joined(raw.flatMap((event) => (event[0] === "sent" ? [bytesOf(event[1])] : []))));
    this.#isSecret = /\*{5}/.test(new TextDecoder().decode(this.#kept));
    this.#wasEnded = raw.some(([kind, side]) => kind === "ended" && side === "sent");
    this.#what = `${method} ${path}`;
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  async read(): Promise<Uint8Array | undefined> {
    const head = this.#head;
    this.#head = undefined;
    if (head !== undefined) return head;
    while (!this.#isClosed) {
      if (this.#failure) throw this.#failure;
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
    for (const [index, byte] of this.#isSecret ? [] : bytes.entries()) {
      const kept = this.#kept[this.#total + index];
      if (kept === undefined ? this.#wasEnded : kept !== byte) this.#fail();
    }
    this.#total += bytes.length;
    this.#sent += bytes.length;
    this.#wake();
    if (this.#failure) throw this.#failure;
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    if (this.#wasEnded && !this.#isSecret && this.#total < this.#kept.length) this.#fail();
    this.#wake();
    if (this.#failure) throw this.#failure;
  }

  #fail(): void {
    this.#failure ??= new CassetteError(`other bytes went to ${this.#what} than when it was recorded`, {
      hint: "Send what was sent then, or record the file again.",
    });
    this.#onFailure(this.#failure);
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

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new ByteBuffer();
  for (const piece of pieces) bytes.append(piece);
  return bytes.view();
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
