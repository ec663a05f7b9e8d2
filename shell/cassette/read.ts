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
  if (typeof value !== "object" || value === null) return false;
  const { number, method, path, status, headers, raw } = value as Partial<Record<keyof KeptExchange, unknown>>;
  return (
    typeof number === "number" &&
    typeof method === "string" &&
    typeof path === "string" &&
    typeof status === "number" &&
    typeof headers === "object" &&
    headers !== null &&
    (raw === undefined || Array.isArray(raw))
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
