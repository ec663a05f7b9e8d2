/** One client's connection to the streams of a container. */
import type { Raw } from "../answer.ts";
import type { Container } from "./container.ts";
import { DetachFilter } from "./detach.ts";
import { encodeEntries } from "./encode.ts";
import type { OutputStream } from "./log.ts";
import type { OutputReader } from "./output.ts";
import type { Streams } from "./streams.ts";

/** What a client asks of an attachment, and how its dialect has it. */
export interface AttachOptions {
  logs: boolean;
  stream: boolean;
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  detachKeys: readonly number[];
  /** Whether stdout and stderr come in frames, where there is no tty. */
  multiplexed: boolean;
  /** Whether the end of the client's stdin ends the attachment. */
  endsWithStdin: boolean;
  /** Whether the log is replayed stream by stream. */
  logByStream: boolean;
  /** What the client is told instead of live output when the container does not run; undefined: it waits for the start. */
  refusal: string | undefined;
}

/** Output is gathered into writes of about this size. */
const gathered = 64 * 1024;

/**
 * Attached from the moment it is made: nothing that the container writes after that is missed, although the client hears of
 * it only in `run`.
 */
export class Attachment {
  readonly #container: Container;
  readonly #options: AttachOptions;
  readonly #streams: Streams;
  readonly #reader: OutputReader;
  readonly #refused: boolean;
  #over = false;

  constructor(container: Container, options: AttachOptions) {
    this.#container = container;
    this.#options = options;
    this.#streams = container.streams;
    this.#refused = options.stream && options.refusal !== undefined && !container.running;
    const streams = new Set<OutputStream>();
    if (options.stdout) streams.add("stdout");
    if (options.stderr) streams.add("stderr");
    const wantsNothing = streams.size === 0 && !options.stdin;
    this.#reader = container.output.subscribe({
      streams,
      logs: options.logs,
      live: options.stream && !this.#refused && !wantsNothing,
      logByStream: options.logByStream,
    });
  }

  /** Detaches without ever having run. */
  cancel(): void {
    this.#detach();
  }

  /** Carries bytes both ways until the run is over, the client detaches, or it is gone. */
  async run(raw: Raw): Promise<void> {
    try {
      const live = this.#options.stream && !this.#refused;
      const input = live ? this.#input(raw) : undefined;
      await this.#output(raw);
      if (this.#refused) await raw.write(new TextEncoder().encode(this.#options.refusal));
      const { OpenStdin, StdinOnce } = this.#container.config;
      // As engines of 2013 did: they noticed the end of such a container when the client next said something.
      if (this.#options.endsWithStdin && this.#options.stdin && OpenStdin && !StdinOnce) await input;
    } finally {
      this.#detach();
    }
  }

  async #output(raw: Raw): Promise<void> {
    const multiplexed = this.#options.multiplexed && !this.#container.config.Tty;
    for (
      let entries = await this.#reader.read(gathered);
      entries !== undefined;
      entries = await this.#reader.read(gathered)
    ) {
      await raw.write(encodeEntries(entries, multiplexed));
    }
  }

  /** Reads what the client sends until there is no more, or until the run is over and it says something more. */
  async #input(raw: Raw): Promise<void> {
    const { stdin, detachKeys, endsWithStdin } = this.#options;
    const { Tty, OpenStdin, StdinOnce } = this.#container.config;
    const takes = stdin && OpenStdin;
    const filter = Tty ? new DetachFilter(detachKeys) : undefined;
    try {
      for (let bytes = await raw.read(); bytes !== undefined; bytes = await raw.read()) {
        if (this.#over || this.#reader.ended) return;
        if (!takes) continue;
        const { pass, detached } = filter?.push(bytes) ?? { pass: bytes, detached: false };
        if (pass.length > 0) await this.#streams.write(pass);
        if (detached) return this.#reader.end();
      }
    } catch {
      // A connection that broke is one that ended.
    }
    if (this.#over) return;
    if (takes && StdinOnce && !Tty) this.#streams.endInput();
    const onlyStdin = !this.#options.stdout && !this.#options.stderr && !(takes && StdinOnce && !Tty);
    if (raw.closed) this.#reader.drop();
    else if (stdin && (endsWithStdin || onlyStdin)) this.#reader.end();
  }

  #detach(): void {
    this.#over = true;
    this.#container.output.unsubscribe(this.#reader);
  }
}
