/** What must not be written down: values that went to an engine as a password or a token, whatever they were called where they were typed. */
import { inTexts, isSecretHeader, isSecretName, mask, withoutSecrets, withoutSecretsInProgram } from "../secrets.ts";
import type { Exchange, Passed } from "../wire/observe.ts";

/** Below this a text is no more than a word, which may stand in anything. */
const shortest = 5;

/** What may be a text in base64. */
const encoded = /[\w+/-]{8,}={0,2}/g;

/** The secrets of a recording. */
export class Confidential {
  readonly #values = new Set<string>();
  /** Programs without those, of which there were so many. */
  readonly #hidden = new Map<string, string>();
  #hiddenWith = 0;

  /** How many there are. */
  get size(): number {
    return this.#values.size;
  }

  /** Takes a secret; what is encoded in it is one, too. */
  add(value: unknown): void {
    if (typeof value !== "string" || value === "" || value === mask) return;
    this.#values.add(value);
    const [, token] = /^(?:Basic|Bearer)\s+(\S.*)$/is.exec(value) ?? [];
    if (token !== undefined) this.#values.add(token);
    // a name and a password
    const [, password] = /^[^:{}]+:([\x20-\x7e]+)$/.exec(decoded(value)) ?? [];
    if (password !== undefined) this.#values.add(password);
  }

  /** Looks for secrets in what somebody types: what its words tell to be one is one wherever else it stands. */
  hearTyped(source: string): void {
    withoutSecretsInProgram(source, (secret) => {
      if (secret.length >= shortest && !/^(?:(?:Basic|Bearer)\s*$|\$)/i.test(secret)) this.add(secret);
    });
  }

  /** Looks for secrets in a request. */
  hear({ headers, path, body }: Exchange): void {
    const take = (value: unknown): void => this.add(value);
    for (const [name, value] of Object.entries(headers)) {
      if (!isSecretHeader(name)) continue;
      take(value);
      const token = value.replace(/^(?:Basic|Bearer)\s+/i, "");
      take(token);
      secretsIn(jsonIn(decoded(token)), take);
    }
    for (const [name, value] of new URLSearchParams(path.split("?")[1] ?? "")) {
      if (isSecretName(name)) take(value);
      if (/^[{[]/.test(value)) secretsIn(jsonIn(value), take);
      take(/:\/\/[^\s/:@]*:([^\s/@]+)@/.exec(value)?.[1]);
    }
    if (body?.whole && body.total > 0 && /json/.test(headers["content-type"] ?? "json"))
      secretsIn(jsonIn(new TextDecoder().decode(body.bytes)), take);
  }

  /** Looks for secrets in what an engine answered: tokens, and environments with passwords in them. */
  hearAnswer(body: Passed): void {
    if (!body.whole) return;
    secretsIn(jsonIn(new TextDecoder().decode(body.bytes)), (secret) => {
      if (secret.length >= shortest) this.add(secret);
    });
  }

  /** Whether a text is one of them. */
  has(text: string): boolean {
    return this.#values.has(text);
  }

  /** A text without them, and without what looks like one. */
  hide(text: string): string {
    return withoutSecrets(this.#withoutKnown(text));
  }

  /** The same of a program, with its comments; also of what stands in it in base64. */
  hideInProgram(source: string): string {
    // A recording is hidden anew after each of its statements.
    if (this.#hiddenWith !== this.#values.size) this.#hidden.clear();
    this.#hiddenWith = this.#values.size;
    let hidden = this.#hidden.get(source);
    if (hidden === undefined) {
      hidden = withoutSecretsInProgram(inTexts(source, (text) => this.#withoutEncoded(this.#withoutKnown(text))));
      this.#hidden.set(source, hidden);
    }
    return hidden;
  }

  #withoutKnown(text: string): string {
    let hidden = text;
    for (const value of this.#values) {
      for (const form of formsOf(value)) {
        if (form.length >= shortest) hidden = hidden.replaceAll(form, mask);
        else
          for (const quote of ["'", '"', "`"]) hidden = hidden.replaceAll(quote + form + quote, quote + mask + quote);
      }
    }
    return hidden;
  }

  #withoutEncoded(text: string): string {
    const values = [...this.#values].filter(({ length }) => length >= shortest);
    if (values.length === 0) return text;
    return text.replace(encoded, (word) => {
      const plain = decoded(word);
      return values.some((value) => plain.includes(value)) ? mask : word;
    });
  }

  /** Bytes of any kind, as many as there were, with asterisks in the place of secrets: it may be told elsewhere how many they are. */
  cover(bytes: Uint8Array): Uint8Array {
    let text = binary(bytes);
    for (const value of this.#values) {
      for (const form of formsOf(value)) {
        const covered = binary(new TextEncoder().encode(form));
        if (covered.length >= shortest) text = text.replaceAll(covered, "*".repeat(covered.length));
      }
    }
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  }
}

function binary(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** A text as it is, and as it stands in JSON, in a program and in a path. */
function formsOf(value: string): Set<string> {
  const escaped = JSON.stringify(value).slice(1, -1);
  const inPath = new URLSearchParams({ _: value }).toString().slice(2);
  return new Set([value, escaped, escaped.replaceAll('\\"', '"').replaceAll("'", "\\'"), inPath, encodedPart(value)]);
}

/** A lone half of a surrogate pair cannot be encoded. */
function encodedPart(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Texts in the fields that have the name of a secret. */
function secretsIn(value: unknown, take: (secret: string) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    if (typeof item !== "string") secretsIn(item, take);
    else if (isSecretName(name)) take(item);
    else if (Array.isArray(value)) {
      const [, variable, secret] = /^(\w+)=(.+)$/s.exec(item) ?? [];
      if (variable !== undefined && secret !== undefined && isSecretName(variable)) take(secret);
    }
  }
}

function decoded(text: string): string {
  try {
    const base64 = text
      .replace(/^Basic /i, "")
      .replaceAll("-", "+")
      .replaceAll("_", "/");
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  } catch {
    return "";
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
