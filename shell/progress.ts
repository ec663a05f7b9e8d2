/** The progress of a pull as it is seen: redrawn on a terminal, a line for each step elsewhere. */
import type { ProgressMessage } from "../mod.ts";
import { clip, visibleLine } from "./format/text.ts";
import type { Sink } from "./output.ts";

/** Shows messages as they come. */
export interface ProgressView {
  show(message: ProgressMessage): void;
  /** Leaves the terminal as it stands, with the cursor on a line of its own. */
  end(): void;
}

/** A view of the messages of one call. */
export function progressView(sink: Sink): ProgressView {
  return sink.isTerminal ? new Redrawn(sink) : new Lines(sink);
}

/** Each step once; not how far a step is. */
class Lines implements ProgressView {
  readonly #sink: Sink;
  readonly #last = new Map<string, string>();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  show(message: ProgressMessage): void {
    const { id = "", status } = message;
    if (status === undefined || this.#last.get(id) === status) return;
    this.#last.set(id, status);
    this.#sink.write(`${visibleLine(id === "" ? status : `${id}: ${status}`)}\n`);
  }

  end(): void {}
}

/** A line for each layer, redrawn as it goes on, until something is said that belongs to none. */
class Redrawn implements ProgressView {
  readonly #sink: Sink;
  readonly #layers = new Map<string, string>();
  #drawn = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  show(message: ProgressMessage): void {
    const { id, status = "", progress, error } = message;
    if (error !== undefined) return; // it is told as an error
    const text = [status, barOf(message) ?? progress ?? ""].filter((part) => part !== "").join(" ");
    if (text === "") return;
    if (id === undefined) {
      this.end();
      this.#sink.write(`${visibleLine(text)}\n`);
      return;
    }
    this.#layers.set(id, `${id}: ${text}`);
    this.#draw();
  }

  end(): void {
    this.#layers.clear();
    this.#drawn = 0;
  }

  #draw(): void {
    const lines = [...this.#layers.values()].map(
      (line) => `\x1b[2K${clip(visibleLine(line), this.#sink.columns - 1)}\n`,
    );
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : "";
    this.#drawn = this.#layers.size;
    this.#sink.write(up + lines.join(""));
  }
}

const barWidth = 24;

function barOf({ progressDetail }: ProgressMessage): string | undefined {
  const { current, total } = progressDetail ?? {};
  if (typeof current !== "number" || typeof total !== "number" || !(total > 0)) return undefined;
  const share = Math.min(1, Math.max(0, current / total));
  const full = Math.round(share * barWidth);
  return `[${"=".repeat(full)}${" ".repeat(barWidth - full)}] ${Math.round(share * 100)} %`;
}
