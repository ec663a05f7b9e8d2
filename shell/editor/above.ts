/** What is printed above the line that is being edited. A line that has not ended stands in a row of its own, and goes on there. */
import { unicodeWidth } from "#std/cli";
import { withoutColours } from "../format/text.ts";

/** Puts together what is to be written above a line. */
export class Above {
  /** The line in the row above that has not ended. */
  #open = "";

  /**
   * What is to be written at the beginning of the row below what was printed last, with nothing in it nor below. Afterwards the cursor is at such a
   * place again. `canGoUp`: whether the row above is still on the screen.
   */
  add(text: string, columns: number, canGoUp: boolean): string {
    const goesOn = this.#open !== "" && canGoUp;
    const whole = goesOn ? this.#open + text : text;
    const rest = whole.slice(whole.lastIndexOf("\n") + 1);
    this.#open = fits(rest, columns) ? rest : "";
    return [
      goesOn ? "\x1b[A\x1b[K" : "",
      whole.replaceAll(/\r?\n/g, "\r\n"),
      // Whatever colour it leaves behind is not that of the line.
      whole.includes("\x1b") ? "\x1b[m" : "",
      rest === "" ? "" : "\r\n",
    ].join("");
  }

  /** What comes next begins a row of its own. */
  end(): void {
    this.#open = "";
  }
}

/** Whether a line that has not ended can be written again in its row: it fills no more than this one, and moves in it to its beginning at most. */
function fits(rest: string, columns: number): boolean {
  const parts = withoutColours(rest).split("\r");
  return parts.every((part) => !/[\x00-\x1f\x7f-\x9f]/.test(part) && unicodeWidth(part) < columns);
}
