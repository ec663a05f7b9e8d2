/** What an error of a session means to its user: a report with the hint that fits, and an exit code. */
import { ConnectError, InvalidArgumentError } from "../mod.ts";
import { type Report, report } from "./format/error.ts";
import { didYouMean } from "./nearest.ts";
import type { Session } from "./session.ts";

/** The exit codes of the command. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  noEngine: 125,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** The exit code for an error that nobody caught. */
export function exitCodeOf(error: unknown): number {
  return error instanceof ConnectError ? exitCodes.noEngine : exitCodes.failed;
}

/** Explains an error that came out of a session, or befell it before it began. */
export function explain(error: unknown, session: Session | undefined): Report {
  return report(error, session?.placesOf(error) ?? [], session && hintFor(error, session.scope));
}

/** An endpoint or a version that cannot be is a mistake on the command line, or in the environment. */
export function isUsage(error: unknown): error is InvalidArgumentError {
  return error instanceof InvalidArgumentError;
}

/** What was probably meant, where a name is not known. */
function hintFor(error: unknown, scope: Readonly<Record<string, unknown>>): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "ReferenceError") {
    const name = /^(?:Can't find variable: )?([\w$]+)(?: is not defined)?$/.exec(error.message)?.[1];
    if (name === undefined) return undefined;
    return didYouMean(name, [...Object.keys(scope), ...globals()]) || "help() shows what there is.";
  }
  const constant = /^Cannot assign to read only property '([\w$]+)' of object '\[object Object\]'$/.exec(
    error.message,
  )?.[1];
  if (constant !== undefined && constant in scope)
    return `\`${constant}\` is a const. Declare it anew: const ${constant} = ...`;
  const [, owner, member] =
    error.name === "TypeError" ? (/^([\w$]+)\.([\w$]+) is not a function/.exec(error.message) ?? []) : [];
  const value = owner === undefined ? undefined : scope[owner];
  if (owner === undefined || member === undefined || typeof value !== "object" || value === null) return undefined;
  const meant = didYouMean(member, methodsOf(value));
  return meant === "" ? `${owner} has: ${methodsOf(value).join(", ")}.` : meant;
}

/** The globals that a script may mean: those of the language, not those of a browser. */
function globals(): string[] {
  return ["console", "process", "setTimeout", "fetch", "Promise", "Object", "Array", "Math", "JSON", "Date", "URL"];
}

function methodsOf(value: object): string[] {
  const names: string[] = [];
  for (let part = value; part !== null && part !== Object.prototype; part = Object.getPrototypeOf(part)) {
    for (const [name, { value: member }] of Object.entries(Object.getOwnPropertyDescriptors(part))) {
      if (name !== "constructor" && typeof member === "function") names.push(name);
    }
  }
  return [...new Set(names)];
}
