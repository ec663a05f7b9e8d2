/** The keys that give a terminal back: how they are written, and how they are found in what is typed. */
import { InvalidArgumentError } from "../../mod.ts";

/** The keys of the docker CLI and of every engine. */
export const defaultDetachKeys = "ctrl-p,ctrl-q";

/**
 * Reads keys as the docker CLI writes them: characters, `ctrl-` with a letter or one of `@[\]^_`, and `DEL`, with commas between. Gives the bytes that a
 * terminal sends for them.
 */
export function parseDetachKeys(text: string): Uint8Array {
  return Uint8Array.from(text.split(","), (key) => {
    if (/^[\x20-\x7e]$/.test(key)) return key.charCodeAt(0);
    if (key === "DEL") return 0x7f;
    const [, letter] = /^ctrl-([a-z@[\\\]^_])$/i.exec(key) ?? [];
    if (letter !== undefined) return letter.toUpperCase().charCodeAt(0) & 0x1f;
    throw new InvalidArgumentError(`the detach keys ${JSON.stringify(text)} cannot be understood`, {
      hint: 'Write keys with commas between, e.g. "ctrl-p,ctrl-q" or "ctrl-x,d".',
    });
  });
}

/** The same keys in the one form that every engine takes. */
export function formatDetachKeys(keys: Uint8Array): string {
  return Array.from(keys, nameOf).join(",");
}

/** The keys as people read them, e.g. `Ctrl-P Ctrl-Q`. */
export function spellDetachKeys(keys: Uint8Array): string {
  return Array.from(keys, (key) =>
    nameOf(key).replace(/^ctrl-(.)$/, (_, letter) => `Ctrl-${letter.toUpperCase()}`),
  ).join(" ");
}

function nameOf(key: number): string {
  if (key === 0x7f) return "DEL";
  return key < 0x20 ? `ctrl-${String.fromCharCode(key + 0x40).toLowerCase()}` : String.fromCharCode(key);
}

/** What became of typed bytes. */
export interface Matched {
  /** What is for the program. */
  readonly pass: Uint8Array;
  /** What came after the keys; undefined when they have not been seen. */
  readonly rest?: Uint8Array;
}

/** Looks for the keys, however they are cut. A beginning of them is held back until it is clear that the rest does not follow. */
export class DetachMatcher {
  readonly #keys: Uint8Array;
  /** For each length of a beginning, that of the longest shorter one that it ends with. */
  readonly #shorter: readonly number[];
  /** How many of the keys have been seen. */
  #seen = 0;

  constructor(keys: Uint8Array) {
    this.#keys = keys;
    const shorter = [0, 0];
    for (let length = 1; length < keys.length; length++) {
      let seen = shorter[length]!;
      while (seen > 0 && keys[seen] !== keys[length]) seen = shorter[seen]!;
      shorter.push(keys[seen] === keys[length] ? seen + 1 : 0);
    }
    this.#shorter = shorter;
  }

  /** Takes more typed bytes. After the keys were seen it begins anew. */
  push(bytes: Uint8Array): Matched {
    const keys = this.#keys;
    const pass: number[] = [];
    for (const [index, byte] of bytes.entries()) {
      while (this.#seen > 0 && byte !== keys[this.#seen]) {
        const shorter = this.#shorter[this.#seen]!;
        pass.push(...keys.subarray(0, this.#seen - shorter));
        this.#seen = shorter;
      }
      if (byte !== keys[this.#seen]) pass.push(byte);
      else if (++this.#seen === keys.length) {
        this.#seen = 0;
        return { pass: Uint8Array.from(pass), rest: bytes.subarray(index + 1) };
      }
    }
    return { pass: Uint8Array.from(pass) };
  }
}
