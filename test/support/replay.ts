/** An engine that plays recorded bytes: each request that it gets must be one of the script, and is answered as the script says. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Request, takeRequest } from "./http-bytes.ts";

/** One request that is expected, and what is answered. */
export interface Step {
  /** `METHOD /path?query`, compared without version prefix and without regard to the order of the query. */
  readonly asked: string;
  /** The bytes of the answer, its head included. Empty: the connection is closed without a word. */
  readonly bytes: string;
  /** What becomes of the connection behind the answer. */
  readonly after: "keep" | "close" | "hang";
  /** For an attachment that takes stdin: closed only when the client has half-closed. */
  readonly takesStdin?: boolean;
}

/** What the engine got that is worth a look. */
export interface Seen {
  readonly requests: Request[];
  /** Requests that the script does not have. */
  readonly unexpected: string[];
  /** What came on connections that take stdin. */
  stdin: string;
  /** Connections that were opened. */
  connections: number;
}

/** Listens on a socket file. One script at a time. */
export class ReplayEngine {
  readonly endpoint: string;
  readonly #folder: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket> = new Set();
  #steps: Step[] = [];
  #stdinEnded: Promise<void> | undefined;
  #endStdin: () => void = () => {};
  #seen: Seen = { requests: [], unexpected: [], stdin: "", connections: 0 };

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), "dks-replay-"));
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
    this.endpoint = `unix://${join(this.#folder, "engine.sock")}`;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(this.endpoint.slice("unix://".length), resolve));
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Begins a script; gives what will be seen of the client. */
  play(steps: readonly Step[]): Seen {
    this.#steps = [...steps];
    this.#seen = { requests: [], unexpected: [], stdin: "", connections: 0 };
    this.#stdinEnded = steps.some(({ takesStdin }) => takesStdin)
      ? new Promise((resolve) => {
          this.#endStdin = resolve;
        })
      : undefined;
    return this.#seen;
  }

  /** What of the script was not asked for. */
  get left(): readonly string[] {
    return this.#steps.map(({ asked }) => asked);
  }

  #accept(socket: Socket): void {
    const [seen, endStdin] = [this.#seen, this.#endStdin];
    seen.connections++;
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket)).on("error", () => {});
    socket.setEncoding("latin1");
    let received = "";
    let stdin: Step | undefined;
    socket.on("data", (data) => {
      if (stdin !== undefined) {
        seen.stdin += String(data);
        return;
      }
      received += String(data);
      for (let next = takeRequest(received); next !== undefined; next = takeRequest(received)) {
        received = received.slice(next.raw.length);
        seen.requests.push(next);
        const step = this.#take(next);
        if (step === undefined) seen.unexpected.push(`${next.method} ${next.target}`);
        if (step?.takesStdin) stdin = step;
        void this.#answer(socket, step);
      }
    });
    socket.on("end", () => {
      if (stdin !== undefined) endStdin();
      socket.end();
    });
  }

  #take(request: Request): Step | undefined {
    const line = normalized(`${request.method} ${request.target}`);
    const at = this.#steps.findIndex(({ asked }) => normalized(asked) === line);
    return at < 0 ? undefined : this.#steps.splice(at, 1)[0];
  }

  async #answer(socket: Socket, step: Step | undefined): Promise<void> {
    if (step === undefined || step.bytes === "") {
      socket.destroy();
      return;
    }
    const hijacks = step.bytes.includes("raw-stream");
    if (hijacks && this.#stdinEnded !== undefined) {
      const head = step.bytes.indexOf("\r\n\r\n") + 4;
      socket.write(step.bytes.slice(0, head), "latin1");
      await this.#stdinEnded;
      socket.write(step.bytes.slice(head), "latin1");
    } else socket.write(step.bytes, "latin1");
    if (step.after === "close") socket.end();
  }
}

/** Without version prefix, the query in one order. */
export function normalized(line: string): string {
  const [, method = "", path = "", query = ""] = /^(\S+) (?:\/v[\d.]+(?=\/))?([^?]*)\??(.*)$/.exec(line) ?? [];
  const parameters = [...new URLSearchParams(query)].map((pair) => pair.join("=")).sort();
  return `${method} ${decodeURIComponent(path)} ${parameters.join("&")}`;
}
