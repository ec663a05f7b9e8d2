/** Hands the terminal over to a container, and takes it back whole. */
import type { Attachment, Container } from "../../mod.ts";
import { DetachMatcher } from "./detach-keys.ts";
import { type Host, type HostMode, ProcessHost } from "./host.ts";
import { concat, InputQueue } from "./input-queue.ts";
import { SizeFollower } from "./size.ts";
import { LineDiscipline } from "./typed-lines.ts";

/** How it came to an end: the container's output ended, or it goes on without this terminal. */
export type HandOverEnd = "ended" | "detached";

/** Options of {@link handOver}. */
export interface HandOverOptions {
  /** Whose TTY follows the size of the terminal. */
  container: Container;
  /** The keys that give the terminal back, as bytes. */
  detachKeys: Uint8Array;
  /** What carries the input, where it is not the attachment itself. */
  input?: Attachment;
  /** Aborting it detaches. */
  signal?: AbortSignal | undefined;
  /** Whether programs in the container are made to draw what is on their screen. */
  redraw?: boolean;
  /** Is told when the terminal is the container's. */
  onOpen?(): void;
  /** The terminal; that of the process when left out. */
  host?: Host;
}

/**
 * Gives the container the terminal until its output ends, or until the detach keys are typed. A container with a TTY gets every key; one without gets
 * lines, Ctrl-D ends its input and Ctrl-C detaches. Where stdin is no terminal, its bytes are passed on, and its end.
 *
 * The attachments are closed in any case. Rejects when the connection breaks; the terminal has been taken back by then.
 */
export async function handOver(attachment: Attachment, options: HandOverOptions): Promise<HandOverEnd> {
  return new HandOver(attachment, options).run();
}

class HandOver {
  readonly #attachment: Attachment;
  readonly #options: HandOverOptions;
  readonly #input: Attachment;
  readonly #host: Host;
  readonly #mode: HostMode;
  readonly #queue: InputQueue;
  readonly #sizes: SizeFollower | undefined;
  readonly #keys: DetachMatcher;
  readonly #lines = new LineDiscipline();
  /** What was typed after it had come to an end. */
  #rest: Uint8Array = new Uint8Array(0);
  #isOver = false;
  #detach!: () => void;
  #fail!: (error: Error) => void;

  constructor(attachment: Attachment, options: HandOverOptions) {
    const { container, input = attachment, host = new ProcessHost(), detachKeys } = options;
    this.#attachment = attachment;
    this.#options = options;
    this.#input = input;
    this.#host = host;
    this.#mode = !host.isTerminal ? "stream" : attachment.tty ? "raw" : "keys";
    this.#keys = new DetachMatcher(detachKeys);
    this.#queue = new InputQueue(input, this.#mode === "stream" ? host : undefined);
    if (attachment.tty)
      this.#sizes = new SizeFollower({ size: () => host.size(), resize: (size) => container.resize(size) });
  }

  async run(): Promise<HandOverEnd> {
    const { signal, redraw = false, onOpen } = this.#options;
    const left = new Promise<HandOverEnd>((resolve, reject) => {
      this.#detach = () => resolve("detached");
      this.#fail = reject;
    });
    signal?.addEventListener("abort", this.#detach, { once: true });
    if (signal?.aborted) this.#detach();
    // Nothing comes on a connection that is for input alone. Its end is that of the other one, or is noticed by writing.
    if (this.#input !== this.#attachment) this.#input.closed.catch(() => {});
    try {
      this.#host.open(this.#mode, {
        onBytes: (bytes) => this.#typed(bytes),
        onEnd: (error) => this.#ended(error),
        onResize: () => this.#sizes?.follow(),
        onSignal: () => this.#detach(),
      });
      this.#sizes?.follow({ redraw });
      onOpen?.();
      return await Promise.race([this.#show(), left]);
    } catch (error) {
      // The same signal may have broken the connection.
      if (signal?.aborted) return "detached";
      throw error;
    } finally {
      this.#isOver = true;
      signal?.removeEventListener("abort", this.#detach);
      this.#sizes?.stop();
      this.#input.close();
      this.#attachment.close();
      await this.#host.close(concat([this.#queue.stop(), this.#lines.pending, this.#rest]));
    }
  }

  /** Writes the output, to its end. */
  async #show(): Promise<HandOverEnd> {
    const reader = this.#attachment.output.getReader();
    for (let next = await reader.read(); !next.done && !this.#isOver; next = await reader.read())
      await this.#host.write(next.value.stream, next.value.bytes);
    return "ended";
  }

  #typed(bytes: Uint8Array): void {
    if (this.#isOver) this.#rest = concat([this.#rest, bytes]);
    else if (this.#mode === "stream") this.#queue.push(bytes);
    else if (this.#mode === "raw") {
      const { pass, rest } = this.#keys.push(bytes);
      this.#queueKeys(pass);
      if (rest) this.#leave(rest);
    } else this.#typedLines(bytes);
  }

  #typedLines(bytes: Uint8Array): void {
    const { pass, echo, told, rest } = this.#lines.push(bytes);
    this.#host.echo(told === "interrupt" ? `${echo}\r\n` : echo);
    this.#queueKeys(pass);
    if (told === "interrupt") this.#leave(rest!);
    else if (told === "end") {
      this.#queue.end();
      if (rest!.length > 0) this.#typedLines(rest!);
    }
  }

  /** A program that takes nothing must not make this one swell: as a terminal does, the bell tells that there is no room. */
  #queueKeys(bytes: Uint8Array): void {
    if (bytes.length > 0 && !this.#queue.push(bytes)) this.#host.echo("\x07");
  }

  #leave(rest: Uint8Array): void {
    this.#isOver = true;
    this.#rest = rest;
    this.#detach();
  }

  /** Stdin has ended. A container's TTY is told of that as by a person: half of a connection that is closed means that the terminal has gone. */
  #ended(error: Error | undefined): void {
    if (this.#isOver) return;
    if (this.#mode !== "stream") this.#detach();
    // An input that failed is not one that ended: the program must not take what came for the whole.
    else if (error) this.#fail(error);
    else if (this.#attachment.tty) this.#queue.endTty();
    else this.#queue.end();
  }
}
