/** What an error of a session means to its user: a report with the hint that fits, and an exit code. */
import type { AnyNode } from "acorn";
import { ConnectError, InvalidArgumentError } from "../mod.ts";
import { adviceFor } from "./advice.ts";
import { type Report, report } from "./format/error.ts";
import { isError, told } from "./format/told.ts";
import { methodsOf, objectOf } from "./meant.ts";
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
  const said = report(error, session?.placesOf(error) ?? [], session && hintFor(error, session));
  const hint = said.hint ?? adviceFor(error);
  return hint === undefined ? said : { ...said, hint };
}

/** An endpoint or a version that cannot be is a mistake on the command line, or in the environment. */
export function isUsage(error: unknown): error is InvalidArgumentError {
  return error instanceof InvalidArgumentError;
}

/** What was probably meant, where a name is not known. */
function hintFor(error: unknown, session: Session): string | undefined {
  if (!isError(error)) return undefined;
  const { scope } = session;
  const { name, message } = told(error);
  if (name === "ReferenceError") {
    const missing = /^(?:Can't find variable: )?([\w$]+)(?: is not defined)?$/.exec(message)?.[1];
    if (missing === undefined) return undefined;
    return didYouMean(missing, [...Object.keys(scope), ...globals()]) || "help() shows what there is.";
  }
  const constant = session.constantOf(error);
  if (constant !== undefined) return `\`${constant}\` is a const. Declare it anew: const ${constant} = ...`;
  return name === "TypeError" && / is not a function/.test(message) ? meantMethod(error, session) : undefined;
}

/** The method that was meant, where the object has none of that name. */
function meantMethod(error: Error, session: Session): string | undefined {
  const callee = session.failedCall(error)?.callee;
  if (callee?.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return undefined;
  const object = objectOf(callee.object as AnyNode, session.scope);
  if (object === undefined) return undefined;
  const methods = methodsOf(object);
  const meant = didYouMean(callee.property.name, methods);
  if (meant !== "" || callee.object.type !== "Identifier" || methods.length === 0) return meant || undefined;
  return `${callee.object.name} has: ${methods.join(", ")}.`;
}

/** The globals that a script may mean: those of the language, not those of a browser. */
function globals(): string[] {
  return ["console", "process", "setTimeout", "fetch", "Promise", "Object", "Array", "Math", "JSON", "Date", "URL"];
}
