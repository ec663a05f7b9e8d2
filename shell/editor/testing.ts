/** For tests: a terminal that understands what the renderer writes, and keys in a notation that can be read. */
import { unicodeWidth } from "#std/cli";
import type { Context } from "./commands.ts";
import { highlight } from "./highlight.ts";
import { nextLine } from "./history.ts";
import type { Key } from "./keys.ts";
import { type Completeness, type Completion, type Effect, emptyLine, type Event, type State } from "./state.ts";
import { step } from "./step.ts";
import { segments } from "./text.ts";

/** A cell of a {@link TestTerminal}. */
export interface TerminalCell {
  text: string;
  style: string;
}

interface TerminalLine {
  cells: TerminalCell[];
  /** Whether the terminal itself went on with this line in the next. */
  isBroken: boolean;
}

/** How a {@link TestTerminal} differs from others. */
export interface TerminalTraits {
  readonly columns: number;
  readonly rows: number;
  /** Whether what is joined to one character takes two columns, as in newer terminals, or as many as its parts. */
  readonly joins?: boolean;
  /** Whether it knows of no emoji: each takes one column, and what makes a character one takes none. */
  readonly isOld?: boolean;
  /** Whether lines are broken anew when the width changes. */
  readonly reflows?: boolean;
}

/** A small terminal. What it does not know is an error: nothing else may be sent to it. */
export class TestTerminal {
  columns: number;
  rows: number;
  /** All lines that there ever were; the last ones are on the screen. */
  readonly #lines: TerminalLine[] = [];
  readonly #joins: boolean;
  readonly #isOld: boolean;
  readonly #reflows: boolean;
  /** The first line of the screen. */
  #top = 0;
  #row = 0;
  #column = 0;
  /** Whether the last column was written to, so that the next character goes to the next row. */
  #pending = false;
  /** Whether a character that does not fit into the row goes to the next; it stays in the last column otherwise. */
  #wraps = true;
  #style = "";
  /** What was written last: what takes no column is drawn over it. */
  #last: TerminalCell | undefined;
  /** The private modes that are set. */
  readonly modes: Set<number> = new Set();
  bells = 0;

  constructor({ columns, rows, joins = false, isOld = false, reflows = true }: TerminalTraits) {
    this.columns = columns;
    this.rows = rows;
    this.#joins = joins;
    this.#isOld = isOld;
    this.#reflows = reflows;
  }

  /** The rows of the screen, without the blanks at their ends. */
  get screen(): string[] {
    return Array.from({ length: this.rows }, (_, row) => this.#textOf(this.#top + row));
  }

  /** What has left the screen at its top, and the screen. */
  get all(): string[] {
    return this.#lines.map((_, index) => this.#textOf(index));
  }

  /** The cursor on the screen, both from 0. */
  get cursor(): { row: number; column: number } {
    return { row: this.#row, column: this.#column };
  }

  /** What is in a cell of the screen. */
  cellAt(row: number, column: number): TerminalCell {
    return this.#lines[this.#top + row]?.cells[column] ?? { text: " ", style: "" };
  }

  /** The style of a cell of the screen. */
  styleAt(row: number, column: number): string {
    return this.cellAt(row, column).style;
  }

  /** Obeys. */
  write(text: string): void {
    for (let at = 0; at < text.length; ) {
      const control = /^\x1b\[(\??)([\d;]*)([@A-Za-z])/.exec(text.slice(at, at + 32));
      if (control) {
        this.#control(control[1]!, control[2]!, control[3]!);
        at += control[0].length;
        continue;
      }
      const end = text.slice(at).search(/[\x00-\x1f\x7f]/);
      if (end === 0) this.#single(text[at++]!);
      else {
        const printed = text.slice(at, end < 0 ? undefined : at + end);
        this.#print(printed);
        at += printed.length;
      }
    }
  }

  /** Gets another size, as when its window is dragged. */
  resize(columns: number, rows: number): void {
    const cursor = this.#top + this.#row;
    this.#pending = false;
    const [line, column] = this.#reflows ? this.#reflow(columns, cursor) : [cursor, this.#column];
    this.columns = columns;
    this.rows = rows;
    // The cursor stays on the screen; what is below it goes before what is above.
    this.#top = Math.max(0, line - rows + 1, Math.min(line, this.#lines.length - rows));
    this.#lines.length = Math.min(this.#lines.length, this.#top + rows);
    this.#row = line - this.#top;
    this.#column = Math.min(column, columns - 1);
  }

  #reflow(columns: number, cursorLine: number): [line: number, column: number] {
    const whole: { cells: TerminalCell[]; cursor: number }[] = [];
    let goesOn = false;
    this.#lines.forEach((line, index) => {
      if (!goesOn) whole.push({ cells: [], cursor: -1 });
      const last = whole.at(-1)!;
      if (index === cursorLine) last.cursor = last.cells.length + this.#column;
      last.cells.push(...line.cells);
      goesOn = line.isBroken;
    });
    this.#lines.length = 0;
    let place: [number, number] = [0, 0];
    for (const { cells, cursor } of whole) {
      const first = this.#lines.length;
      for (let at = 0; at === 0 || at < cells.length; at += columns)
        this.#lines.push({ cells: cells.slice(at, at + columns), isBroken: at + columns < cells.length });
      if (cursor < 0) continue;
      place = [first + Math.floor(cursor / columns), cursor % columns];
      while (this.#lines.length <= place[0]) this.#lines.push({ cells: [], isBroken: false });
    }
    return place;
  }

  #textOf(index: number): string {
    const cells = this.#lines[index]?.cells ?? [];
    return cells
      .map(({ text }) => text)
      .join("")
      .trimEnd();
  }

  get #line(): TerminalLine {
    while (this.#lines.length <= this.#top + this.#row) this.#lines.push({ cells: [], isBroken: false });
    return this.#lines[this.#top + this.#row]!;
  }

  #print(text: string): void {
    for (const { segment } of segments(text)) {
      if (this.#joins) this.#put(segment, /^\p{Emoji}\ufe0f/u.test(segment) ? 2 : Math.min(2, unicodeWidth(segment)));
      else for (const part of segment) this.#put(part, this.#widthOf(part));
    }
  }

  #widthOf(part: string): number {
    return this.#isOld && /\p{Extended_Pictographic}|\p{Emoji_Modifier}/u.test(part) ? 1 : unicodeWidth(part);
  }

  #put(text: string, width: number): void {
    if (width === 0) {
      if (this.#last) this.#last.text += text;
      return;
    }
    if (!this.#wraps) this.#column = Math.max(0, Math.min(this.#column, this.columns - width));
    else if (this.#pending || this.#column + width > this.columns) {
      this.#line.isBroken = true;
      this.#pending = false;
      this.#column = 0;
      this.#feed();
    }
    const { cells } = this.#line;
    while (cells.length < this.#column) cells.push({ text: " ", style: "" });
    this.#clearHalf(this.#column);
    this.#clearHalf(this.#column + width);
    this.#last = cells[this.#column] = { text, style: this.#style };
    for (let rest = 1; rest < width; rest++) cells[this.#column + rest] = { text: "", style: this.#style };
    this.#pending = this.#wraps && this.#column + width >= this.columns;
    this.#column = Math.min(this.#column + width, this.columns - 1);
  }

  /** A wide character of which one half is lost is lost. */
  #clearHalf(column: number): void {
    const { cells } = this.#line;
    if (cells[column]?.text !== "") return;
    let start = column;
    while (start > 0 && cells[start]!.text === "") start--;
    for (let at = start; at === start || cells[at]?.text === ""; at++) cells[at] = { text: " ", style: "" };
  }

  #feed(): void {
    if (this.#row < this.rows - 1) this.#row++;
    else this.#top++;
    void this.#line;
  }

  #single(control: string): void {
    if (control === "\r") this.#column = 0;
    else if (control === "\n") this.#feed();
    else if (control === "\b") this.#column = Math.max(0, this.#column - 1);
    else if (control === "\x07") this.bells++;
    else throw new Error(`the terminal was sent ${JSON.stringify(control)}`);
    if (control !== "\x07") this.#pending = false;
  }

  #control(mark: string, parameters: string, final: string): void {
    const [first = 0, second = 0] = parameters.split(";").map(Number);
    const count = Math.max(1, first);
    if (mark === "?" && first === 7) {
      this.#wraps = final === "h";
      return;
    }
    if (mark === "?") {
      if (final === "h") this.modes.add(first);
      else if (final === "l") this.modes.delete(first);
      else throw new Error(`the terminal was sent CSI ?${parameters}${final}`);
      return;
    }
    if (final === "m") {
      this.#style = parameters === "0" ? "" : parameters.replace(/^0;/, "");
      return;
    }
    this.#pending = false;
    const line = this.#line;
    const { cells } = line;
    switch (final) {
      case "A":
        this.#row = Math.max(0, this.#row - count);
        break;
      case "B":
        this.#row = Math.min(this.rows - 1, this.#row + count);
        break;
      case "C":
        this.#column = Math.min(this.columns - 1, this.#column + count);
        break;
      case "D":
        this.#column = Math.max(0, this.#column - count);
        break;
      case "G":
        this.#column = Math.min(this.columns, count) - 1;
        break;
      case "H":
        this.#row = Math.max(1, first) - 1;
        this.#column = Math.max(1, second) - 1;
        break;
      case "J":
        if (first !== 0) throw new Error("the terminal was sent a clearing of the whole screen");
        this.#clearHalf(this.#column);
        cells.length = Math.min(cells.length, this.#column);
        line.isBroken = false;
        this.#lines.length = this.#top + this.#row + 1;
        break;
      case "K":
        this.#clearHalf(this.#column);
        cells.length = Math.min(cells.length, this.#column);
        line.isBroken = false;
        break;
      case "@":
        this.#clearHalf(this.#column);
        if (this.#column < cells.length)
          cells.splice(this.#column, 0, ...Array.from({ length: count }, () => ({ text: " ", style: "" })));
        cells.length = Math.min(cells.length, this.columns);
        break;
      case "P":
        this.#clearHalf(this.#column);
        this.#clearHalf(this.#column + count);
        cells.splice(this.#column, count);
        break;
      default:
        throw new Error(`the terminal was sent CSI ${parameters}${final}`);
    }
  }
}

/** Keys as they are written in tests: `foo`, `<C-a>`, `<Left>`, `<lt>` for `<`, and `<paste:...>`. */
export function keysOf(notation: string): Key[] {
  return Array.from(notation.matchAll(/<paste:([^>]*)>|<(M->|[^>]+)>|[\s\S]/gu), ([whole, pasted, name]): Key => {
    if (pasted !== undefined) return { type: "paste", text: pasted };
    if (name === "lt") return { type: "text", text: "<" };
    return name === undefined ? { type: "text", text: whole } : { type: "key", name };
  });
}

/** A text with the cursor in it, as `foo|bar`. */
export function marked({ text, cursor }: { readonly text: string; readonly cursor: number }): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

/** What stands around the machine in a {@link Driver}. */
export interface DriverOptions {
  readonly history?: readonly string[];
  /** The words that Tab completes. */
  readonly words?: readonly Completion[];
  readonly isComplete?: (source: string) => Completeness;
  readonly hint?: (source: string, cursor: number) => string | undefined;
  readonly columns?: number;
  readonly rows?: number;
  readonly isPlain?: boolean;
}

/** A session as small as can be around the machine: it answers what is asked, at once, and remembers the lines. */
export class Driver {
  state: State;
  readonly context: Context;
  /** The lines that were submitted. */
  readonly lines: string[] = [];
  /** What else was to be done, by type. */
  readonly effects: string[] = [];
  /** What was listed. */
  readonly listed: string[] = [];
  readonly #options: DriverOptions;

  constructor(options: DriverOptions = {}) {
    const { history = [], columns = 80, rows = 24, isPlain = false } = options;
    this.#options = options;
    this.state = emptyLine(history);
    this.context = {
      columns,
      rows,
      highlight,
      completes: options.words !== undefined,
      hints: options.hint !== undefined,
      ghosts: !isPlain,
      isPlain,
    };
  }

  /** The text with the cursor in it. */
  get marked(): string {
    return marked(this.state);
  }

  /** Types keys in the notation of {@link keysOf}. */
  type(notation: string): this {
    for (const key of keysOf(notation)) this.happen(key);
    return this;
  }

  /** Lets something happen. */
  happen(event: Event): void {
    const { state, effects } = step(this.state, event, this.context);
    this.state = state;
    for (const effect of effects) this.#obey(effect);
  }

  #obey(effect: Effect): void {
    const { words = [], isComplete = () => ({ complete: true }), hint } = this.#options;
    switch (effect.type) {
      case "check":
        this.happen({ type: "checked", id: effect.id, answer: isComplete(effect.source) });
        break;
      case "hint":
        this.happen({ type: "hinted", id: effect.id, text: hint?.(effect.source, effect.cursor) });
        break;
      case "complete": {
        const typed = /[\w.]*$/.exec(effect.source.slice(0, effect.cursor))![0];
        const items = words.filter(({ text }) => text.startsWith(typed));
        const answer = { from: effect.cursor - typed.length, items };
        this.happen({ type: "completions", id: effect.id, answer });
        break;
      }
      case "submit":
        this.lines.push(effect.text);
        this.state = nextLine(this.state, [...this.state.history.entries, effect.text]);
        break;
      case "list":
        this.listed.push(...effect.items.map(({ text }) => text));
        break;
      default:
        this.effects.push(effect.type);
    }
  }
}
