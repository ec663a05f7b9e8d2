/**
 * What a program has made of the terminal, seen from its output, and what undoes it. A program that ends in an orderly way puts the terminal right by
 * itself; one that is killed or left in the middle does not.
 */

/** Private modes (`CSI ? n h`, `CSI ? n l`) that would be in the way afterwards, and whether a terminal begins with them. */
const privateModes: ReadonlyMap<number, boolean> = new Map([
  [1, false], // cursor keys of applications
  [5, false], // reverse video
  [6, false], // positions relative to the scrolling region
  [7, true], // wrapping at the right margin
  [25, true], // the cursor
  [47, false], // the alternate screen, in its three forms
  [1047, false],
  [1049, false],
  [66, false], // keypad of applications
  [69, false], // left and right margins
  ...[9, 1000, 1001, 1002, 1003, 1005, 1006, 1015, 1016].map((mouse): [number, boolean] => [mouse, false]),
  [1004, false], // reports of the focus
  [2004, false], // bracketed paste
  [2026, false], // output held back until it is whole
  [2031, false], // reports of the colours
  [2048, false], // reports of the size
]);

/** What undoes changes of colours (`OSC 10 ; colour` and its like). */
const colours: ReadonlyMap<string, string> = new Map([
  ["4", "104"],
  ["10", "110"],
  ["11", "111"],
  ["12", "112"],
  ["17", "117"],
  ["19", "119"],
]);

type Part = "text" | "escape" | "charset" | "control" | "string" | "string escape";

/** Parameters and the beginnings of strings are never longer where they mean something here. */
const longest = 64;

const [BEL, LF, CR, SO, SI, CAN, SUB, ESC] = [0x07, 0x0a, 0x0d, 0x0e, 0x0f, 0x18, 0x1a, 0x1b];

/** Follows the output of a program. */
export class TerminalModes {
  #part: Part = "text";
  #collected = "";
  #isCommand = false;
  #lastIsLineEnd = true;
  /** What undoes each change that is in force, in the order in which the changes were made. */
  readonly #undo = new Map<string, string>();
  #keyboardPushes = 0;

  /** Takes more of the output, however it is cut. */
  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte >= 0x20 && this.#part === "text") this.#lastIsLineEnd = false;
      else this.#take(byte);
    }
  }

  /** Whether the next output begins a line. */
  get atLineStart(): boolean {
    return this.#lastIsLineEnd;
  }

  /** What undoes the changes that are in force. */
  get undoing(): string {
    const keyboard = this.#keyboardPushes > 0 ? `\x1b[<${this.#keyboardPushes}u` : "";
    return keyboard + [...this.#undo.values()].reverse().join("");
  }

  /** What to write so that the terminal is as it was before; empty when it is. Forgets all it knows. */
  undo(): string {
    // A sequence that was cut off would swallow what comes next.
    const cut = this.#part === "text" ? "" : "\x18";
    const text = cut + this.undoing;
    this.#reset();
    this.#part = "text";
    return text;
  }

  #reset(): void {
    this.#undo.clear();
    this.#keyboardPushes = 0;
  }

  #change(what: string, isDefault: boolean, undo: string): void {
    if (isDefault) this.#undo.delete(what);
    else this.#undo.set(what, undo);
  }

  #take(byte: number): void {
    if (byte === CAN || byte === SUB) this.#part = "text";
    else if (byte === ESC) this.#part = this.#part === "string" ? "string escape" : "escape";
    else if (this.#part === "text") this.#textControl(byte);
    else if (this.#part === "escape" || this.#part === "string escape") this.#escape(byte);
    else if (this.#part === "charset") this.#charset(byte);
    else if (this.#part === "control") this.#control(byte);
    else this.#string(byte);
  }

  #textControl(byte: number): void {
    if (byte === LF || byte === CR) this.#lastIsLineEnd = true;
    else if (byte === SO || byte === SI) this.#change("shift", byte === SI, "\x0f");
  }

  #escape(byte: number): void {
    if (this.#part === "string escape" && byte === 0x5c) {
      this.#endOfString();
      return;
    }
    this.#part = "text";
    this.#collected = "";
    const character = String.fromCharCode(byte);
    if (character === "[") this.#part = "control";
    else if ("]PX^_".includes(character)) {
      this.#isCommand = character === "]";
      this.#part = "string";
    } else if ("()*+-./ #%".includes(character)) {
      this.#part = "charset";
      this.#collected = character;
    } else if (character === "=" || character === ">") this.#change("keypad", character === ">", "\x1b>");
    else if (character === "c") this.#reset();
  }

  #charset(byte: number): void {
    this.#part = "text";
    if (this.#collected === "(") this.#change("charset", byte === 0x42, "\x1b(B");
  }

  #control(byte: number): void {
    if (byte >= 0x40 && byte < 0x7f) {
      this.#part = "text";
      this.#controlEnds(this.#collected, String.fromCharCode(byte));
    } else if (byte >= 0x20 && this.#collected.length < longest) this.#collected += String.fromCharCode(byte);
  }

  #controlEnds(parameters: string, final: string): void {
    const isPlain = /^[\d;:]*$/.test(parameters);
    if ((final === "h" || final === "l") && parameters.startsWith("?")) this.#privateModes(parameters, final === "h");
    else if ((final === "h" || final === "l") && isPlain) {
      for (const mode of parameters.split(";")) {
        if (mode === "4" || mode === "20") this.#change(`mode ${mode}`, final === "l", `\x1b[${mode}l`);
      }
    } else if (final === "m" && isPlain) this.#change("style", /(^|;)0*$/.test(parameters), "\x1b[0m");
    else if (final === "m" && parameters.startsWith(">4"))
      this.#change("modified keys", !/^>4;[1-9]/.test(parameters), "\x1b[>4m");
    // Setting the region moves the cursor.
    else if (final === "r" && isPlain) this.#change("region", /^[;0]*$/.test(parameters), "\x1b7\x1b[r\x1b8");
    else if (final === "q" && /^\d* $/.test(parameters))
      this.#change("cursor", parameters.trim() === "" || parameters === "0 ", "\x1b[0 q");
    else if (final === "u") this.#keyboard(parameters);
  }

  #privateModes(parameters: string, on: boolean): void {
    for (const mode of parameters.slice(1).split(";")) {
      const usual = privateModes.get(Number(mode));
      if (usual === undefined) continue;
      this.#change(`private ${mode}`, on === usual, `\x1b[?${mode}${usual ? "h" : "l"}`);
      if (/^(47|1047|1049)$/.test(mode)) this.#lastIsLineEnd = true;
    }
  }

  /** The keyboard protocol that keeps a stack of its own. */
  #keyboard(parameters: string): void {
    const count = Number(/^[<>](\d+)/.exec(parameters)?.[1] ?? 1);
    if (parameters.startsWith(">")) this.#keyboardPushes++;
    else if (parameters.startsWith("<")) this.#keyboardPushes = Math.max(0, this.#keyboardPushes - count);
    else if (parameters.startsWith("=")) this.#change("keyboard", /^=0?(;|$)/.test(parameters), "\x1b[=0u");
  }

  #string(byte: number): void {
    if (byte === BEL && this.#isCommand) this.#endOfString();
    else if (this.#collected.length < longest) this.#collected += String.fromCharCode(byte);
  }

  #endOfString(): void {
    this.#part = "text";
    if (!this.#isCommand) return;
    const [, command = "", value = ""] = /^(\d*);?(.*)$/.exec(this.#collected) ?? [];
    const undo = colours.get(command);
    if (undo !== undefined && !value.endsWith("?")) this.#change(`colour ${command}`, false, `\x1b]${undo}\x1b\\`);
    for (const [set, unset] of colours) if (unset === command) this.#undo.delete(`colour ${set}`);
    // A link that is not ended goes on with whatever is written next.
    if (command === "8") this.#change("link", /^[^;]*;$/.test(value), "\x1b]8;;\x1b\\");
  }
}
