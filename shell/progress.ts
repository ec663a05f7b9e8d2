/** The progress of a pull or a build as it is seen: layers redrawn on a terminal, a line for each step elsewhere; what a build says in plain lines. */
import type { ProgressMessage } from "../mod.ts";
import { clip, visible, visibleLine } from "./format/text.ts";
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

/** What a build says, which comes in pieces of any length, written line by line. */
class Said {
  readonly #sink: Sink;
  #line = "";

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  add(text: string): void {
    const lines = (this.#line + text).split("\n");
    this.#line = lines.pop()!;
    for (const line of lines) this.#write(line);
    if (this.#line.length > longestLine) this.end();
  }

  /** The last line, if it was not ended. */
  end(): void {
    if (this.#line !== "") this.#write(this.#line);
    this.#line = "";
  }

  /** Of a line that was drawn over and over, as progress is, the last. */
  #write(line: string): void {
    const drawn = line.replace(/\r+$/, "").split("\r").at(-1)!;
    this.#sink.write(`${visible(drawn)}\n`);
  }
}

/** In characters: what is longer is broken, since it would be held until it ends. */
const longestLine = 64 * 1024;

/** Each step once; not how far a step is. */
class Lines implements ProgressView {
  readonly #sink: Sink;
  readonly #said: Said;
  readonly #last = new Map<string, string>();

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#said = new Said(sink);
  }

  show(message: ProgressMessage): void {
    const { id = "", status, stream } = message;
    if (stream !== undefined) this.#said.add(stream);
    if (status === undefined || this.#last.get(id) === status) return;
    this.#last.set(id, status);
    this.#sink.write(`${visibleLine(id === "" ? status : `${id}: ${status}`)}\n`);
  }

  end(): void {
    this.#said.end();
  }
}

/** A line for each layer, redrawn as it goes on, until something is said that belongs to none, or somebody else writes below. */
class Redrawn implements ProgressView {
  readonly #sink: Sink;
  readonly #said: Said;
  readonly #layers = new Map<string, string>();
  /** The same, the one that changed last at the end. */
  readonly #recent = new Set<string>();
  #drawn = 0;
  /** How much had been written when they were last drawn. */
  #writes: number | undefined;

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#said = new Said(sink);
  }

  show(message: ProgressMessage): void {
    const { id, status = "", progress, error, stream } = message;
    if (error !== undefined) return; // it is told as an error
    if (stream !== undefined) {
      this.#leaveLayers();
      this.#said.add(stream);
      return;
    }
    const text = [status, barOf(message) ?? progress ?? ""].filter((part) => part !== "").join(" ");
    if (text === "") return;
    if (id === undefined) {
      this.#leaveLayers();
      this.#sink.write(`${visibleLine(text)}\n`);
      return;
    }
    if (this.#sink.writes !== this.#writes) this.#leaveLayers();
    this.#layers.set(id, `${id}: ${text}`);
    this.#recent.delete(id);
    this.#recent.add(id);
    this.#draw();
  }

  end(): void {
    this.#said.end();
    this.#leaveLayers();
  }

  /** They stay as they are; what comes next stands below. */
  #leaveLayers(): void {
    this.#layers.clear();
    this.#recent.clear();
    this.#drawn = 0;
  }

  /** The cursor cannot go up to what has left the screen: where there are more layers than lines, those that changed last are drawn. */
  #draw(): void {
    const shown = new Set([...this.#recent].slice(1 - this.#sink.rows));
    const lines = [...this.#layers]
      .filter(([id]) => shown.has(id))
      .map(([, line]) => `\x1b[2K${clip(visibleLine(line), this.#sink.columns - 1)}\n`);
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : "";
    this.#drawn = lines.length;
    this.#sink.write(up + lines.join(""));
    this.#writes = this.#sink.writes;
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
