/** HTTP on one connection: heads and bodies in, answers out, one call after the other. */
import { clearTimeout, setTimeout } from "node:timers";
import { ProtocolError } from "../errors.ts";
import type { Duplex, HeaderMap } from "../transport/contract.ts";
import {
  encodeChunk,
  formatResponseHead,
  HeadCollector,
  keepsAlive,
  lastChunk,
  type RequestHead,
} from "../wire/http1.ts";
import type { HijackAnswer, Raw, StreamAnswer, WholeAnswer } from "./answer.ts";
import { answerCall } from "./answer-call.ts";
import type { EngineState } from "./state.ts";
import { Inlet } from "./inlet.ts";
import { keepAlive } from "./kernel/mod.ts";
import { RequestBody } from "./request-body.ts";

/** Of a body that no handler wanted, so much is read so that the connection can go on; beyond, closing it is cheaper. */
const drainLimit = 256 * 1024;

/** Milliseconds for a client to hear that we have closed our side, before the connection is cut. */
const lingering = 2000;

const encoder = new TextEncoder();

/** Answers the calls of a connection until it is closed. Never rejects. */
export async function serve(duplex: Duplex, engine: EngineState): Promise<void> {
  const connection = new Connection(duplex, engine);
  try {
    while (await connection.answerNext()) {
      // The connection carries another call.
    }
    await connection.finish();
  } catch {
    // The client is gone, or broke the rules so that nothing can be said to it: there is nobody to tell.
  }
  duplex.cancel();
}

class Connection {
  readonly #duplex: Duplex;
  readonly #engine: EngineState;
  readonly #inlet: Inlet;

  constructor(duplex: Duplex, engine: EngineState) {
    this.#duplex = duplex;
    this.#engine = engine;
    this.#inlet = new Inlet(duplex);
  }

  /** Answers one call; whether the connection can carry another. */
  async answerNext(): Promise<boolean> {
    let head: RequestHead | undefined;
    let body: RequestBody;
    try {
      head = await this.#readHead();
      if (head === undefined) return false;
      body = new RequestBody(head, this.#inlet, () =>
        this.#duplex.write(encoder.encode("HTTP/1.1 100 Continue\r\n\r\n")),
      );
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      await this.#refuse(error);
      return false;
    }
    // An engine that has nothing to do does not keep the process alive, but one that owes an answer does.
    const release = keepAlive();
    const gone = new AbortController();
    try {
      const watch = (): void => this.#inlet.watch(() => gone.abort(new ProtocolError("the client is gone")));
      if (body.complete) watch();
      const answer = await answerCall(head, body, this.#engine, gone.signal);
      // The work of a streamed answer goes on, and what there was of a body has been read by now.
      if (body.complete && answer.kind === "stream") watch();
      if (answer.kind !== "hijack") return await this.#write(head, body, answer);
      await this.#hijack(answer);
      return false;
    } finally {
      release();
    }
  }

  /**
   * Closes our side and waits for the client to close its own, so that what it still sends does not make the system throw
   * away what it has not read yet of ours. Only so long: a client may never close.
   */
  async finish(): Promise<void> {
    await this.#duplex.end();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, lingering);
      timer.unref();
    });
    await Promise.race([this.#inlet.drain(), late]);
    clearTimeout(timer);
  }

  async #readHead(): Promise<RequestHead | undefined> {
    const head = new HeadCollector(this.#engine.limits.headBytes);
    for (;;) {
      const bytes = await this.#inlet.read();
      if (bytes === undefined) {
        head.end();
        return undefined;
      }
      const rest = head.push(bytes);
      if (rest === undefined) continue;
      this.#inlet.unread(rest);
      return head.request();
    }
  }

  /** What is not HTTP gets an answer that anybody can read, and the end of the connection. */
  async #refuse(error: ProtocolError): Promise<void> {
    const text = encoder.encode(`400 Bad Request: ${error.message}\n`);
    const headers = {
      "content-type": "text/plain; charset=utf-8",
      "content-length": String(text.length),
      connection: "close",
    };
    await this.#duplex.write(formatResponseHead({ status: 400, headers }));
    await this.#duplex.write(text);
  }

  async #write(head: RequestHead, body: RequestBody, answer: WholeAnswer | StreamAnswer): Promise<boolean> {
    const headers: HeaderMap = { date: new Date(this.#engine.clock()).toUTCString(), ...answer.headers };
    const untilClose = answer.kind === "stream" && (answer.untilClose || head.version === "HTTP/1.0");
    const reusable = keepsAlive(head) && !untilClose && (await this.#isRead(body));
    if (!reusable && !untilClose) headers["connection"] = "close";
    else if (head.version === "HTTP/1.0" && reusable) headers["connection"] = "keep-alive";
    if (answer.kind === "whole") await this.#writeWhole(head.method, answer, headers);
    else await this.#writeStream(head.method, answer, headers, untilClose);
    return reusable;
  }

  /** Reads what the handler left of a body. One that was not asked for will not come, one that is long is not worth it. */
  async #isRead(body: RequestBody): Promise<boolean> {
    return body.complete || (!body.unasked && (await body.drain(drainLimit)));
  }

  async #writeWhole(method: string, answer: WholeAnswer, headers: HeaderMap): Promise<void> {
    const { status, body } = answer;
    const bodiless = status === 204 || status === 304;
    // A dialect that puts a type on an answer without a body puts a length there, too.
    if (!bodiless || headers["content-type"] !== undefined) headers["content-length"] = String(body.length);
    const head = formatResponseHead({ status, headers });
    if (method === "HEAD" || bodiless || body.length === 0) return this.#duplex.write(head);
    const message = new Uint8Array(head.length + body.length);
    message.set(head);
    message.set(body, head.length);
    return this.#duplex.write(message);
  }

  async #writeStream(method: string, answer: StreamAnswer, headers: HeaderMap, untilClose: boolean): Promise<void> {
    if (!untilClose) headers["transfer-encoding"] = "chunked";
    await this.#duplex.write(formatResponseHead({ status: answer.status, headers }));
    if (method === "HEAD") return;
    await answer.run({
      write: async (bytes) => {
        for (const piece of untilClose ? [bytes] : encodeChunk(bytes)) await this.#duplex.write(piece);
      },
    });
    if (!untilClose) await this.#duplex.write(lastChunk);
  }

  async #hijack(answer: HijackAnswer): Promise<void> {
    const { status, reason, headers } = answer;
    try {
      const head = { status, ...(reason === undefined ? {} : { reason }), headers };
      await this.#duplex.write(formatResponseHead(head));
    } catch (error) {
      answer.abandon();
      throw error;
    }
    await answer.run(this.#raw());
  }

  #raw(): Raw {
    const duplex = this.#duplex;
    return {
      read: () => this.#inlet.read(),
      write: (bytes) => duplex.write(bytes),
      cancel: (reason) => duplex.cancel(reason),
      get closed() {
        return duplex.closed;
      },
    };
  }
}
