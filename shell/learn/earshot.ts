/** The ways out of a shell, with an ear at them: what is written is remembered, and can be kept from being shown. */
import type { Output, Sink } from "../output.ts";

/** A way out that is listened to. */
class HeardSink implements Sink {
  heard = "";
  readonly #sink: Sink;
  readonly #isMuted: () => boolean;

  constructor(sink: Sink, isMuted: () => boolean) {
    this.#sink = sink;
    this.#isMuted = isMuted;
  }

  write(text: string): void {
    if (this.#isMuted()) return;
    this.heard += text;
    this.#sink.write(text);
  }

  get isTerminal(): boolean {
    return this.#sink.isTerminal && !this.#isMuted();
  }
  get columns(): number {
    return this.#sink.columns;
  }
  get rows(): number {
    return this.#sink.rows;
  }
  get paint(): Sink["paint"] {
    return this.#sink.paint;
  }
}

/** Both ways out. */
export class Earshot implements Output {
  readonly out: HeardSink;
  readonly err: HeardSink;
  #muted = 0;

  constructor({ out, err }: Output) {
    const isMuted = (): boolean => this.#muted > 0;
    this.out = new HeardSink(out, isMuted);
    this.err = new HeardSink(err, isMuted);
  }

  /** What was written to stdout while something ran, without colours. */
  async during(running: () => Promise<void>): Promise<string> {
    this.out.heard = "";
    await running();
    return this.out.heard.replaceAll(/\x1b\[[\d;]*m/g, "");
  }

  /** Shows nothing while something runs. */
  async silently<T>(running: () => Promise<T>): Promise<T> {
    this.#muted++;
    try {
      return await running();
    } finally {
      this.#muted--;
    }
  }
}
