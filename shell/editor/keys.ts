/** What comes from a terminal, as keys: bytes in, cut anywhere, keys out. */

/** What was typed: a character, a key with a name, or text that was pasted. */
export type Key =
  /** One character, as it is to be inserted. */
  | { readonly type: "text"; readonly text: string }
  /**
   * A key by its name: `Enter`, `Left`, `C-a`, `M-b`, `C-M-x`, `S-Tab`. The modifiers stand in this order: `C-` (Ctrl), `M-` (Alt), `S-`
   * (Shift, only with keys that are no characters, or together with Ctrl).
   */
  | { readonly type: "key"; readonly name: string }
  /** Text between the marks of a bracketed paste, as it came. */
  | { readonly type: "paste"; readonly text: string };

const pasteStart = "\x1b[200~";
const pasteEnd = "\x1b[201~";

/** Whether a paste begins in these bytes. */
export function beginsPaste(bytes: Uint8Array): boolean {
  return bytes.includes(0x1b) && new TextDecoder().decode(bytes).includes(pasteStart);
}

/** A longer sequence than any terminal sends: what looks like one is given up. */
const longestSequence = 64;

/** Decodes the bytes of a terminal. Sequences, characters and pastes may be cut at any byte. */
export class KeyDecoder {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  /** What is not yet a whole key. */
  #rest = "";
  /** The pieces of a paste whose end has not come. */
  #paste: string[] | undefined;

  /** The keys that these bytes complete. */
  push(bytes: Uint8Array): Key[] {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    const keys: Key[] = [];
    for (;;) {
      const taken = this.#paste === undefined ? this.#takeKey(keys) : this.#takePaste(keys);
      if (!taken) return keys;
    }
  }

  /**
   * Whether an escape character came whose meaning depends on what follows, if anything does. When nothing has for some tens of
   * milliseconds, {@link flush} says what it was.
   */
  get waiting(): boolean {
    return this.#paste === undefined && (/^\x1b[\x1b[O]?$/.test(this.#rest) || isOpenString(this.#rest));
  }

  /** Takes what waits for what it is when nothing follows: a lone Escape, or Alt with a character, and what was typed behind that. */
  flush(): Key[] {
    if (!this.waiting) return [];
    const rest = this.#rest;
    this.#rest = "";
    if (rest === "\x1b") return [key("Escape")];
    const typed = Array.from(rest.slice(2), (character) => characterKey(character)!);
    return [key(rest === "\x1b\x1b" ? "M-Escape" : `M-${rest[1]}`), ...typed];
  }

  /** Takes a key from the beginning of what is there; false when it is not whole. */
  #takeKey(keys: Key[]): boolean {
    if (this.#rest === "") return false;
    if (this.#rest.startsWith(pasteStart)) {
      this.#rest = this.#rest.slice(pasteStart.length);
      this.#paste = [];
      return true;
    }
    const found = takeKey(this.#rest);
    if (found === undefined) return false;
    this.#rest = this.#rest.slice(found.length);
    if (found.key) keys.push(found.key);
    return true;
  }

  #takePaste(keys: Key[]): boolean {
    const end = this.#rest.indexOf(pasteEnd);
    if (end >= 0) {
      keys.push({ type: "paste", text: this.#paste!.join("") + this.#rest.slice(0, end) });
      this.#rest = this.#rest.slice(end + pasteEnd.length);
      this.#paste = undefined;
      return true;
    }
    // The end may be cut: what could be its beginning stays.
    const last = this.#rest.lastIndexOf("\x1b");
    const cut = last >= 0 && pasteEnd.startsWith(this.#rest.slice(last)) ? last : this.#rest.length;
    if (cut > 0) this.#paste!.push(this.#rest.slice(0, cut));
    this.#rest = this.#rest.slice(cut);
    return false;
  }
}

/** A key at the beginning of a text, and how long it is; no key for a report that is to be ignored; undefined when more must come. */
type Found = { readonly key?: Key; readonly length: number } | undefined;

function takeKey(text: string, hasAlt = false): Found {
  if (text[0] !== "\x1b") {
    const character = String.fromCodePoint(text.codePointAt(0)!);
    return { key: characterKey(character), length: character.length };
  }
  if (text.length === 1) return undefined;
  if (text[1] === "[") return takeCsi(text);
  if (text[1] === "O") return takeSs3(text);
  if (!hasAlt && isOpenString(text)) return undefined;
  const string = hasAlt ? null : wholeString.exec(text);
  if (string) return { length: string[0].length };
  // Alt is an escape character before the key, which may be a sequence itself. Two are not Alt with Alt.
  if (text[1] === "\x1b" && text[2] === "\x1b") return { key: key("M-Escape"), length: 2 };
  const found = takeKey(text.slice(1), true);
  return found && { key: found.key && withAlt(found.key), length: found.length + 1 };
}

/** What a single character means: itself, or a key. */
function characterKey(character: string): Key | undefined {
  const code = character.codePointAt(0)!;
  if (code >= 0x80 && code < 0xa0) return undefined;
  if (code >= 0x20 && code !== 0x7f) return { type: "text", text: character };
  return key(named[code] ?? `C-${String.fromCharCode(code | (code >= 1 && code <= 26 ? 0x60 : 0x40))}`);
}

const named: Readonly<Record<number, string>> = {
  0: "C-Space",
  9: "Tab",
  13: "Enter",
  27: "Escape",
  127: "Backspace",
};

function key(name: string): Key {
  return { type: "key", name };
}

function withAlt(found: Key): Key {
  if (found.type === "text") return key(`M-${found.text}`);
  if (found.type === "paste") return found;
  return key(found.name.startsWith("C-") ? `C-M-${found.name.slice(2)}` : `M-${found.name}`);
}

/**
 * An answer of the terminal that is a string, as of its colours or its name: a program asked for it that has ended meanwhile. What somebody types
 * behind Alt with such a character has no end, and is typed.
 */
const wholeString = /^\x1b(?:\][\dlL]|P[\d>+$!|]|_G)[ -~]{0,4096}(?:\x07|\x1b\\)/;

/** Whether a text is the beginning of one. */
function isOpenString(text: string): boolean {
  return /^\x1b(?:[\]P_]|(?:\][\dlL]|P[\d>+$!|]|_G)[ -~]{0,4096}\x1b?)$/.test(text);
}

/** A control sequence: `ESC [`, parameters, intermediates, a final byte. */
function takeCsi(text: string): Found {
  // The Linux console has one more bracket before its function keys, the oldest mouse reports have three characters behind.
  if (text[2] === "[") return text.length < 4 ? undefined : { key: functionKey(text.charCodeAt(3) - 0x40), length: 4 };
  if (text[2] === "M") return text.length < 6 ? undefined : { length: 6 };
  const [whole, parameters, intermediates, final] = /^\x1b\[([0-?]*)([ -/]*)([@-~]?)/.exec(text)!;
  if (final === "") {
    // In the middle of a sequence only what belongs to one can follow: another character ends it unheard.
    return whole!.length === text.length && text.length < longestSequence ? undefined : { length: whole!.length };
  }
  // Answers of the terminal, and mouse reports, have a mark before their parameters.
  if (intermediates !== "" || /^[<=>?]/.test(parameters!)) return { length: whole!.length };
  return { key: csiKey(parameters!, final!), length: whole!.length };
}

function csiKey(parameters: string, final: string): Key | undefined {
  const numbers = parameters.split(";").map((part) => part.split(":").map((number) => Number.parseInt(number, 10)));
  const first = numbers[0]?.[0];
  const [modifiers = 1, event = 1] = numbers[1] ?? [];
  if (event === 3) return undefined; // the key was let go
  if (final === "u") return codeKey(first, modifiers);
  if (final === "~" && first === 27) return codeKey(numbers[2]?.[0], modifiers);
  if (final === "~") return withModifiers(tildeKeys[first ?? 0], modifiers);
  if (final === "^") return withModifiers(tildeKeys[first ?? 0], 5); // as rxvt has Ctrl
  if (final === "Z") return withModifiers("Tab", modifiers === 1 ? 2 : modifiers);
  // A report of where the cursor is has two numbers that cannot both be a key's.
  if (final === "R" && first !== 1 && parameters !== "") return undefined;
  const lower = shiftedArrows[final];
  return lower ? withModifiers(lower, 2) : withModifiers(letterKeys[final], modifiers);
}

const letterKeys: Readonly<Record<string, string>> = {
  A: "Up",
  B: "Down",
  C: "Right",
  D: "Left",
  E: "Begin",
  F: "End",
  H: "Home",
  P: "F1",
  Q: "F2",
  R: "F3",
  S: "F4",
};

/** As rxvt has them. */
const shiftedArrows: Readonly<Record<string, string>> = { a: "Up", b: "Down", c: "Right", d: "Left" };

const tildeKeys: Readonly<Record<number, string>> = {
  1: "Home",
  2: "Insert",
  3: "Delete",
  4: "End",
  5: "PageUp",
  6: "PageDown",
  7: "Home",
  8: "End",
  ...Object.fromEntries(
    [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24].map((number, index) => [number, `F${index + 1}`]),
  ),
};

function functionKey(number: number): Key | undefined {
  return number >= 1 && number <= 5 ? key(`F${number}`) : undefined;
}

/** A key of the application keypad: `ESC O`, perhaps a modifier, a letter. */
function takeSs3(text: string): Found {
  const [whole, modifier, letter] = /^\x1bO([1-9]?)([A-Za-z]?)/.exec(text)!;
  if (letter === "") return whole!.length === text.length ? undefined : { key: key("M-O"), length: 2 };
  const arrow = shiftedArrows[letter!];
  const found = arrow
    ? withModifiers(arrow, 5)
    : letter === "M"
      ? key("Enter")
      : withModifiers(letterKeys[letter!], modifier === "" ? 1 : Number(modifier));
  return { key: found, length: whole!.length };
}

/** A name with the modifiers of a parameter: one more than the sum of 1 (Shift), 2 (Alt), 4 (Ctrl). */
function withModifiers(name: string | undefined, parameter: number): Key | undefined {
  if (name === undefined) return undefined;
  const bits = Number.isNaN(parameter) ? 0 : parameter - 1;
  return key(`${bits & 4 ? "C-" : ""}${bits & 2 ? "M-" : ""}${bits & 1 ? "S-" : ""}${name}`);
}

/** A key that is told by its code point. */
function codeKey(code: number | undefined, modifiers: number): Key | undefined {
  if (code === undefined || !(code >= 0 && code <= 0x10ffff) || (code >= 0xd800 && code < 0xe000)) return undefined;
  if (code >= firstKeypad && code < firstKeypad + keypad.length)
    return keypadKey(keypad[code - firstKeypad]!, modifiers);
  // Keys that are no characters are told by code points that are none: those of them that are not known are ignored.
  if (code >= 0xe000 && code < 0xf900) return undefined;
  const plain = characterKey(String.fromCodePoint(code));
  const bits = Number.isNaN(modifiers) ? 0 : modifiers - 1;
  if (plain?.type !== "text") return plain?.type === "key" ? withModifiers(plain.name, modifiers) : undefined;
  const { text } = plain;
  const isShifted = (bits & 1) !== 0;
  if ((bits & 6) === 0) return isShifted ? { type: "text", text: text.toUpperCase() } : plain;
  if (bits & 4) return controlKey(text, modifiers);
  return key(`M-${isShifted ? text.toUpperCase() : text}`);
}

/** Ctrl with a character. What is the same key where terminals have no more than control characters is the same here, with Shift or without. */
function controlKey(text: string, modifiers: number): Key | undefined {
  if (text === " ") return withModifiers("Space", modifiers);
  const same = text === "/" ? "_" : text;
  if (!/^[@-_a-z]$/.test(same)) return withModifiers(same.toLowerCase(), modifiers);
  const { name } = characterKey(String.fromCharCode(same.charCodeAt(0) & 0x1f)) as { readonly name: string };
  if (!name.startsWith("C-")) return withModifiers(name, ((modifiers - 1) & ~4) + 1);
  return withModifiers(name.slice(2), /[a-z]/i.test(same) ? modifiers : ((modifiers - 1) & ~1) + 1);
}

/** The keys of the keypad, where terminals tell them from the others. */
const firstKeypad = 57399;
const keypad = [
  ..."0123456789./*-+",
  ..."Enter = , Left Right Up Down PageUp PageDown Home End Insert Delete Begin".split(" "),
];

function keypadKey(name: string, modifiers: number): Key | undefined {
  return name.length === 1 ? codeKey(name.charCodeAt(0), modifiers) : withModifiers(name, modifiers);
}
