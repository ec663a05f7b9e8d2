/** What went over the wire, told in lines as it goes. */
import { StdioDecoder } from "../../lib/wire/stdio.ts";
import type { OutputChunk } from "../../mod.ts";
import { clip, type Paint, visible, visibleLine } from "../format/text.ts";
import { isSecretHeader, mask, withoutSecrets } from "../secrets.ts";
import type { Exchange, WireListener } from "./observe.ts";
import { pathWithoutSecrets } from "./path.ts";

/** Where the lines go, and what they may look like. */
export interface ViewOptions {
  write(line: string): void;
  paint(): Paint;
}

/** How much of one body is shown. */
const shownOfBody = 4096;

/** How much of one piece of a raw connection is shown. */
const shownOfPiece = 1024;

/** What the view knows of an exchange that is under way. */
interface Going {
  /** Of a body of text: what has come and has not been shown, since its line is not whole. */
  pending: string;
  decoder: TextDecoder;
  /** Of a raw connection with frames. */
  frames: StdioDecoder | undefined;
  shown: number;
  received: number;
  sent: number;
}

/**
 * Writes the lines. `>` is what the client sends, `<` what the engine answers; on a raw connection, each piece with its stream. Secrets are
 * replaced, control characters written out.
 */
export class WireView implements WireListener {
  readonly #options: ViewOptions;
  readonly #going = new Map<Exchange, Going>();

  constructor(options: ViewOptions) {
    this.#options = options;
  }

  request(exchange: Exchange): void {
    const { method, path, headers, body, hijacked } = exchange;
    this.#line(exchange, ">", this.#options.paint().bold(`${method} ${visibleLine(pathWithoutSecrets(path))}`));
    this.#headers(exchange, ">", headers);
    if (body !== undefined && body.total > 0) this.#sentBody(exchange);
    const [decoder, pending] = [new TextDecoder(), ""];
    this.#going.set(exchange, { pending, decoder, frames: undefined, shown: 0, received: 0, sent: 0 });
    if (hijacked) this.#line(exchange, ">", this.#options.paint().dim("(the connection is to become a raw stream)"));
  }

  uploaded(exchange: Exchange): void {
    this.#sentBody(exchange);
  }

  answered(exchange: Exchange): void {
    const { status, answer = {}, began, hijacked } = exchange;
    const paint = this.#options.paint();
    const text = `${status} after ${time(performance.now() - began)}`;
    this.#line(exchange, "<", (status ?? 0) >= 400 ? paint.red(text) : paint.bold(text));
    this.#headers(exchange, "<", answer);
    const going = this.#going.get(exchange);
    if (
      going &&
      hijacked &&
      /multiplexed|raw-stream/.test(answer["content-type"] ?? "application/vnd.docker.raw-stream")
    ) {
      // Before API 1.42 the content type does not tell frames from raw bytes: the first bytes do.
      going.frames = new StdioDecoder();
    }
  }

  received(exchange: Exchange, bytes: Uint8Array): void {
    const going = this.#going.get(exchange);
    if (going === undefined) return;
    going.received += bytes.length;
    if (exchange.hijacked) this.#frames(exchange, going, bytes);
    else if (going.shown < shownOfBody) this.#text(exchange, going, bytes);
  }

  #text(exchange: Exchange, going: Going, bytes: Uint8Array): void {
    going.pending += going.decoder.decode(bytes, { stream: true });
    const lines = going.pending.split("\n");
    going.pending = lines.pop() ?? "";
    for (const line of lines) this.#bodyLine(exchange, going, line);
    if (going.pending.length > shownOfBody) this.#flush(exchange, going);
  }

  sent(exchange: Exchange, bytes: Uint8Array): void {
    const going = this.#going.get(exchange);
    if (going) going.sent += bytes.length;
    this.#piece(exchange, ">", "stdin", bytes);
  }

  ended(exchange: Exchange, direction: "sent" | "received"): void {
    const going = this.#going.get(exchange);
    if (going === undefined) return;
    const { dim } = this.#options.paint();
    if (direction === "sent") {
      this.#line(exchange, ">", dim("(stdin is closed: the client has half-closed the connection)"));
      return;
    }
    this.#going.delete(exchange);
    this.#flush(exchange, going);
    const size = going.received === 0 ? "no body" : `${going.received.toLocaleString("en")} bytes`;
    this.#line(exchange, "<", dim(`(end: ${size}, ${time(performance.now() - exchange.began)})`));
  }

  failed(exchange: Exchange, error: unknown): void {
    this.#going.delete(exchange);
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.#line(exchange, "!", this.#options.paint().red(visibleLine(withoutSecrets(text))));
  }

  #headers(exchange: Exchange, arrow: string, headers: Exchange["headers"]): void {
    for (const [name, value] of Object.entries(headers)) {
      const shown = isSecretHeader(name) ? mask : value;
      this.#line(exchange, arrow, this.#options.paint().dim(`${visibleLine(name)}: ${visibleLine(shown)}`));
    }
  }

  #sentBody(exchange: Exchange): void {
    const { body, headers } = exchange;
    if (body === undefined) return;
    const isText = /json|text|form/.test(headers["content-type"] ?? "");
    const text = isText
      ? visibleLine(clip(withoutSecrets(new TextDecoder().decode(body.bytes)), shownOfBody))
      : `(${body.total.toLocaleString("en")} bytes)`;
    this.#line(exchange, ">", text);
  }

  #bodyLine(exchange: Exchange, going: Going, line: string): void {
    const text = line.replace(/\r$/, "");
    if (text === "" || going.shown >= shownOfBody) return;
    going.shown += text.length;
    const type = exchange.answer?.["content-type"] ?? "";
    if (/json|text|raw-stream/.test(type))
      this.#line(exchange, "<", visibleLine(clip(withoutSecrets(text), shownOfBody)));
    if (going.shown >= shownOfBody)
      this.#line(exchange, "<", this.#options.paint().dim("(more follows, and is not shown)"));
  }

  #flush(exchange: Exchange, going: Going): void {
    const { pending } = going;
    going.pending = "";
    if (pending !== "") this.#bodyLine(exchange, going, pending);
  }

  #frames(exchange: Exchange, going: Going, bytes: Uint8Array): void {
    if (going.frames !== undefined && !(going.received === bytes.length && (bytes[0] ?? 0) > 2)) {
      const chunks: OutputChunk[] = [];
      try {
        going.frames.push(bytes, chunks);
        for (const chunk of chunks) this.#piece(exchange, "<", chunk.stream, chunk.bytes);
        return;
      } catch {
        // No frames after all: a TTY's bytes, shown as they are.
      }
    }
    going.frames = undefined;
    this.#piece(exchange, "<", "raw", bytes);
  }

  #piece(exchange: Exchange, arrow: string, stream: string, bytes: Uint8Array): void {
    // Quoted, a secret in JSON would not be found any more; and one that is cut off would not, either.
    const text = withoutSecrets(new TextDecoder().decode(bytes.subarray(0, 4 * shownOfPiece)));
    const isCut = bytes.length > 4 * shownOfPiece || text.length > shownOfPiece;
    const shown = visible(JSON.stringify(text.slice(0, shownOfPiece)));
    this.#line(exchange, arrow, `${stream} ${bytes.length} B ${shown}${isCut ? "…" : ""}`);
  }

  #line({ number }: Exchange, arrow: string, text: string): void {
    this.#options.write(`${this.#options.paint().dim(`${number} ${arrow}`)} ${text}\n`);
  }
}

function time(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
