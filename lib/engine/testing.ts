/** For tests: a client that knows bytes, and as little of HTTP as it takes to find where an answer ends. */
import type { Duplex } from "../transport/contract.ts";
import { latin1 } from "../wire/excerpt.ts";
import { createEngine, type Engine, type EngineOptions } from "./mod.ts";

/** JSON as tests take it apart: what it holds is what they check. */
// biome-ignore lint/suspicious/noExplicitAny: a wrong guess fails the test that made it
export type Json = any;

/** Engines of one test file, and connections to them. */
export interface TestEngines {
  /** An engine of its own. */
  engine(options?: EngineOptions): Engine;
  /** A connection to an engine: the given one, or a new one. */
  connect(engine?: Engine): RawClient;
  /** Closes all engines. */
  close(): Promise<void>;
}

/** The pair of streams comes from the test: what is tested here stands below the transports. */
export function testEngines(pair: () => [Duplex, Duplex]): TestEngines {
  const engines: Engine[] = [];
  const tests: TestEngines = {
    engine(options) {
      const engine = createEngine(options);
      engines.push(engine);
      return engine;
    },
    connect(engine = tests.engine()) {
      const [client, server] = pair();
      engine.accept(server);
      return new RawClient(client);
    },
    async close() {
      for (const engine of engines.splice(0)) await engine.close();
    },
  };
  return tests;
}

/** An answer as it came. */
export interface RawAnswer {
  /** The status line and the header fields, with their line ends. */
  head: string;
  status: number;
  headers: Map<string, string>;
  /** The body, without chunks. */
  body: string;
  /** The chunks, of a chunked body. */
  chunks: string[];
}

function fromLatin1(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

/** One connection to an engine. Texts stand for bytes: one character, one byte. */
export class RawClient {
  readonly connection: Duplex;
  #received = "";
  #ended = false;

  constructor(connection: Duplex) {
    this.connection = connection;
  }

  send(text: string): Promise<void> {
    return this.connection.write(fromLatin1(text));
  }

  /** A request with a body of JSON (or of text), and its answer. */
  async call(method: string, target: string, body?: unknown, headers: Record<string, string> = {}): Promise<RawAnswer> {
    const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    const fields = Object.entries({ host: "docker", "content-length": String(text.length), ...headers });
    await this.send(`${method} ${target} HTTP/1.1\r\n${fields.map(([k, v]) => `${k}: ${v}\r\n`).join("")}\r\n${text}`);
    return this.answer(method);
  }

  /** Reads until this text has come, and returns everything up to and with it. */
  async until(text: string): Promise<string> {
    for (;;) {
      const at = this.#received.indexOf(text);
      if (at >= 0) return this.#take(at + text.length);
      if (!(await this.#more()))
        throw new Error(`the connection ended before ${JSON.stringify(text)}: ${this.#received}`);
    }
  }

  /** Reads this many bytes. */
  async bytes(count: number): Promise<string> {
    while (this.#received.length < count) {
      if (!(await this.#more()))
        throw new Error(`the connection ended after ${this.#received.length} bytes of ${count}`);
    }
    return this.#take(count);
  }

  /** Reads to the end of the connection. */
  async rest(): Promise<string> {
    while (await this.#more()) {
      // Gathered.
    }
    return this.#take(this.#received.length);
  }

  /** Reads a head. */
  async head(): Promise<RawAnswer> {
    const head = await this.until("\r\n\r\n");
    const [first = "", ...lines] = head.trimEnd().split("\r\n");
    const headers = new Map(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    return { head, status: Number(first.split(" ")[1]), headers, body: "", chunks: [] };
  }

  /** Reads an answer with its body. */
  async answer(method = "GET"): Promise<RawAnswer> {
    const answer = await this.head();
    const { headers, status } = answer;
    if (method === "HEAD" || status === 204 || status === 304) return answer;
    if (headers.get("transfer-encoding") === "chunked") {
      for (;;) {
        const size = Number.parseInt(await this.until("\r\n"), 16);
        const chunk = (await this.bytes(size + 2)).slice(0, size);
        if (size === 0) break;
        answer.chunks.push(chunk);
      }
      answer.body = answer.chunks.join("");
    } else if (headers.has("content-length")) {
      answer.body = await this.bytes(Number(headers.get("content-length")));
    } else {
      answer.body = await this.rest();
    }
    return answer;
  }

  /** Closes our direction. */
  end(): Promise<void> {
    return this.connection.end();
  }

  /** Goes away. */
  close(): void {
    this.connection.cancel();
  }

  #take(count: number): string {
    const taken = this.#received.slice(0, count);
    this.#received = this.#received.slice(count);
    return taken;
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    const bytes = await this.connection.read();
    if (bytes === undefined) this.#ended = true;
    else this.#received += latin1(bytes);
    return bytes !== undefined;
  }
}
