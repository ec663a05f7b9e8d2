/** The keys that detach a client from a container's terminal. */
import { BadParameter } from "../failure.ts";

const defaultKeys: readonly number[] = [0x10, 0x11];

/** Reads `ctrl-p,ctrl-q` or `ctrl-@,x`: keys, by comma. Absent: ctrl-p ctrl-q. */
export function parseDetachKeys(text: string | undefined): readonly number[] {
  if (text === undefined || text === "") return defaultKeys;
  return text.split(",").map((key) => {
    if (key.length === 1 && key.charCodeAt(0) < 0x80) return key.charCodeAt(0);
    const [, letter] = /^ctrl-([a-zA-Z@[\\\]^_])$/.exec(key) ?? [];
    if (letter === undefined) throw new BadParameter(`Invalid detach keys (${text}) provided`);
    return letter.toUpperCase().charCodeAt(0) & 0x1f;
  });
}

/** Looks for the detach keys in what is typed. They are held back until it is clear that they are not the whole of them. */
export class DetachFilter {
  readonly #keys: readonly number[];
  #matched = 0;

  constructor(keys: readonly number[]) {
    this.#keys = keys;
  }

  /** The bytes for the program, and whether the keys were seen; what follows them is dropped. */
  push(bytes: Uint8Array): { pass: Uint8Array; detached: boolean } {
    if (this.#matched === 0 && !bytes.includes(this.#keys[0]!)) return { pass: bytes, detached: false };
    const pass: number[] = [];
    for (const byte of bytes) {
      if (byte !== this.#keys[this.#matched]) {
        pass.push(...this.#keys.slice(0, this.#matched));
        this.#matched = 0;
        if (byte !== this.#keys[0]) {
          pass.push(byte);
          continue;
        }
      }
      this.#matched++;
      if (this.#matched === this.#keys.length) return { pass: Uint8Array.from(pass), detached: true };
    }
    return { pass: Uint8Array.from(pass), detached: false };
  }
}
