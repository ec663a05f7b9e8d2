/**
 * The header of a .dks script: lines that begin with `//!`, before everything but a `#!` line.
 *
 *     //! dks 1
 *     //! title: Talk to a container's stdin
 *     //! engine: embedded, API 1.0
 *     //! recorded: docker 28.3.2
 */
import { didYouMean } from "../nearest.ts";
import { TranscriptError } from "./transcript-error.ts";

/** What a header says. */
export interface Header {
  readonly title?: string;
  /** Whether the script wants the engine inside dks. */
  readonly embedded: boolean;
  /** The API version that it needs. */
  readonly apiVersion?: string;
  /** The engine that its outputs are of: `embedded`, `docker 28.3.2`. Left out, it is `embedded` where the script wants that one, else not known. */
  readonly recorded?: string;
}

/** A header that cannot be followed. */
export class HeaderError extends TranscriptError {
  override readonly name = "HeaderError";

  constructor(message: string, line: number, hint: string) {
    super(message, { line }, hint);
  }
}

const formats = ["1"];
const keys = ["title", "engine", "recorded"];

/** What a line of a header says; undefined for any other line. `//!!` is an error that was recorded. */
export function headerLine(text: string): string | undefined {
  return /^\s*\/\/!(?!!)\s*(.*?)\s*$/.exec(text)?.[1];
}

/** A header as it is written, without the line `#!/usr/bin/env dks`. */
export function formatHeader({ title, embedded, apiVersion, recorded }: Header): string {
  const engine = [...(embedded ? ["embedded"] : []), ...(apiVersion === undefined ? [] : [`API ${apiVersion}`])];
  const lines = [
    "dks 1",
    ...(title === undefined ? [] : [`title: ${title.replaceAll(/\s+/g, " ").trim()}`]),
    ...(engine.length === 0 ? [] : [`engine: ${engine.join(", ")}`]),
    ...(recorded === undefined ? [] : [`recorded: ${recorded}`]),
  ];
  return lines.map((line) => `//! ${line}\n`).join("");
}

/** Reads the header of a script. Throws a {@link HeaderError}. */
export function readHeader(source: string): Header {
  const header: { title?: string; embedded: boolean; apiVersion?: string; recorded?: string } = { embedded: false };
  const seen = new Set<string>();
  for (const [index, text] of source.split(/\r?\n/).entries()) {
    const line = index + 1;
    if (text.trim() === "" || (line === 1 && text.startsWith("#!"))) continue;
    const content = headerLine(text);
    if (content === undefined) break;
    const format = /^dks\s+(\S+)$/.exec(content)?.[1];
    const [, key = "", value = ""] = /^([\w-]+)\s*:\s*(.*)$/.exec(content) ?? [];
    const name = format === undefined ? key : "dks";
    if (seen.has(name)) throw new HeaderError(`the header says \`${name}\` twice`, line, "Leave one of them out.");
    seen.add(name);
    if (format !== undefined) checkFormat(format, line);
    else if (key === "title") header.title = value;
    else if (key === "engine") Object.assign(header, readEngine(value, line));
    else if (key === "recorded") header.recorded = checkRecorded(value, line);
    else throw unknownLine(content, key, line);
  }
  return header;
}

function checkFormat(format: string, line: number): void {
  if (!formats.includes(format))
    throw new HeaderError(
      `this dks does not know format ${format} of .dks files`,
      line,
      "It knows `dks 1`; a newer dks may know more.",
    );
}

function readEngine(value: string, line: number): { embedded: boolean; apiVersion?: string } {
  let embedded = false;
  let apiVersion: string | undefined;
  for (const part of value.split(",").map((text) => text.trim())) {
    const version = /^API (\d+\.\d+)$/i.exec(part)?.[1];
    if (version !== undefined) apiVersion = version;
    else if (part === "embedded") embedded = true;
    else if (/[:/]/.test(part))
      throw new HeaderError(
        `a header cannot name an address: ${part}`,
        line,
        "Say what is needed (`embedded`, `API 1.41`), and choose the engine with -H or DOCKER_HOST.",
      );
    else
      throw new HeaderError(
        `\`engine:\` cannot be ${JSON.stringify(part)}`,
        line,
        "Write `embedded`, `API 1.41`, or both with a comma.",
      );
  }
  return { embedded, ...(apiVersion !== undefined && { apiVersion }) };
}

function checkRecorded(value: string, line: number): string {
  if (/^(?:embedded|(?:docker|podman)(?: [\w.+~-]+)?)$/.test(value)) return value;
  throw new HeaderError(
    `\`recorded:\` cannot be ${JSON.stringify(value)}`,
    line,
    "Write `embedded`, or `docker` or `podman` with a version, e.g. `docker 28.3.2`.",
  );
}

function unknownLine(content: string, key: string, line: number): HeaderError {
  const hint = `A header has the lines \`dks 1\`, \`title:\`, \`engine:\` and \`recorded:\`.`;
  if (key === "") return new HeaderError(`${JSON.stringify(content)} is not a line of a header`, line, hint);
  return new HeaderError(`unknown header \`${key}\``, line, didYouMean(key, keys) || hint);
}
