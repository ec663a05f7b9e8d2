/** What others print while lines are edited: above the line, at once where there is none, or later where somebody else has the screen. */
import type { Printer } from "../screen.ts";
import { Above } from "./above.ts";
import { Held } from "./held.ts";

/** The screen as its owner lets others write on it. */
export interface Board {
  /** Whether something stands there that must not be written into: a line that is edited. */
  isTaken(): boolean;
  /** Writes, while it is not taken. */
  write(text: string): void;
  /** Makes room above what stands there, and writes what `text` gives for so many columns; `canGoUp`: whether the row above is on the screen. */
  insert(text: (columns: number, canGoUp: boolean) => string): void;
  /** Is told when somebody else gets the screen, and when it is there again. */
  lent(isLent: boolean): void;
}

/** Prints on a board, in order; nothing is lost but what is too much to be held. */
export class Printing implements Printer {
  readonly #board: Board;
  readonly #above = new Above();
  readonly #held = new Held();
  /** How many there are who have the screen. */
  #holders = 0;
  /** What is to stand above the line at the end of this turn. */
  #pending = "";

  constructor(board: Board) {
    this.#board = board;
  }

  get isFree(): boolean {
    return this.#holders === 0 && !this.#board.isTaken();
  }

  print(text: string): void {
    if (text === "") return;
    if (this.#holders > 0) this.#held.push(text);
    else if (!this.#board.isTaken()) this.#board.write(text);
    else {
      // All that is printed in one go is drawn in one go.
      if (this.#pending === "") queueMicrotask(() => this.flush());
      this.#pending += text;
    }
  }

  hold(): () => void {
    this.flush();
    if (this.#holders++ === 0) this.#board.lent(true);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (--this.#holders > 0) return;
      this.#board.lent(false);
      this.print(this.#held.take());
    };
  }

  /** Shows what was printed and has not been drawn yet. */
  flush(): void {
    const text = this.#pending;
    this.#pending = "";
    if (text === "") return;
    if (this.#board.isTaken()) this.#board.insert((columns, canGoUp) => this.#above.add(text, columns, canGoUp));
    else this.print(text);
  }

  /** What is printed next begins a row of its own: what stands above the line is not that row any more. */
  endRow(): void {
    this.#above.end();
  }

  /** All that is still to be seen, for who is about to leave. */
  takeRest(): string {
    const rest = this.#pending + this.#held.take();
    this.#pending = "";
    return rest;
  }
}
