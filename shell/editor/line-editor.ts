/** The line editor: the machine, the renderer and the terminal put together. */
import process from "node:process";
import { visible } from "../format/text.ts";
import { directly, type Printer, screenStream } from "../screen.ts";
import { editElsewhere } from "./elsewhere.ts";
import type { Tokens } from "./edit.ts";
import { beginsPaste, type Key, KeyDecoder } from "./keys.ts";
import { nextLine } from "./history.ts";
import { layout, layoutDone, type View } from "./layout.ts";
import type { Picture } from "./picture.ts";
import { PlainLines } from "./plain-lines.ts";
import { Printing } from "./printing.ts";
import { draw, erase, reflowed, repaint } from "./render.ts";
import {
  type Asked,
  type Completeness,
  type Completion,
  type Effect,
  emptyLine,
  type Event,
  type State,
} from "./state.ts";
import { step } from "./step.ts";
import { highlightOf, type LineEditorOptions, themeOf } from "./options.ts";
import { type LineTerminal, processTerminal, type TerminalEvents } from "./terminal.ts";
import { withLineFeeds } from "./text.ts";
import type { Theme } from "./theme.ts";

/** How long, in milliseconds, a terminal takes to hand over what was typed ahead. */
const typedAhead = 30;

/** A terminal in its usual mode makes a line feed of Enter, and of Ctrl-D a mark without a character. */
const usualMode: ReadonlyMap<number, number> = new Map([
  [0x0a, 0x0d],
  [0x00, 0x04],
]);

/** Bytes that were typed in the usual mode as they would have come in this one. A paste with marks does not come in that mode. */
function asKeys(bytes: Uint8Array): Uint8Array {
  return beginsPaste(bytes) ? bytes : bytes.map((byte) => usualMode.get(byte) ?? byte);
}

/** Reads lines from the terminal, or from a pipe. One at a time; what is typed between two of them waits for the next. */
export class LineEditor implements Printer {
  readonly #options: LineEditorOptions;
  readonly #terminal: LineTerminal | undefined;
  readonly #plainLines: PlainLines | undefined;
  readonly #decoder = new KeyDecoder();
  readonly #highlight: Tokens;
  readonly #theme: Theme | undefined;
  #entries: readonly string[];
  #state: State;
  /** What waits for a reader, or for an answer. */
  readonly #keys: Key[] = [];
  #escape: ReturnType<typeof setTimeout> | undefined;
  #reading: { readonly prompt: string; readonly resolve: (line: string | undefined) => void } | undefined;
  /** What is on the screen while a line is read. */
  #picture: Picture | undefined;
  /** Whether keys wait for an answer. */
  #isWaiting = false;
  /** Whether the terminal is somebody else's for now. */
  #isAway = false;
  /** Lets go what was held while the process was stopped. */
  #release: (() => void) | undefined;
  readonly #printing = new Printing({
    isTaken: () => this.#picture !== undefined || this.#plainLines?.isAsking === true,
    write: (text) => this.#write(text),
    insert: (text) => this.#insert(text),
    // Whoever draws reads, too.
    lent: (isLent) => (isLent ? this.#plainLines?.pause() : this.#plainLines?.open()),
  });
  /** Runs while what comes was typed before the terminal has come back. */
  #typedAhead: ReturnType<typeof setTimeout> | undefined;
  #hint: Asked | undefined;
  #hasEnded = false;

  /** `terminal` makes the terminal that is used, instead of the one of the process. */
  constructor(
    options: LineEditorOptions = {},
    terminal: (events: TerminalEvents) => LineTerminal | undefined = processTerminal,
  ) {
    this.#options = options;
    this.#entries = (options.history ?? []).map(withLineFeeds);
    this.#state = emptyLine(this.#entries);
    this.#highlight = highlightOf(options);
    this.#theme = themeOf(options);
    this.#terminal = terminal({
      onBytes: (bytes) => this.#received(bytes),
      onEnd: () => this.#ended(),
      onResize: () => this.#resized(),
      onContinue: () => this.#continued(),
      parting: () => this.#parting(),
    });
    if (!this.#terminal) this.#plainLines = new PlainLines(options);
  }

  /** Reads a line, which may be several; undefined when there are no more. */
  async read(prompt: string): Promise<string | undefined> {
    if (this.#plainLines) return this.#plainLines.read(prompt);
    if (this.#reading) throw new Error("a line is being read already");
    if (this.#hasEnded) return undefined;
    this.#state = nextLine(this.#state, this.#entries);
    this.#terminal!.open();
    return new Promise((resolve) => {
      this.#reading = { prompt, resolve };
      this.#draw();
      this.#work();
    });
  }

  /** Adds a line to the history; one that is blank, or the same as the last, is not. */
  remember(line: string): void {
    const text = withLineFeeds(line).trimEnd();
    if (text !== "" && text !== this.#entries.at(-1)) this.#entries = [...this.#entries, text];
  }

  /** The lines that can be had again, the oldest first. */
  get history(): readonly string[] {
    return this.#entries;
  }

  /** Whether nothing is edited, and nobody else has the screen. */
  get isFree(): boolean {
    return this.#printing.isFree;
  }

  /**
   * Prints text, which may have colours: above the line that is being edited; where none is, at once; while it is held, afterwards. A line that does
   * not end goes on with what is printed next, as long as the same line is edited.
   */
  print(text: string): void {
    this.#printing.print(text);
  }

  /** Keeps what is printed from now on, the newest of it, until what it gives is called: somebody else has the screen. */
  hold(): () => void {
    return this.#printing.hold();
  }

  /** Gives the terminal back to its usual mode while a statement runs. Not while a line is read. */
  async away<T>(use: () => Promise<T>): Promise<T> {
    if (this.#reading) throw new Error("the terminal is needed for the line that is being read");
    if (!this.#terminal) return use();
    this.#isAway = true;
    this.#terminal.close();
    try {
      return await use();
    } finally {
      if (!this.#hasEnded) this.#terminal.open();
      this.#expectTypedAhead();
      this.#isAway = false;
    }
  }

  /** Ends reading, and gives the terminal back. A line that is being read ends with undefined. */
  close(): void {
    if (this.#picture) this.#leave();
    this.#ended();
    clearTimeout(this.#escape);
    this.#terminal?.close();
    this.#plainLines?.close();
    this.#write(this.#printing.takeRest());
  }

  /** A process that does not get its turn in time still reads once before it stops to expect anything. */
  #expectTypedAhead(): void {
    clearTimeout(this.#typedAhead);
    const timer = setTimeout(() => {
      setImmediate(() => {
        if (this.#typedAhead === timer) this.#typedAhead = undefined;
      });
    }, typedAhead);
    this.#typedAhead = timer;
  }

  #received(bytes: Uint8Array): void {
    clearTimeout(this.#escape);
    this.#typed(this.#decoder.push(this.#typedAhead === undefined ? bytes : asKeys(bytes)));
    if (this.#decoder.waiting)
      this.#escape = setTimeout(() => this.#typed(this.#decoder.flush()), this.#options.escapeTimeout ?? 100);
  }

  #typed(keys: readonly Key[]): void {
    for (const key of keys) {
      const name = key.type === "key" ? key.name : "";
      if (!this.#reading && name === "C-c") {
        this.#keys.length = 0;
        this.#options.onInterrupt?.();
      } else if (!this.#reading && name === "C-z") this.#suspend();
      else if (this.#isWaiting && name === "C-c") {
        // Whoever is to answer may never do: the question is taken back.
        this.#keys.length = 0;
        this.#isWaiting = false;
        this.#keys.push(key);
      } else this.#keys.push(key);
    }
    this.#work();
  }

  /** Does what the keys say that wait, and shows what became of it. */
  #work(): void {
    while (this.#reading && !this.#isWaiting && !this.#isAway && this.#keys.length > 0)
      this.#happen(this.#keys.shift()!);
    this.#askForHint();
    this.#draw();
  }

  /** Asks about the text as it is after all keys that came together. */
  #askForHint(): void {
    if (!this.#hint) return;
    const { id, source, cursor } = this.#hint;
    this.#hint = undefined;
    this.#ask(
      () => this.#options.hint!(source, cursor),
      (text) => ({ type: "hinted", id, text }),
    );
  }

  #happen(event: Event): void {
    const before = this.#state;
    const { columns, rows } = this.#terminal!;
    const { state, effects } = step(before, event, {
      columns,
      rows,
      highlight: this.#highlight,
      completes: this.#options.complete !== undefined,
      hints: this.#options.hint !== undefined && this.#options.plain !== true,
      ghosts: this.#theme !== undefined,
      isPlain: this.#options.plain === true,
    });
    this.#state = state;
    for (const effect of effects) this.#obey(effect, before);
  }

  #obey(effect: Effect, before: State): void {
    switch (effect.type) {
      case "submit":
        this.#leave(before);
        this.#deliver(effect.text);
        break;
      case "discard":
        this.#leave(before);
        break;
      case "interrupt":
        this.#leave(before);
        this.#options.onInterrupt?.();
        break;
      case "end":
        this.#leave(before);
        this.#ended();
        break;
      case "suspend":
        this.#leave();
        this.#suspend();
        break;
      case "clear":
        this.#printing.flush();
        this.#printing.endRow();
        this.#picture = undefined;
        this.#terminal!.write("\x1b[H\x1b[J");
        break;
      case "bell":
        this.#terminal!.write("\x07");
        break;
      case "check":
        this.#check(effect);
        break;
      case "complete":
        this.#complete(effect);
        break;
      case "hint":
        this.#hint = effect;
        break;
      case "list":
        this.#list(effect.items);
        break;
      case "edit":
        void this.#editElsewhere(effect.text);
        break;
    }
  }

  #complete({ id, source, cursor }: Asked): void {
    this.#ask(
      () => this.#options.complete!(source, cursor),
      (answer) => ({ type: "completions", id, answer }),
    );
  }

  /** Asks for what may come at once or later; an error is no answer. */
  #ask<A>(question: () => A | Promise<A>, event: (answer: A | undefined) => Event): void {
    const answered = (answer: A | undefined): void => {
      this.#happen(event(answer));
    };
    const later = (answer: A | undefined): void => {
      if (!this.#reading) return;
      answered(answer);
      this.#draw();
    };
    try {
      const answer = question();
      if (answer instanceof Promise) answer.then(later, () => later(undefined));
      else answered(answer);
    } catch {
      answered(undefined);
    }
  }

  #check({ id, source }: Asked): void {
    const complete: Completeness = { complete: true };
    this.#isWaiting = true;
    const settle = (answer: Completeness): void => {
      if (this.#state.checking?.id !== id) return;
      this.#isWaiting = false;
      this.#happen({ type: "checked", id, answer });
    };
    const later = (answer: Completeness): void => {
      settle(answer);
      this.#work();
    };
    try {
      const answer = this.#options.isComplete?.(source) ?? complete;
      if (answer instanceof Promise) answer.then(later, () => later(complete));
      else settle(answer);
    } catch {
      settle(complete);
    }
  }

  async #editElsewhere(text: string): Promise<void> {
    this.#leave();
    this.#isAway = true;
    const release = this.hold();
    this.#terminal!.close();
    // In the usual mode of the terminal Ctrl-C is a signal for all that run: for the editor, not for what waits for it.
    const interrupted = (): void => this.#options.onInterrupt?.();
    process.on("SIGINT", interrupted);
    const outcome = await editElsewhere(text);
    process.off("SIGINT", interrupted);
    this.#terminal!.open();
    this.#isAway = false;
    release();
    if ("problem" in outcome) {
      this.#terminal!.write(this.#freshRow());
      this.print(`${outcome.problem}: the line stays as it was. $EDITOR says which editor is opened.\n`);
    } else this.#happen({ type: "replaced", text: outcome.text });
    this.#work();
  }

  #suspend(): void {
    this.#isAway = true;
    this.#release ??= this.hold();
    this.#terminal!.suspend();
  }

  /** Says once what there is. */
  #list(items: readonly Completion[]): void {
    this.#leave();
    this.#terminal!.write(items.map(({ label, text }) => `${visible(label ?? text)}\r\n`).join(""));
  }

  #view(): View {
    const { columns, rows } = this.#terminal!;
    return {
      columns,
      rows,
      prompt: this.#reading?.prompt ?? "",
      continuation: this.#options.continuation ?? "... ",
      highlight: this.#highlight,
      theme: this.#theme,
      isPlain: this.#options.plain === true,
    };
  }

  /** Shows the line as it is now. */
  #draw(): void {
    if (!this.#reading || this.#isAway) return;
    this.#printing.flush();
    const picture = layout(this.#state, this.#view(), this.#picture?.scroll);
    this.#terminal!.write(this.#picture ? repaint(this.#picture, picture) : this.#freshRow() + draw(picture));
    this.#picture = picture;
  }

  /**
   * Goes to the beginning of a row with nothing in it. Nobody knows whether what was written before, perhaps by another process, has ended its line:
   * a row of blanks ends where it begins when it begins at the left margin, and in the row below when it does not.
   */
  #freshRow(): string {
    return this.#options.plain ? "" : `${" ".repeat(this.#terminal!.columns)}\r\x1b[K`;
  }

  /** Leaves the line as it is, and goes below it. */
  #leave(state: State = this.#state): void {
    this.#printing.flush();
    this.#printing.endRow();
    const done = layoutDone(state, this.#view());
    this.#terminal!.write(this.#picture ? repaint(this.#picture, done) : draw(done));
    this.#picture = undefined;
  }

  /** Writes above the line, or below what was asked where nothing can be drawn. */
  #insert(text: (columns: number, canGoUp: boolean) => string): void {
    if (this.#picture === undefined) {
      this.#plainLines?.print(text(80, false)); // how wide it is matters to who goes up only
      return;
    }
    const { columns, rows } = this.#terminal!;
    const picture = layout(this.#state, this.#view(), this.#picture.scroll);
    const above = text(columns, this.#picture.rows.length < rows);
    this.#terminal!.write(erase(this.#picture) + above + draw(picture));
    this.#picture = picture;
  }

  /** Writes where no line is edited. */
  #write(text: string): void {
    if (this.#terminal) this.#terminal.write(text.replaceAll(/\r?\n/g, "\r\n"));
    else if (text !== "") directly(screenStream() ?? process.stdout)(text);
  }

  /** What is still to be written when the process ends: nothing that was printed is lost. */
  #parting(): string {
    const lineEnd = this.#picture === undefined ? "" : "\r\n";
    return (lineEnd + this.#printing.takeRest()).replaceAll(/\r?\n/g, "\r\n");
  }

  #resized(): void {
    this.#printing.endRow();
    if (!this.#picture) return;
    const there = reflowed(this.#picture, this.#terminal!.columns);
    const picture = layout(this.#state, this.#view(), this.#picture.scroll);
    this.#terminal!.write(erase(there) + draw(picture));
    this.#picture = picture;
  }

  #continued(): void {
    this.#picture = undefined;
    this.#isAway = false;
    this.#release?.();
    this.#release = undefined;
    this.#work();
  }

  #deliver(line: string | undefined): void {
    const reading = this.#reading;
    this.#reading = undefined;
    this.#picture = undefined;
    reading?.resolve(line);
  }

  #ended(): void {
    this.#hasEnded = true;
    this.#deliver(undefined);
  }
}
