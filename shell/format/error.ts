/** An error as people read it: what, where, and what to do next. */
import { ApiError } from "../../mod.ts";
import { SourceError } from "../evaluate/parse.ts";
import type { Place } from "../evaluate/unit.ts";
import { type Paint, plain, visible } from "./text.ts";
import { isError, propertyOf, textOf, told } from "./told.ts";

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

/** Puts together what there is to say, of whatever was thrown. `places` are where it happened. */
export function report(error: unknown, places: readonly Place[], hint?: string): Report {
  const at = places.slice(0, deepest).map(({ unit, line, column }) => `${unit.title}:${line}:${column}`);
  if (!isError(error)) return { name: "Thrown", message: shown(error), at };
  const own = propertyOf(error, "hint");
  const said = hint ?? (typeof own === "string" ? own : hintForModule(error));
  return {
    name: told(error).name,
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
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value) ?? textOf(value);
  } catch {
    return textOf(value);
  }
}

/**
 * JavaScriptCore says where it happened within the message; that is said elsewhere. And it has words of its own for a common mistake. Who asked for a module
 * that is not there is the shell itself.
 */
function withoutEvidence(error: Error): string {
  return told(error)
    .message.replace(/\. \(In '[\s\S]*\)$/, "")
    .replace(/^Can't find variable: (.+)$/, "$1 is not defined")
    .replace(/\nRequire stack:\n[\s\S]*$/, "");
}

/** How many of the errors within one are told. */
const most = 10;

/** The errors that one stands for. */
function innerOf(error: Error): string {
  if (!(error instanceof AggregateError)) return "";
  const errors = propertyOf(error, "errors");
  if (!Array.isArray(errors)) return "";
  const lines = errors
    .slice(0, most)
    .map(
      (inner: unknown) => `\n  - ${isError(inner) ? `${told(inner).name}: ${withoutEvidence(inner)}` : shown(inner)}`,
    );
  return lines.join("") + (errors.length > most ? `\n  - and ${errors.length - most} more` : "");
}

/** What to do when a package is not there. A path says itself what is wrong. */
function hintForModule(error: Error): string | undefined {
  const code = propertyOf(error, "code");
  if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") return undefined;
  const name = /^[^'"\n]*['"]([^'"\n]+)['"]/.exec(told(error).message)?.[1];
  if (name === undefined || /^(?:[./]|\w+:)/.test(name))
    return "A path is looked for from the directory that dks runs in, or that of the script.";
  const root = name.split("/", name.startsWith("@") ? 2 : 1).join("/");
  return `Install it where dks runs: npm install ${root}. A file is named with its path: "./${name}.js".`;
}

/** The cause, where somebody other than the library gave one: its errors say it in their own words. */
function causeOf(error: Error): string {
  const cause = propertyOf(error, "cause");
  if (!isError(cause) || propertyOf(error, "hint") !== undefined || told(error).message.includes(told(cause).message))
    return "";
  return `\n  caused by ${told(cause).name}: ${told(cause).message}`;
}
