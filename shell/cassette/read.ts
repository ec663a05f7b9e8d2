/** Reads cassettes. */
import { readFile } from "node:fs/promises";
import { CassetteError } from "./error.ts";
import { type Cassette, type CassetteHead, format, type KeptExchange } from "./format.ts";

/** Reads a file. Throws a {@link CassetteError} when it is no cassette. */
export async function readCassette(path: string): Promise<Cassette> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CassetteError(`cannot read ${path}: ${error.message}`, {
      cause: error,
      hint: "Record one: dks record --wire FILE.",
    });
  });
  return parseCassette(text, path);
}

/** Reads a text; `name` is what it is called in errors. Throws a {@link CassetteError} when it is no cassette. */
export function parseCassette(text: string, name: string): Cassette {
  const [first = "", ...lines] = text.split("\n");
  const head = json(first) as Partial<CassetteHead> | undefined;
  if (typeof head?.dks !== "string")
    throw new CassetteError(`${name} is no cassette`, { hint: "Record one: dks record --wire FILE." });
  if (head.dks !== format)
    throw new CassetteError(`this dks does not know cassettes of the format ${JSON.stringify(head.dks)}`, {
      hint: `It knows "${format}"; a newer dks may know more.`,
    });
  const exchanges: KeptExchange[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const exchange = json(line);
    // A recording that was cut short ends in the middle of a line.
    if (exchange === undefined && index === lines.length - 1) break;
    if (!isExchange(exchange))
      throw new CassetteError(`line ${index + 2} of ${name} is no exchange`, { hint: "Record it again." });
    exchanges.push(exchange);
  }
  exchanges.sort((a, b) => a.number - b.number);
  return { ...(typeof head.apiVersion === "string" && { apiVersion: head.apiVersion }), exchanges };
}

function isExchange(value: unknown): value is KeptExchange {
  if (!isObject(value)) return false;
  const { number, method, path, body, status, headers, reply, raw, cut, open } = value;
  return (
    Number.isSafeInteger(number) &&
    typeof method === "string" &&
    typeof path === "string" &&
    (body === undefined || typeof body === "string") &&
    (isStatus(status) || (status === undefined && open === true)) &&
    isObject(headers) &&
    Object.values(headers).every((text) => typeof text === "string") &&
    (reply === undefined || isContent(reply)) &&
    (raw === undefined || (Array.isArray(raw) && raw.every(isRawEvent))) &&
    [cut, open].every((flag) => flag === undefined || typeof flag === "boolean")
  );
}

function isStatus(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 599;
}

function isContent(value: unknown): boolean {
  return typeof value === "string" || (isObject(value) && isBase64(value["base64"]));
}

function isBase64(value: unknown): boolean {
  return typeof value === "string" && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}

function isRawEvent(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [kind, content] = value as unknown[];
  return kind === "ended" ? isDirection(content) : isDirection(kind) && isContent(content);
}

function isDirection(value: unknown): boolean {
  return value === "sent" || value === "received";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
