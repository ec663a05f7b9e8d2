/** Completion: from a text and a cursor to what may stand there. Nothing of the user's runs for it, and nobody is waited for. */
import { firstSentence } from "../help/page.ts";
import { commandAt } from "./commands.ts";
import { type Argument, type Context, chainOf, contextAt, type Pattern } from "./context.ts";
import { type Completions, chosen, type Item, matching, most } from "./items.ts";
import { membersOf, namesIn, propertiesOf } from "./members.ts";
import { type Place, placeOf } from "./places.ts";
import { callbackParameter, elementOf, followPath, type Known, methodAt, resolve, typeNamed } from "./resolve.ts";
import { escaped, unescaped } from "./literals.ts";
import { localsAt } from "./scope.ts";
import { type CompletionWorld, doneWith, modulesAt, valuesFor } from "./values.ts";

export type { CompletableCommand } from "./commands.ts";
export type { Completions, Item } from "./items.ts";
export type { CompletionWorld } from "./values.ts";

/** What may stand at the cursor; no items when nothing is known. */
export function complete(source: string, cursor: number, world: CompletionWorld): Completions {
  const before = source.slice(0, cursor);
  const command = commandAt(before, world, (statement) => complete(statement, statement.length, world));
  if (command !== undefined) return command;
  const context = contextAt(source, cursor);
  const nothing: Completions = { from: cursor, items: [] };
  if (context.kind === "none") return nothing;
  const seen: CompletionWorld = { ...world, locals: localsAt(source, cursor, world) };
  const behind = source.slice(cursor);
  switch (context.kind) {
    case "member":
      return chosen(context.from, context.prefix, membersOf(context.receiver, seen));
    case "key":
      return chosen(context.from, context.prefix, keysOf(context, behind, seen));
    case "string":
      return inString(context, behind, seen);
    case "name":
      return endsHere(before) ? nothing : names(context, behind, seen);
  }
}

/** The signature of what is being called at the cursor; undefined where nothing is. */
export function hintAt(source: string, cursor: number, world: CompletionWorld): string | undefined {
  const context = contextAt(source, cursor);
  const argument = "argument" in context ? context.argument : undefined;
  const entry = argument && methodAt(argument.callee, { ...world, locals: localsAt(source, cursor, world) });
  return entry?.kind === "method" ? entry.signatures.at(-1) : undefined;
}

/** Whether no name that there is can follow: one is made up, as after `const`; or asked about, as in `ps?`; or a text or a list has just ended. */
function endsHere(before: string): boolean {
  return /(?<![.\w$])(?:const|let|var|function|class)\s+$|^\s*[\w$.()]+\?\s*$|["'`\]][ \t]*$/.test(before);
}

function names(
  { from, prefix, argument }: Context & { kind: "name" },
  behind: string,
  world: CompletionWorld,
): Completions {
  const place = argument && placeOf(argument, world);
  const values = place ? valuesFor(place, prefix, doneWith(behind), world) : [];
  // These are too many to stand before the names.
  const isOffered = prefix !== "" || !(place?.sense === "Topic" || place?.sense === "RequestLine");
  const fitting = isOffered ? matching(prefix, values, ({ text }) => text) : [];
  const quoted = fitting.map((item) => ({ ...item, label: item.text, text: `"${escaped(item.text, '"')}"` }));
  // A name that only has the letters somewhere in it was not meant: there are too many names.
  const lower = prefix.toLowerCase();
  const literals = literalsFor(place);
  const known = new Set(literals.map(({ text }) => text));
  const words = [...literals, ...namesIn(world, prefix !== "").filter(({ text }) => !known.has(text))];
  const begun = words.filter(({ text }) => text.toLowerCase().startsWith(lower));
  return { from, items: [...quoted, ...chosen(0, prefix, begun).items].slice(0, most) };
}

/** What is no text, and yet known. */
function literalsFor(place: Place | undefined): Item[] {
  return place?.entry.type === "boolean" ? [{ text: "true" }, { text: "false" }] : [];
}

function inString(
  { from, prefix: source, quote, argument, isImport, compared }: Context & { kind: "string" },
  behind: string,
  world: CompletionWorld,
): Completions {
  const place = argument && !isImport ? placeOf(argument, world) : undefined;
  const isModule = isImport || place?.sense === "Module";
  const prefix = unescaped(source);
  const items = isModule
    ? modulesAt(prefix, world.directory)
    : compared !== undefined
      ? valuesLike(compared, world)
      : place
        ? valuesFor(place, prefix, doneWith(behind), world)
        : [];
  const closing = closingBefore(behind, quote);
  // What may go on is not closed: a path is one folder after the other, and a socket's, too.
  const isOpen = (text: string): boolean =>
    place?.sense === "Path" || (isModule && !text.startsWith("node:")) || text.endsWith("/");
  const fitting = matching(prefix, items, ({ text }) => text);
  const written = (text: string): string => escaped(text, quote) + (isOpen(text) ? "" : closing);
  return { from, items: fitting.map((item) => ({ label: item.text, ...item, text: written(item.text) })) };
}

/** The quote, where it is missing: not before one, nor in the middle of a word, behind which it may stand already. */
function closingBefore(behind: string, quote: string): string {
  return behind.startsWith(quote) || /^[\w.:/@-]/.test(behind) ? "" : quote;
}

/** What a text may be that something is compared with. */
function valuesLike(compared: string, world: CompletionWorld): Item[] {
  const known = resolve(compared, world);
  return known?.kind === "text" ? (known.values ?? []).map((text) => ({ text })) : [];
}

function keysOf(
  { argument, pattern, given, quote }: Context & { kind: "key" },
  behind: string,
  world: CompletionWorld,
): Item[] {
  const taken = pattern && takenApart(pattern, behind, world);
  const items = taken ? propertiesOf(taken, world) : argument ? keysOfArgument(argument, world) : [];
  const rest = items.filter(({ text }) => !given.includes(text.replace(/^"(.*)"$/, "$1")));
  if (quote === undefined) return rest;
  const closing = closingBefore(behind, quote);
  return rest.map((item) => {
    const name = item.text.replace(/^"(.*)"$/, "$1");
    return { ...item, label: name, text: escaped(name, quote) + closing };
  });
}

/** What a pattern takes apart: what a callback is called with, or the value behind it. */
function takenApart({ parameter, keys }: Pattern, behind: string, world: CompletionWorld): Known | undefined {
  const known =
    parameter === undefined
      ? valueBehind(behind, world)
      : callbackParameter(parameter.callee, parameter.index, parameter.position, world);
  return known && followPath(known, keys, world);
}

/** Of `} = containers.list()`, and `} of list)`: what stands behind a pattern. */
function valueBehind(behind: string, world: CompletionWorld): Known | undefined {
  const [, sign, text = ""] = /^[^=;()]*\}\s*(=|\bof\b)\s*([^;\n]*)/.exec(behind) ?? [];
  if (sign === undefined) return undefined;
  // The parenthesis of the loop is none of the value's.
  const chain = chainOf(text) ?? chainOf(text.replace(/\)\s*\{?[^)]*$/, ""));
  const known = chain === undefined ? undefined : resolve(chain, world);
  return sign === "of" ? known && elementOf(known) : known;
}

function keysOfArgument(argument: Argument, world: CompletionWorld): Item[] {
  const type = typeNamed(world, placeOf(argument, world)?.entry.object);
  return (type?.properties ?? []).map(({ name, type: of, doc }) => ({
    text: /^[\w$]+$/.test(name) ? name : JSON.stringify(name),
    detail: [of, firstSentence(doc)].filter((part) => part !== "").join("  "),
  }));
}
