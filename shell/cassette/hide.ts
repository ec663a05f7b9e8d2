/** Takes the secrets out of an exchange, so that it is still one. */
import { isSecretHeader, mask } from "../secrets.ts";
import { bytesOf, type Content, contentOf, type KeptExchange, type RawEvent } from "./format.ts";

/** What knows the secrets. */
export interface Hiding {
  /** How many it knows by now. */
  readonly size: number;
  /** A text without them. */
  hide(text: string): string;
  /** Bytes without them, as many as there were. */
  cover(bytes: Uint8Array): Uint8Array;
}

/** The exchange without secrets. */
export function withoutSecretsIn(exchange: KeptExchange, hiding: Hiding): KeptExchange {
  const { path, body, headers, reply, raw } = exchange;
  const isJson = /json/.test(headers["content-type"] ?? "");
  return {
    ...exchange,
    path: hiding.hide(path),
    ...(body !== undefined && { body: hiding.hide(body) }),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, isSecretHeader(name) ? mask : hiding.hide(value)]),
    ),
    ...(reply !== undefined && {
      reply: isJson && typeof reply === "string" ? hiding.hide(reply) : covered(reply, hiding),
    }),
    ...(raw !== undefined && {
      raw: raw.map(
        (event): RawEvent => (event[0] === "ended" ? event : [event[0], covered(event[1] as Content, hiding)]),
      ),
    }),
  };
}

/** As long as it was: frames say how long they are. */
function covered(content: Content, hiding: Hiding): Content {
  const known = contentOf(hiding.cover(bytesOf(content)));
  return typeof known === "string" ? masked(known, hiding.hide(known)) : known;
}

/** A text with asterisks where something is hidden in its other form. */
function masked(text: string, hidden: string): string {
  if (text === hidden) return text;
  const [first = "", ...rest] = hidden.split(mask);
  let [result, at] = [first, first.length];
  for (const [index, part] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const next = isLast ? text.length - part.length : text.indexOf(part, at + (part === "" ? 0 : 1));
    if (next < at || !text.startsWith(part, next)) return stars(text);
    result += stars(text.slice(at, next)) + part;
    at = next + part.length;
  }
  return result;
}

/** What is no control character, covered: the lengths of frames are among these. */
function stars(text: string): string {
  return text.replace(/[^\u0000-\u001f]/gu, (character) => "*".repeat(new TextEncoder().encode(character).length));
}
