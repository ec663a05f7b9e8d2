/** What must not be written down: values that went to an engine as a password or a token, whatever they were called where they were typed. */
import { isSecretName, mask, withoutSecrets } from "../secrets.ts";
import type { Exchange } from "../wire/observe.ts";

/** Below this a text is no more than a word, which may stand in anything. */
const shortest = 5;

/** The secrets of a recording. */
export class Confidential {
  readonly #values = new Set<string>();

  /** Whether there was anything new in it. */
  add(value: unknown): boolean {
    if (typeof value !== "string" || value === "" || value === mask || this.#values.has(value)) return false;
    this.#values.add(value);
    return true;
  }

  /** Looks for secrets in a request. Whether there were new ones. */
  hear({ headers, body }: Exchange): boolean {
    let isNew = false;
    const take = (value: unknown): void => {
      if (this.add(value)) isNew = true;
    };
    for (const name of ["x-registry-auth", "x-registry-config", "authorization"]) {
      const value = headers[name];
      if (value === undefined) continue;
      take(value);
      secretsIn(jsonIn(decoded(value)), take);
    }
    if (body?.whole && body.total > 0 && /json/.test(headers["content-type"] ?? "json"))
      secretsIn(jsonIn(new TextDecoder().decode(body.bytes)), take);
    return isNew;
  }

  /** Whether a text is one of them. */
  has(text: string): boolean {
    return this.#values.has(text);
  }

  /** A text without them, and without what looks like one. */
  hide(text: string): string {
    let hidden = text;
    for (const value of this.#values) {
      for (const form of formsOf(value)) {
        if (form.length >= shortest) hidden = hidden.replaceAll(form, mask);
        else
          for (const quote of ["'", '"', "`"]) hidden = hidden.replaceAll(quote + form + quote, quote + mask + quote);
      }
    }
    return withoutSecrets(hidden);
  }
}

/** A text as it is, and as it stands in JSON and in a program. */
function formsOf(value: string): Set<string> {
  const escaped = JSON.stringify(value).slice(1, -1);
  return new Set([value, escaped, escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")]);
}

/** Texts in the fields that have the name of a secret. */
function secretsIn(value: unknown, take: (secret: string) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    if (typeof item !== "string") secretsIn(item, take);
    else if (isSecretName(name)) {
      take(item);
      // `auth` is a name and a password
      if (name === "auth") take(decoded(item).replace(/^[^:]*:/, ""));
    } else if (Array.isArray(value)) {
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
