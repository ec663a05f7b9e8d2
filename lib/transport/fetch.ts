/** Calls through the runtime's own HTTP client: undici on Node, fetch on Deno and Bun. Same behaviour, same errors as http.ts. */

import { type DockerError, ProtocolError } from "../errors.ts";
import { callName } from "./call-name.ts";
import type { ByteSource, CallRequest, CallResponse } from "./contract.ts";
import { formatAuthority, type TcpEndpoint } from "./endpoint.ts";
import { onAbort } from "./abort.ts";
import { cannotConnect, clientClosed, codeOf, noAnswer } from "./failures.ts";
import { requestHead, sourceOf } from "./request.ts";
import type { Fetcher, RawAnswer } from "./runtime/types.ts";

/** One HTTP exchange, by whoever makes it. */
export interface CallClient {
  call(request: CallRequest): Promise<CallResponse>;
  close(): Promise<void>;
}

/** A client over a runtime's fetcher. What the fetcher does not carry goes to the other client. */
export class FetchClient implements CallClient {
  readonly #endpoint: TcpEndpoint;
  readonly #fetcher: Fetcher;
  readonly #other: CallClient;
  readonly #underWay = new Set<AbortController>();
  #closed = false;

  constructor(endpoint: TcpEndpoint, fetcher: Fetcher, other: CallClient) {
    this.#endpoint = endpoint;
    this.#fetcher = fetcher;
    this.#other = other;
  }

  async call(request: CallRequest): Promise<CallResponse> {
    const source = sourceOf(request);
    try {
      requestHead(request, formatAuthority(this.#endpoint));
      request.signal?.throwIfAborted();
      if (this.#closed) throw clientClosed();
    } catch (error) {
      source?.cancel(error);
      throw error;
    }
    return this.#fetcher.carries(request) ? await this.#fetch(request, source) : await this.#other.call(request);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const error = clientClosed();
    for (const controller of this.#underWay) controller.abort(error);
    this.#fetcher.close();
    await this.#other.close();
  }

  async #fetch(request: CallRequest, source: ByteSource | undefined): Promise<CallResponse> {
    const { signal } = request;
    const controller = new AbortController();
    const forward = () => controller.abort(signal!.reason);
    const finish = (error?: unknown) => {
      ignore();
      this.#underWay.delete(controller);
      source?.cancel(error);
    };
    const ignore = onAbort(signal, forward);
    this.#underWay.add(controller);
    try {
      const body = source === undefined ? request.body : breaking(source, controller);
      const answer = await this.#fetcher.send({ ...request, ...(body && { body }), signal: controller.signal });
      return {
        status: answer.status,
        headers: answer.headers,
        body: bodyOf(answer, controller, finish, callName(request)),
      };
    } catch (cause) {
      const error = controller.signal.aborted ? controller.signal.reason : this.#explain(request, cause);
      finish(error);
      throw error;
    }
  }

  #explain(request: CallRequest, cause: unknown): DockerError {
    const text = describe(cause);
    if (/redirect/i.test(text))
      return new ProtocolError(`the engine answered ${callName(request)} with a redirect`, {
        cause,
        hint: "dks follows none: use the address that the engine redirects to.",
      });
    const code = codeOf(cause);
    if (code === "ECONNRESET" || code === "EPIPE") return noAnswer(request, cause);
    if (/HPE_|Malformed|invalid HTTP|HTTPParser|bad response|parsed/i.test(text))
      return new ProtocolError(`what answered ${callName(request)} does not speak HTTP/1.1`, {
        cause,
        hint: "Is it an engine that listens there? If it speaks TLS, write https://.",
      });
    return cannotConnect(this.#endpoint, cause);
  }
}

/** The body of a request, whose failure breaks the call off with its own error; each runtime would wrap it in another one. */
function breaking(source: ByteSource, controller: AbortController): ByteSource {
  return {
    async read() {
      try {
        return await source.read();
      } catch (error) {
        controller.abort(error);
        throw error;
      }
    },
    cancel: (reason) => source.cancel(reason),
  };
}

function bodyOf(answer: RawAnswer, controller: AbortController, finish: () => void, what: string): ByteSource {
  let state: "open" | "ended" | { error: unknown } = "open";
  const { signal } = controller;
  return {
    async read() {
      if (state === "ended") return undefined;
      if (state !== "open") throw state.error;
      try {
        const bytes = await answer.read();
        if (bytes !== undefined) return bytes;
        state = "ended";
        finish();
        return undefined;
      } catch (cause) {
        // Given up meanwhile, in silence.
        if ((state as unknown) === "ended") return undefined;
        const error = signal.aborted
          ? signal.reason
          : new ProtocolError(`the connection broke in the middle of the answer to ${what}`, { cause });
        state = { error };
        finish();
        throw error;
      }
    },
    cancel() {
      if (state !== "open") return;
      state = "ended";
      answer.cancel();
      // Closes the connection where cancelling the body leaves it open.
      controller.abort();
      finish();
    },
  };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return `${error.name} ${code ?? ""} ${error.message} ${error.cause === undefined ? "" : describe(error.cause)}`;
}
