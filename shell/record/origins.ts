/** Where the ids, digests and names come from that an engine gave, so that one that is typed can be written as what it was taken from. */
import { Container, Image } from "../../mod.ts";
import { isGeneratedName, leavesOf } from "./leaves.ts";

/** What holds a value: a variable of the prompt, or a statement whose value was shown. */
export type Holder<Entry> = { readonly name: string } | { readonly entry: Entry };

/** Where a text was first. */
interface Origin<Entry> {
  readonly holder: Holder<Entry>;
  readonly path: readonly (string | number)[];
  /** The whole text, e.g. an id of which twelve digits were typed. */
  readonly text: string;
  /** For a name, the id of what it is the name of. */
  readonly of: string | undefined;
  /** Whether the holder is a handle. */
  readonly isHandle: boolean;
}

/** How a place in the text is to be filled. */
export interface Found<Entry> {
  readonly holder: Holder<Entry>;
  /** What is written behind the name of the holder. */
  readonly access: string;
}

const longHex = /^(?:sha256:)?[0-9a-f]{64}$/;

/** Remembers what was seen. */
export class Origins<Entry> {
  readonly #ids = new Map<string, Origin<Entry>[]>();
  readonly #names = new Map<string, Origin<Entry>[]>();

  /** Takes a look at a value. `typed` are texts that the user wrote. */
  learn(value: unknown, holder: Holder<Entry>, typed: (text: string) => boolean): void {
    const isHandle = value instanceof Container || value instanceof Image;
    for (const leaf of leavesOf(value)) {
      const { text, path } = leaf;
      const origin = { holder, path, text, of: undefined, isHandle };
      if (longHex.test(text)) add(this.#ids, hexOf(text), origin);
      else if (isGeneratedName(leaf, typed)) {
        const id = (leaf.holder as { Id?: unknown }).Id;
        add(this.#names, text.replace(/^\//, ""), { ...origin, of: typeof id === "string" ? id : undefined });
      }
    }
  }

  /**
   * Where a text comes from that was typed. `asReference` says that any name of the same thing does. `isThere` tells whether a variable still
   * holds what it held.
   */
  find(
    typed: string,
    asReference: boolean,
    isThere: (name: string, path: readonly (string | number)[], text: string) => boolean,
  ): Found<Entry> | undefined {
    const origins = this.#names.get(typed.replace(/^\//, ""));
    const [named] = origins ?? [];
    if (asReference && named?.of !== undefined) {
      const handle = this.find(named.of, true, isThere);
      if (handle !== undefined) return handle;
    }
    const hex = /^(?:sha256:)?([0-9a-f]{4,64})$/.exec(typed)?.[1];
    const candidates = origins ?? (hex === undefined ? [] : this.#withPrefix(hex));
    const usable = candidates.filter(
      ({ holder, path, text }) => !("name" in holder) || isThere(holder.name, path, text),
    );
    const best = usable.find(({ isHandle, holder }) => isHandle && "name" in holder) ?? usable[0];
    if (best === undefined) return undefined;
    const isSame = best.text === typed || (asReference && hex !== undefined);
    return { holder: best.holder, access: accessTo(best.path) + (isSame ? "" : cut(best.text, typed)) };
  }

  /** Whether it is the beginning of an id that was seen. */
  knows(hex: string): boolean {
    return this.#withPrefix(hex).length > 0;
  }

  /** Those of the one id that begins like this. */
  #withPrefix(prefix: string): readonly Origin<Entry>[] {
    const whole = this.#ids.get(prefix);
    if (whole !== undefined) return whole;
    const matches = [...this.#ids].filter(([hex]) => hex.startsWith(prefix));
    return matches.length === 1 ? matches[0]![1] : [];
  }
}

/** The part of a text that was typed. */
function cut(whole: string, typed: string): string {
  const from = whole.indexOf(typed);
  const to = from + typed.length;
  if (from < 0) return "";
  return to === whole.length ? `.slice(${from})` : `.slice(${from}, ${to})`;
}

function accessTo(path: readonly (string | number)[]): string {
  return path
    .map((step) => {
      if (typeof step === "number") return `[${step}]`;
      const access = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
      // the field is absent where the engine of 2013 answers
      return step === "Names" ? `${access}!` : access;
    })
    .join("");
}

function hexOf(text: string): string {
  return text.replace(/^sha256:/, "");
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
