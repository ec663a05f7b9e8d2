/** The embedded engine on a real socket, spoken to in raw bytes. */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, listen } from "../../lib/engine/mod.ts";
import { type Answer, takeAnswer } from "../support/http-bytes.ts";

/** An engine of its own, that presents itself as one of 2013. */
export interface ListeningEngine {
  /** The path of its socket file. */
  readonly path: string;
  close(): Promise<void>;
}

export async function startEngine(): Promise<ListeningEngine> {
  const folder = mkdtempSync(join(tmpdir(), "dks-conformance-"));
  const path = join(folder, "engine.sock");
  const engine = createEngine({ apiVersion: "1.0" });
  const listener = await listen(engine, { path });
  return {
    path,
    async close() {
      await listener.close();
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One connection. Bytes are texts, one character a byte. */
export class Connection {
  readonly #socket: Socket;
  #received = "";
  #ended = false;
  #wake: () => void = () => {};

  constructor(path: string) {
    this.#socket = connect({ path, allowHalfOpen: true });
    this.#socket.setEncoding("latin1");
    this.#socket.on("data", (data) => {
      this.#received += String(data);
      this.#wake();
    });
    for (const event of ["end", "error", "close"])
      this.#socket.on(event, () => {
        this.#ended = true;
        this.#wake();
      });
  }

  send(bytes: string): void {
    this.#socket.write(bytes, "latin1");
  }

  /** Closes our direction. */
  half(): void {
    this.#socket.end();
  }

  close(): void {
    this.#socket.destroy();
  }

  /** The next answer; undefined when the connection ended without one. Interim answers are answers, too. */
  async answer(method = "GET"): Promise<Answer | undefined> {
    for (;;) {
      const answer = takeAnswer(this.#received, method, this.#ended);
      if (answer !== undefined) {
        this.#received = this.#received.slice(answer.raw.length);
        return answer;
      }
      if (this.#ended) return undefined;
      await this.#more();
    }
  }

  /** All that has come up to and with this text. */
  async until(text: string): Promise<string> {
    for (;;) {
      const at = this.#received.indexOf(text);
      if (at >= 0) {
        const taken = this.#received.slice(0, at + text.length);
        this.#received = this.#received.slice(taken.length);
        return taken;
      }
      if (this.#ended) throw new Error(`the connection ended before ${JSON.stringify(text)}: ${this.#received}`);
      await this.#more();
    }
  }

  /** All that comes until the engine closes its side. */
  async rest(): Promise<string> {
    while (!this.#ended) await this.#more();
    return this.#received;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** How a request is written, besides its line. */
export interface RequestForm {
  readonly body?: string | undefined;
  /** Besides Host and Content-Length. `Host: ""` is sent as it is, `Host: undefined` leaves it out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly version?: "HTTP/1.1" | "HTTP/1.0";
  /** Sent in chunks. */
  readonly chunked?: boolean;
}

/** The bytes of a request. A Content-Length stands where there is a body, or where the method may have one. */
export function request(
  line: string,
  { body, headers, version = "HTTP/1.1", chunked = false }: RequestForm = {},
): string {
  const mayHaveBody = body !== undefined || /^(POST|PUT) /.test(line);
  const length = { "Content-Length": String(body?.length ?? 0) };
  const fields = {
    Host: "docker",
    ...headers,
    ...(chunked ? { "Transfer-Encoding": "chunked" } : mayHaveBody && length),
  };
  const head = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : `${name}: ${value}\r\n`));
  const sent = chunked ? `${body ? `${body.length.toString(16)}\r\n${body}\r\n` : ""}0\r\n\r\n` : (body ?? "");
  return `${line} ${version}\r\n${head.join("")}\r\n${sent}`;
}

/** One request on a connection of its own, and its answer. */
export async function ask(path: string, line: string, form?: RequestForm): Promise<Answer> {
  const connection = new Connection(path);
  connection.send(request(line, form));
  const answer = await connection.answer(line.split(" ")[0]);
  connection.close();
  if (answer === undefined) throw new Error(`no answer to ${line}`);
  return answer;
}
