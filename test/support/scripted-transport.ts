/** A transport that answers from a script: for what no real engine can be made to say. */
import type {
  ByteSource,
  CallRequest,
  CallResponse,
  Duplex,
  HeaderMap,
  Transport,
} from "../../lib/transport/contract.ts";

/** An answer: a status, headers and a body, given in pieces so that they can be cut anywhere. */
export interface ScriptedAnswer {
  status?: number;
  headers?: HeaderMap;
  body?: string | readonly (string | Uint8Array)[];
  /** What the body rejects with after its pieces. */
  breaks?: Error;
}

/** What a script says to a call; undefined is a 404 as today's engines send it. */
export type Script = (request: CallRequest & { path: string }) => ScriptedAnswer | undefined;

/** What a script says on a raw connection: the bytes of the engine, given once the request head has come. */
export type RawScript = (head: string) => readonly (string | Uint8Array)[];

export interface ScriptedTransport extends Transport {
  /** Every call so far, as `METHOD /path`. */
  readonly calls: string[];
  /** The bodies of the calls that had one, as text. */
  readonly bodies: string[];
}

const encoder = new TextEncoder();

export function scriptedTransport(script: Script, raw: RawScript = () => []): ScriptedTransport {
  const calls: string[] = [];
  const bodies: string[] = [];
  return {
    endpoint: "tcp://scripted.invalid:2375",
    calls,
    bodies,
    async call(request): Promise<CallResponse> {
      request.signal?.throwIfAborted();
      calls.push(`${request.method} ${request.path}`);
      if (request.body instanceof Uint8Array) bodies.push(new TextDecoder().decode(request.body));
      const answer = script(request) ?? { status: 404, body: '{"message":"page not found"}' };
      const pieces = typeof answer.body === "string" ? [answer.body] : (answer.body ?? []);
      return {
        status: answer.status ?? 200,
        headers: { "content-type": "application/json", ...answer.headers },
        body: pieceSource(pieces, answer.breaks),
      };
    },
    async dial(): Promise<Duplex> {
      let head = "";
      let answer: ByteSource | undefined;
      let asked: () => void = () => {};
      const ready = new Promise<void>((resolve) => {
        asked = resolve;
      });
      return {
        closed: false,
        async write(bytes) {
          if (answer) return;
          head += new TextDecoder().decode(bytes);
          if (!head.includes("\r\n\r\n")) return;
          calls.push(head.split(" HTTP/")[0]!);
          answer = pieceSource(raw(head));
          asked();
        },
        async read() {
          await ready;
          return answer!.read();
        },
        async end() {},
        cancel() {},
      };
    },
    async close() {},
  };
}

function pieceSource(pieces: readonly (string | Uint8Array)[], breaks?: Error): ByteSource {
  const rest = pieces
    .map((piece) => (typeof piece === "string" ? encoder.encode(piece) : piece))
    .filter((piece) => piece.length > 0);
  return {
    async read() {
      const next = rest.shift();
      if (next === undefined && breaks) throw breaks;
      return next;
    },
    cancel() {
      rest.length = 0;
    },
  };
}
