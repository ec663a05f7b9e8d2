/** One HTTP exchange on one connection: the request goes out while the answer comes in. */

import { setImmediate } from "node:timers";
import { ProtocolError } from "../errors.ts";
import {
  type BodyDecoder,
  encodeChunk,
  HeadCollector,
  keepsAlive,
  lastChunk,
  type ResponseHead,
  responseBody,
} from "../wire/http1.ts";
import { callName } from "./call-name.ts";
import type { ByteSource, CallRequest, CallResponse } from "./contract.ts";
import type { Connection } from "./dial.ts";
import { onAbort } from "./abort.ts";
import { noAnswer } from "./failures.ts";
import { sourceOf } from "./request.ts";

/** Up to this size, bytes are copied together to save a write. */
const smallWrite = 64 * 1024;

/** What an exchange needs. */
export interface ExchangeOptions {
  request: CallRequest;
  /** The bytes of the request's head. */
  head: Uint8Array;
  connection: Connection;
  /** A read of the connection that is under way already. */
  next?: Promise<Uint8Array | undefined> | undefined;
  /** Called once, when the exchange is over; says whether the connection can carry another one. */
  finished(reusable: boolean): void;
}

/** Runs one exchange; see {@link Exchange.run}. */
export class Exchange {
  /** Whether nothing of an answer came, and it was not us who gave up. */
  get unanswered(): boolean {
    return !this.#answered && this.#givenUp === undefined;
  }

  readonly #request: CallRequest;
  readonly #head: Uint8Array;
  readonly #connection: Connection;
  readonly #finished: (reusable: boolean) => void;
  #ignoreAbort: () => void = () => {};
  #next: Promise<Uint8Array | undefined> | undefined;
  #answered = false;
  #over = false;
  /** Why we gave up: the signal, a failed upload, or the end of the client. */
  #givenUp: { reason: unknown } | undefined;
  #sending: Promise<void> = Promise.resolve();
  #sent = false;
  #sendingStopped = false;
  #sendFailure: unknown;

  constructor(options: ExchangeOptions) {
    this.#request = options.request;
    this.#head = options.head;
    this.#connection = options.connection;
    this.#next = options.next;
    this.#finished = options.finished;
  }

  /** Sends the request, and resolves when the head of the answer is there. */
  async run(): Promise<CallResponse> {
    this.#ignoreAbort = onAbort(this.#request.signal, () => this.fail(this.#request.signal!.reason));
    try {
      this.#sending = this.#send();
      const { head, rest } = await this.#readHead();
      // An engine that has refused does not want the rest.
      if (head.status >= 300 && !this.#sent) this.#stopSending();
      return { status: head.status, headers: head.headers, body: this.#body(head, rest) };
    } catch (error) {
      this.#finish(false);
      throw error;
    }
  }

  /** Breaks the exchange off: whatever waits rejects with the reason. */
  fail(reason: unknown): void {
    if (this.#over) return;
    this.#givenUp = { reason };
    this.#connection.cancel(reason);
    this.#finish(false);
  }

  #finish(reusable: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#ignoreAbort();
    if (!this.#sent) this.#stopSending();
    this.#finished(reusable);
  }

  // Sending

  #stopSending(): void {
    if (this.#sendingStopped) return;
    this.#sendingStopped = true;
    sourceOf(this.#request)?.cancel(this.#givenUp?.reason);
  }

  /** Never rejects: a failed write shows in what the connection then reads, be it an early answer or its end. */
  async #send(): Promise<void> {
    const { body } = this.#request;
    try {
      if (body === undefined) await this.#connection.write(this.#head);
      else if (body instanceof Uint8Array) await this.#sendBytes(body);
      else await this.#sendSource(body);
      if (!this.#sendingStopped) this.#sent = true;
    } catch (error) {
      this.#sendFailure = error;
      this.#stopSending();
    }
  }

  async #sendBytes(body: Uint8Array): Promise<void> {
    if (body.length <= smallWrite) {
      await this.#connection.write(joined([this.#head, body]));
    } else {
      await this.#connection.write(this.#head);
      await this.#connection.write(body);
    }
  }

  async #sendSource(body: ByteSource): Promise<void> {
    await this.#connection.write(this.#head);
    for (;;) {
      let bytes: Uint8Array | undefined;
      try {
        bytes = await body.read();
      } catch (error) {
        this.fail(error);
        return;
      }
      // A source in memory would keep the event loop from seeing an early answer; and a write to a connection that the
      // engine has closed behind its answer destroys the answer with it.
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (this.#sendingStopped) return;
      if (bytes === undefined) break;
      const pieces = encodeChunk(bytes);
      if (bytes.length <= smallWrite) await this.#connection.write(joined(pieces));
      else for (const piece of pieces) await this.#connection.write(piece);
    }
    await this.#connection.write(lastChunk);
  }

  // Receiving

  async #read(): Promise<Uint8Array | undefined> {
    const next = this.#next ?? this.#connection.read();
    this.#next = undefined;
    try {
      return await next;
    } catch (error) {
      if (this.#givenUp !== undefined) throw this.#givenUp.reason;
      if (!this.#answered) throw noAnswer(this.#request, error);
      throw new ProtocolError(`the connection broke in the middle of the answer to ${this.#what}`, { cause: error });
    }
  }

  async #readHead(): Promise<{ head: ResponseHead; rest: Uint8Array }> {
    const collector = new HeadCollector();
    for (;;) {
      const bytes = await this.#read();
      if (bytes === undefined) {
        if (this.#givenUp !== undefined) throw this.#givenUp.reason;
        if (!this.#answered) throw noAnswer(this.#request, this.#sendFailure);
        throw new ProtocolError(`the connection ended in the head of the answer to ${this.#what}`);
      }
      this.#answered = true;
      let rest = collector.push(bytes);
      while (rest !== undefined) {
        const head = collector.response();
        if (head.status === 101) throw new ProtocolError(`the engine changed the protocol unasked, on ${this.#what}`);
        if (head.status >= 200) return { head, rest };
        // Interim answers (100 Continue, 103 Early Hints) say nothing that we need.
        rest = rest.length === 0 ? undefined : collector.push(rest);
      }
    }
  }

  #body(head: ResponseHead, rest: Uint8Array): ByteSource {
    const decoder = responseBody(head, this.#request.method);
    const ready: Uint8Array[] = [];
    const take = (bytes: Uint8Array | undefined) => {
      if (bytes === undefined) decoder.end();
      else decoder.push(bytes, ready);
      if (decoder.done) this.#release(head, decoder);
    };
    take(rest);
    let failure: { error: unknown } | undefined;
    let cancelled = false;
    return {
      read: async () => {
        for (;;) {
          const chunk = ready.shift();
          if (chunk !== undefined) return chunk;
          if (failure !== undefined) throw failure.error;
          if (decoder.done || cancelled) return undefined;
          try {
            const bytes = await this.#read();
            if (cancelled) return undefined;
            if (bytes === undefined && this.#givenUp !== undefined) throw this.#givenUp.reason;
            take(bytes);
          } catch (error) {
            failure = { error };
            this.#finish(false);
          }
        }
      },
      cancel: () => {
        cancelled = true;
        ready.length = 0;
        this.#finish(false);
      },
    };
  }

  /** The answer is complete: the connection is free for another exchange, if both sides are through with this one. */
  async #release(head: ResponseHead, decoder: BodyDecoder): Promise<void> {
    const reusable = keepsAlive(head) && decoder.rest.length === 0;
    // A runtime may report the end of a write later than the answer to it.
    if (reusable && !this.#sent && !this.#sendingStopped)
      await Promise.race([this.#sending, new Promise<void>((resolve) => setImmediate(resolve))]);
    this.#finish(reusable && this.#sent);
  }

  get #what(): string {
    return callName(this.#request);
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
