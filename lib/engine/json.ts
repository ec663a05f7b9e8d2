/**
 * JSON the way engines read and write it: keys of a request match in any case, the first value of a body counts and what
 * follows is ignored, and a value of the wrong type is refused with the name of its field.
 */
import { badBody, Failure } from "./failure.ts";

/** Reads the first JSON value of a body. */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Failure(400, "the body of the request is not UTF-8", { cause });
  }
  if (text.trim() === "") throw badBody("the body of the request is empty, JSON was expected");
  try {
    return JSON.parse(text);
  } catch (cause) {
    const first = firstValue(text);
    if (first !== undefined) return JSON.parse(first);
    throw new Failure(400, `the body of the request is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** The text of an object that further text follows; undefined when there is none. */
function firstValue(text: string): string | undefined {
  const start = text.search(/\S/);
  if (text[start] !== "{") return undefined;
  let depth = 0;
  let inString = false;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (inString) {
      if (c === "\\") i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === "{" || c === "[") depth++;
    else if ((c === "}" || c === "]") && --depth === 0) {
      const value = text.slice(start, i + 1);
      try {
        JSON.parse(value);
        return value;
      } catch {
        return undefined;
      }
    }
  }
  return undefined;
}

/** An object of a request, read field by field. `null` and absent are the same. */
export class Fields {
  readonly #values: Map<string, unknown> = new Map();
  readonly #where: string;
  readonly #source: object;

  /** `where` is what errors call the object. */
  constructor(value: unknown, where: string) {
    this.#where = where;
    this.#source = {};
    if (value === null || value === undefined) return;
    if (typeof value !== "object" || Array.isArray(value)) throw wrongType(where, value, "an object");
    this.#source = value;
    for (const [key, field] of Object.entries(value)) {
      if (field !== null) this.#values.set(key.toLowerCase(), field);
    }
  }

  /** The whole object as it came. */
  source(): object {
    return this.#source;
  }

  /** The field as it came, undefined when absent or null. */
  raw(name: string): unknown {
    return this.#values.get(name.toLowerCase());
  }

  text(name: string): string | undefined {
    return this.#typed(name, "a string", (value) => typeof value === "string") as string | undefined;
  }

  flag(name: string): boolean {
    return (this.#typed(name, "a boolean", (value) => typeof value === "boolean") as boolean | undefined) ?? false;
  }

  integer(name: string): number | undefined {
    return this.#typed(name, "a whole number", (value) => Number.isSafeInteger(value)) as number | undefined;
  }

  texts(name: string): string[] | undefined {
    return this.#typed(name, "a list of strings", isTexts) as string[] | undefined;
  }

  /** A list of strings, or one string, which is the list of it. */
  textOrTexts(name: string): string[] | undefined {
    const value = this.raw(name);
    return typeof value === "string" ? [value] : this.texts(name);
  }

  /** An object whose values are strings. */
  textMap(name: string): Record<string, string> | undefined {
    const isTextMap = (value: unknown): boolean => isObject(value) && Object.values(value).every(isText);
    return this.#typed(name, "an object of strings", isTextMap) as Record<string, string> | undefined;
  }

  /** An object that is kept as it is. */
  object(name: string): Record<string, unknown> | undefined {
    return this.#typed(name, "an object", isObject) as Record<string, unknown> | undefined;
  }

  /** An object as fields of its own. */
  fields(name: string): Fields {
    return new Fields(this.raw(name), `${this.#where}.${name}`);
  }

  #typed(name: string, expected: string, matches: (value: unknown) => boolean): unknown {
    const value = this.raw(name);
    if (value !== undefined && !matches(value)) throw wrongType(`${this.#where}.${name}`, value, expected);
    return value;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrongType(where: string, value: unknown, expected: string): Failure {
  const found = Array.isArray(value) ? "a list" : value === null ? "null" : typeof value;
  return badBody(`${where} must be ${expected}, not ${found}`);
}
