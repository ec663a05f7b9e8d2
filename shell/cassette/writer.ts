/** Writes a cassette while the exchanges go by. */
import { type FileHandle, open, readFile, rename, writeFile } from "node:fs/promises";
import process from "node:process";
import { CommandError } from "../commands/command.ts";
import { Interrupted } from "../session.ts";
import { type Exchange, Passed, type WireListener } from "../wire/observe.ts";
import { type CassetteHead, contentOf, format, type KeptExchange, type RawEvent } from "./format.ts";
import { type Hiding, withoutSecretsIn } from "./hide.ts";

/** How much is kept of one answer or raw connection, and of all together, in bytes. */
const bounds = { exchange: 16 * 1024 * 1024, all: 64 * 1024 * 1024 };

/** An exchange that goes on. */
interface Going {
  /** The statement in which it began. */
  readonly statement: number;
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
  readonly #path: string;
  readonly #confidential: Hiding;
  /** How many secrets were known when the file was begun. */
  readonly #known: number;
  readonly #going = new Map<Exchange, Going>();
  #writing: Promise<unknown> = Promise.resolve();
  #failure: { error: unknown } | undefined;
  #room = bounds.all;
  #statement = 0;

  private constructor(path: string, file: FileHandle, confidential: Hiding) {
    this.#path = path;
    this.#file = file;
    this.#confidential = confidential;
    this.#known = confidential.size;
  }

  /** Makes the file, never over another one. Throws a CommandError when it cannot be made. */
  static async create(path: string, apiVersion: string | undefined, confidential: Hiding): Promise<CassetteWriter> {
    const file = await open(path, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw new CommandError(`${path} is there already`, "Name a new file.");
      throw new CommandError(`cannot write ${path}: ${error.message}`);
    });
    const writer = new CassetteWriter(path, file, confidential);
    writer.#line({ dks: format, ...(apiVersion !== undefined && { apiVersion }) } satisfies CassetteHead);
    return writer;
  }

  /** Another statement begins. */
  begin(): void {
    this.#statement++;
  }

  request(exchange: Exchange): void {
    const statement = this.#statement;
    this.#going.set(exchange, {
      statement,
      reply: new Passed(bounds.exchange),
      events: [],
      ends: [],
      kept: 0,
      cut: false,
    });
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
    const isInterrupted = error instanceof Interrupted;
    const isGivenUp = isInterrupted || (error instanceof Error && /^(?:Abort|Timeout)Error$/.test(error.name));
    // A statement that Ctrl-C has ended is not recorded, while those are that left a call to itself; nor is an engine that was not there.
    const isLost = isInterrupted && this.#going.get(exchange)?.statement === this.#statement;
    if (isLost || (exchange.status === undefined && !isGivenUp)) this.#going.delete(exchange);
    else this.#write(exchange, true);
  }

  /** Writes what is still going on, and closes the file. Throws what went wrong when it was written. */
  async close(): Promise<void> {
    for (const exchange of [...this.#going.keys()]) this.#write(exchange, true);
    await this.#writing;
    await this.#file.close();
    if (this.#failure) throw this.#failure.error;
    if (this.#confidential.size > this.#known) await this.#hideAgain();
  }

  /** What was only later known to be secret may stand in what was written before. */
  async #hideAgain(): Promise<void> {
    const [head = "", ...lines] = (await readFile(this.#path, "utf8")).split("\n");
    const hidden = lines.map((line) =>
      line === "" ? line : JSON.stringify(withoutSecretsIn(JSON.parse(line) as KeptExchange, this.#confidential)),
    );
    const beside = `${this.#path}.${process.pid}.tmp`;
    await writeFile(beside, [head, ...hidden].join("\n"), { mode: 0o600, flag: "wx" });
    await rename(beside, this.#path);
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
    if (going === undefined) return;
    this.#going.delete(exchange);
    const { number, method, path, body, hijacked } = exchange;
    const size = hijacked ? going.kept : going.reply.total;
    const isCut = going.cut || !going.reply.whole || size > this.#room;
    if (!isCut) this.#room -= size;
    const isJson = body?.whole && body.total > 0 && /json/.test(exchange.headers["content-type"] ?? "");
    const kept: KeptExchange = {
      number,
      method,
      path,
      ...(isJson && { body: new TextDecoder().decode(body.bytes) }),
      ...(exchange.status !== undefined && { status: exchange.status }),
      headers: headersOf(exchange),
      ...(hijacked ? { raw: isCut ? [] : rawOf(going) } : { reply: isCut ? "" : contentOf(going.reply.bytes) }),
      ...(isCut && { cut: true }),
      ...(open && { open: true }),
    };
    this.#line(withoutSecretsIn(kept, this.#confidential));
  }

  #line(value: object): void {
    const text = `${JSON.stringify(value)}\n`;
    this.#writing = this.#writing
      // Behind half a line, nothing could be read any more.
      .then(() => (this.#failure === undefined ? this.#file.appendFile(text) : undefined))
      .catch((error: unknown) => {
        this.#failure ??= { error };
      });
  }
}

function headersOf({ answer = {}, hijacked }: Exchange): Record<string, string> {
  // How long a body is, and how it was cut into pieces, is not the same once secrets are taken out.
  const framing = ["content-length", "transfer-encoding", "connection"];
  return Object.fromEntries(Object.entries(answer).filter(([name]) => hijacked || !framing.includes(name)));
}

function rawOf({ events, ends }: Going): RawEvent[] {
  const raw: RawEvent[] = [];
  for (let at = 0; at <= events.length; at++) {
    for (const end of ends) if (end.at === at) raw.push(["ended", end.direction]);
    const event = events[at];
    if (event !== undefined) raw.push([event.kind, contentOf(event.bytes)]);
  }
  return raw;
}
