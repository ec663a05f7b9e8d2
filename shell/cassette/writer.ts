/** Writes a cassette while the exchanges go by. */
import { type FileHandle, open } from "node:fs/promises";
import { CommandError } from "../commands/command.ts";
import { isSecretHeader, mask } from "../secrets.ts";
import { type Exchange, Passed, type WireListener } from "../wire/observe.ts";
import { type CassetteHead, contentOf, format, type KeptExchange, type RawEvent } from "./format.ts";

/** How much is kept of one answer or raw connection, and of all together, in bytes. */
const bounds = { exchange: 4 * 1024 * 1024, all: 64 * 1024 * 1024 };

/** An exchange that goes on. */
interface Going {
  readonly reply: Passed;
  readonly events: { readonly kind: "sent" | "received"; readonly bytes: Uint8Array }[];
  /** Ends of directions, and the number of events before them. */
  readonly ends: { readonly direction: "sent" | "received"; readonly at: number }[];
  kept: number;
  cut: boolean;
}

/** Takes down exchanges. Each is written when it has ended. */
export class CassetteWriter implements WireListener {
  readonly #file: FileHandle;
  readonly #hide: (text: string) => string;
  readonly #going = new Map<Exchange, Going>();
  #writing: Promise<unknown> = Promise.resolve();
  #failure: { error: unknown } | undefined;
  #room = bounds.all;

  private constructor(file: FileHandle, hide: (text: string) => string) {
    this.#file = file;
    this.#hide = hide;
  }

  /** Makes the file, never over another one. `hide` takes the secrets out of a text. Throws a CommandError when it cannot be made. */
  static async create(
    path: string,
    apiVersion: string | undefined,
    hide: (text: string) => string,
  ): Promise<CassetteWriter> {
    const file = await open(path, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw new CommandError(`${path} is there already`, "Name a new file.");
      throw new CommandError(`cannot write ${path}: ${error.message}`);
    });
    const writer = new CassetteWriter(file, hide);
    writer.#line({ dks: format, ...(apiVersion !== undefined && { apiVersion }) } satisfies CassetteHead);
    return writer;
  }

  request(exchange: Exchange): void {
    this.#going.set(exchange, { reply: new Passed(bounds.exchange), events: [], ends: [], kept: 0, cut: false });
  }

  uploaded(): void {}

  answered(): void {}

  received(exchange: Exchange, bytes: Uint8Array): void {
    if (exchange.hijacked) this.#event(exchange, "received", bytes);
    else this.#going.get(exchange)?.reply.add(bytes);
  }

  sent(exchange: Exchange, bytes: Uint8Array): void {
    this.#event(exchange, "sent", bytes);
  }

  ended(exchange: Exchange, direction: "sent" | "received"): void {
    const going = this.#going.get(exchange);
    going?.ends.push({ direction, at: going.events.length });
    if (direction === "received") this.#write(exchange, false);
  }

  failed(exchange: Exchange, error: unknown): void {
    // What was broken off is not there for those who ask again.
    if (exchange.status === undefined || isAbort(error)) this.#going.delete(exchange);
    else this.#write(exchange, true);
  }

  /** Writes what is still going on, and closes the file. Throws what went wrong when it was written. */
  async close(): Promise<void> {
    for (const exchange of [...this.#going.keys()]) if (exchange.status !== undefined) this.#write(exchange, true);
    await this.#writing;
    await this.#file.close();
    if (this.#failure) throw this.#failure.error;
  }

  #event(exchange: Exchange, kind: "sent" | "received", bytes: Uint8Array): void {
    const going = this.#going.get(exchange);
    if (going === undefined || going.cut) return;
    going.kept += bytes.length;
    if (going.kept > bounds.exchange) going.cut = true;
    else going.events.push({ kind, bytes: bytes.slice() });
  }

  #write(exchange: Exchange, open: boolean): void {
    const going = this.#going.get(exchange);
    if (going === undefined || exchange.status === undefined) return;
    this.#going.delete(exchange);
    const { number, method, path, body, hijacked } = exchange;
    const size = hijacked ? going.kept : going.reply.total;
    const isCut = going.cut || !going.reply.whole || size > this.#room;
    if (!isCut) this.#room -= size;
    const isJson = body?.whole && body.total > 0 && /json/.test(exchange.headers["content-type"] ?? "");
    this.#line({
      number,
      method,
      path: this.#hide(path),
      ...(isJson && { body: this.#hide(new TextDecoder().decode(body.bytes)) }),
      status: exchange.status,
      headers: this.#headers(exchange),
      ...(hijacked ? { raw: isCut ? [] : this.#raw(going) } : { reply: isCut ? "" : this.#content(going.reply.bytes) }),
      ...(isCut && { cut: true }),
      ...(open && { open: true }),
    } satisfies KeptExchange);
  }

  #headers({ answer = {}, hijacked }: Exchange): Record<string, string> {
    // How long a body is, and how it was cut into pieces, is not the same once secrets are taken out.
    const framing = ["content-length", "transfer-encoding", "connection"];
    const kept = Object.entries(answer).filter(([name]) => hijacked || !framing.includes(name));
    return Object.fromEntries(kept.map(([name, value]) => [name, isSecretHeader(name) ? mask : value]));
  }

  #raw({ events, ends }: Going): RawEvent[] {
    const raw: RawEvent[] = [];
    for (let at = 0; at <= events.length; at++) {
      for (const end of ends) if (end.at === at) raw.push(["ended", end.direction]);
      const event = events[at];
      if (event !== undefined) raw.push([event.kind, this.#framed(event.bytes)]);
    }
    return raw;
  }

  #content(bytes: Uint8Array): KeptExchange["reply"] & {} {
    const content = contentOf(bytes);
    return typeof content === "string" ? this.#hide(content) : content;
  }

  /** Frames say how long they are: what is hidden in them must be as long as it was. */
  #framed(bytes: Uint8Array): KeptExchange["reply"] & {} {
    const content = contentOf(bytes);
    if (typeof content !== "string") return content;
    const hidden = this.#hide(content);
    return hidden === content ? content : covered(content);
  }

  #line(value: object): void {
    const text = `${JSON.stringify(value)}\n`;
    this.#writing = this.#writing
      .then(() => this.#file.appendFile(text))
      .catch((error: unknown) => {
        this.#failure ??= { error };
      });
  }
}

/** As long as it was, with everything covered but control characters: the lengths of frames are among these. */
function covered(content: string): string {
  return content.replace(/[^\u0000-\u001f]/gu, (character) => "*".repeat(new TextEncoder().encode(character).length));
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "Interrupted");
}
