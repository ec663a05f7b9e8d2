/** An error as people read it: what, where, and what to do next. */
import { ApiError } from "../../mod.ts";
import { SourceError } from "../evaluate/parse.ts";
import type { Place } from "../evaluate/unit.ts";
import { type Paint, plain, visible } from "./text.ts";

/** What there is to say about an error. */
export interface Report {
  /** E.g. `NotFoundError`. */
  readonly name: string;
  readonly message: string;
  /** Where it happened, innermost first, e.g. `hello.dks:3:7`. */
  readonly at: readonly string[];
  /** The line of a syntax error, and the column in it that is marked. */
  readonly excerpt?: { readonly line: string; readonly column: number };
  readonly hint?: string;
  readonly status?: number;
  readonly operation?: string;
}

/** How many places are shown. */
const deepest = 5;

/** Puts together what there is to say. `places` are where it happened. */
export function report(error: unknown, places: readonly Place[], hint?: string): Report {
  const at = places.slice(0, deepest).map(({ unit, line, column }) => `${unit.title}:${line}:${column}`);
  if (!(error instanceof Error)) return { name: "Thrown", message: shown(error), at };
  const own = "hint" in error && typeof error.hint === "string" ? error.hint : undefined;
  const said = hint ?? own ?? hintForModule(error);
  return {
    name: error.name,
    message: withoutEvidence(error) + innerOf(error) + causeOf(error),
    at,
    ...(said !== undefined && { hint: said }),
    ...(error instanceof ApiError && {
      status: error.status,
      ...(error.operation !== undefined && { operation: error.operation }),
    }),
    ...(error instanceof SourceError &&
      places[0] && { excerpt: { line: places[0].unit.source.line(places[0].line), column: places[0].column } }),
  };
}

/** A report as lines of text. */
export function formatReport({ name, message, at, excerpt, hint }: Report, paint: Paint = plain): string {
  const lines = [`${paint.red(visible(name))}: ${visible(message)}`, ...at.map((place) => `  at ${visible(place)}`)];
  if (excerpt) {
    const line = visible(excerpt.line.replaceAll("\t", " "));
    const shift = visible(excerpt.line.slice(0, excerpt.column - 1).replaceAll("\t", " ")).length;
    lines.push(`    ${line}`, `    ${" ".repeat(shift)}${paint.red("^")}`);
  }
  if (hint !== undefined) lines.push(paint.dim(`  ${visible(hint)}`));
  return lines.join("\n");
}

function shown(value: unknown): string {
  try {
    return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  } catch {
    return String(value);
  }
}

/**
 * JavaScriptCore says where it happened within the message; that is said elsewhere. And it has words of its own for a common mistake. Who asked for a module
 * that is not there is the shell itself.
 */
function withoutEvidence({ message }: Error): string {
  return message
    .replace(/\. \(In '[\s\S]*\)$/, "")
    .replace(/^Can't find variable: (.+)$/, "$1 is not defined")
    .replace(/\nRequire stack:\n[\s\S]*$/, "");
}

/** How many of the errors within one are told. */
const most = 10;

/** The errors that one stands for. */
function innerOf(error: Error): string {
  if (!(error instanceof AggregateError)) return "";
  const { errors }: { errors: readonly unknown[] } = error;
  const lines = errors
    .slice(0, most)
    .map((inner) => `\n  - ${inner instanceof Error ? `${inner.name}: ${withoutEvidence(inner)}` : shown(inner)}`);
  return lines.join("") + (errors.length > most ? `\n  - and ${errors.length - most} more` : "");
}

/** What to do when a package is not there. A path says itself what is wrong. */
function hintForModule(error: Error): string | undefined {
  const code = "code" in error ? error.code : undefined;
  if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") return undefined;
  const name = /^[^'"\n]*['"]([^'"\n]+)['"]/.exec(error.message)?.[1];
  if (name === undefined || /^(?:[./]|\w+:)/.test(name))
    return "A path is looked for from the directory that dks runs in, or that of the script.";
  const root = name.split("/", name.startsWith("@") ? 2 : 1).join("/");
  return `Install it where dks runs: npm install ${root}. A file is named with its path: "./${name}.js".`;
}

/** The cause, where somebody other than the library gave one: its errors say it in their own words. */
function causeOf(error: Error): string {
  if (!(error.cause instanceof Error) || "hint" in error || error.message.includes(error.cause.message)) return "";
  return `\n  caused by ${error.cause.name}: ${error.cause.message}`;
}
