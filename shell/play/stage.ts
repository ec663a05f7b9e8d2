/** Where a file is played: the terminal, and the recording of it. Time passes on it, really or only in the recording. */
import type { Paint } from "../format/text.ts";
import type { Sink } from "../output.ts";
import { Confidential } from "../record/confidential.ts";
import { Cast, type CastOptions } from "./cast.ts";

/** What a stage is made of. */
export interface StageOptions {
  /** The terminal, or what stands for it. */
  out: Sink;
  paint: Paint;
  /** Makes a recording. */
  cast: Pick<CastOptions, "title" | "timestamp"> | undefined;
  /** How fast time passes; 0: it does not. */
  speed: number;
  /** Whether anybody waits while it passes. */
  isLive: boolean;
}

/** A stage. As a sink it takes what a session shows. */
export class Stage implements Sink {
  readonly paint: Paint;
  readonly isTerminal: boolean;
  readonly #out: Sink;
  readonly #cast: Cast | undefined;
  readonly #isLive: boolean;
  readonly #confidential = new Confidential();
  readonly #began = performance.now();
  /** Time that passed in the recording alone, in milliseconds. */
  #passed = 0;
  #speed: number;
  #wake: () => void = () => {};

  constructor({ out, paint, cast, speed, isLive }: StageOptions) {
    this.#out = out;
    this.paint = paint;
    this.isTerminal = out.isTerminal;
    this.#speed = speed;
    this.#isLive = isLive;
    this.#cast = cast && new Cast({ columns: this.columns, rows: this.rows, ...cast });
  }

  get columns(): number {
    return this.#out.columns;
  }

  get rows(): number {
    return this.#out.rows;
  }

  /** Whether what is typed comes key by key. */
  get isTyping(): boolean {
    return this.#speed > 0;
  }

  write(text: string): void {
    if (text === "") return;
    this.#out.write(this.isTerminal ? text : withoutColours(text));
    this.#cast?.output((performance.now() - this.#began + this.#passed) / 1000, this.#withoutSecrets(text));
  }

  /** Is told of a source that will be shown: a secret that stands in it is not recorded wherever it comes again. */
  hearTyped(source: string): void {
    this.#confidential.hearTyped(source);
  }

  /** What is shown is gone again, a recording stays. A text with a secret in it loses its colours, which may stand between the name and the value. */
  #withoutSecrets(text: string): string {
    const bare = withoutColours(text);
    const safe = this.#confidential.hide(bare);
    return safe === bare ? text : safe;
  }

  /** Lets time pass, as much of it as the speed says. Given in milliseconds. */
  async pause(milliseconds: number): Promise<void> {
    if (this.#speed === 0) return;
    const time = milliseconds / this.#speed;
    if (!this.#isLive) {
      this.#passed += time;
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, time);
    });
    clearTimeout(timer);
  }

  /** No more time passes. */
  hurry(): void {
    this.#speed = 0;
    this.#wake();
  }

  /** The recording; undefined when none is made. */
  recording(): string | undefined {
    return this.#cast?.toString();
  }
}

function withoutColours(text: string): string {
  return text.replaceAll(/\x1b\[[\d;]*m/g, "");
}
