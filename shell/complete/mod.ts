/** Completion: from a text and a cursor to what may stand there. Nothing of the user's runs for it, and nobody is waited for. */
import { shortId } from "../format/listing.ts";
import { ago, bytes } from "../format/time.ts";
import { firstSentence } from "../help/page.ts";
import type { Meaning, ParameterEntry, TypeEntry, TypeProperty } from "../reference/model.ts";
import { type Argument, contextAt } from "./context.ts";
import { membersOf, namesIn } from "./members.ts";
import type { KnownNames } from "./names.ts";
import { pathsAt } from "./paths.ts";
import { methodAt, typeNamed, type World } from "./resolve.ts";

/** What may be put in place of what stands from `from` to the cursor. */
export interface Completions {
  readonly from: number;
  readonly items: readonly Item[];
}

/** One of them. */
export interface Item {
  /** What is inserted. */
  readonly text: string;
  /** What is shown, where that is not the same. */
  readonly label?: string;
  /** What is said about it. */
  readonly detail?: string;
}

/** A command of the prompt, as far as it matters here. */
export interface CompletableCommand {
  readonly name: string;
  readonly argument?: string;
  readonly line: string;
  readonly completes?: readonly string[] | "path" | "statement";
}

/** Everything that completion goes by. */
export interface CompletionWorld extends World {
  readonly names: KnownNames;
  readonly commands: readonly CompletableCommand[];
  /** The directory that relative paths are meant from. */
  readonly directory: string;
}

/** No list is longer. */
const most = 200;

/** What may stand at the cursor; no items when nothing is known. */
export function complete(source: string, cursor: number, world: CompletionWorld): Completions {
  const command = commandAt(source, cursor, world);
  if (command !== undefined) return command;
  const context = contextAt(source, cursor);
  switch (context.kind) {
    case "none":
      return { from: cursor, items: [] };
    case "member":
      return chosen(context.from, context.prefix, membersOf(context.receiver, world));
    case "key":
      return chosen(context.from, context.prefix, keysOf(context.argument, context.given, world));
    case "string":
      if (context.isImport) return pathsAt(context.from, context.prefix, world.directory);
      return inString(context, source.slice(cursor), world);
    case "name": {
      const place = context.argument && placeOf(context.argument, world);
      const values = place ? valuesFor(place, context.prefix, senseAfter(source.slice(cursor)), world) : [];
      const quoted = values.map((item) => ({ ...item, label: item.text, text: JSON.stringify(item.text) }));
      // A name that only has the letters somewhere in it was not meant: there are too many names.
      const lower = context.prefix.toLowerCase();
      const names = namesIn(world).filter(({ text }) => text.toLowerCase().startsWith(lower));
      const fitting = matching(context.prefix, quoted, ({ label }) => label ?? "");
      return { from: context.from, items: [...fitting, ...chosen(0, context.prefix, names).items].slice(0, most) };
    }
  }
}

/** The signature of what is being called at the cursor; undefined where nothing is. */
export function hintAt(source: string, cursor: number, world: CompletionWorld): string | undefined {
  const context = contextAt(source, cursor);
  const argument = "argument" in context ? context.argument : undefined;
  const entry = argument && methodAt(argument.callee, world);
  return entry?.kind === "method" ? entry.signatures.at(-1) : undefined;
}

/** `.wi`, `.load ~/x`, `.json containers.`: a command, or what stands after one. */
function commandAt(source: string, cursor: number, world: CompletionWorld): Completions | undefined {
  const before = source.slice(0, cursor);
  const [whole, lead = "", name] = /^(\s*)(\.[a-z]*)$/i.exec(before) ?? [];
  if (whole !== undefined && name !== undefined) {
    const items = world.commands.map((command) => ({
      text: command.name,
      label: command.argument === undefined ? command.name : `${command.name} ${command.argument}`,
      detail: command.line,
    }));
    return chosen(lead.length, name, items);
  }
  const [, head = "", called, argument = ""] = /^(\s*(\.[a-z]+)\s+)([\s\S]*)$/i.exec(before) ?? [];
  const command = world.commands.find((candidate) => candidate.name === called);
  if (command === undefined) return undefined;
  const { completes } = command;
  if (completes === "path") return pathsAt(head.length, argument, world.directory);
  if (completes === "statement") {
    const { from, items } = complete(argument, argument.length, world);
    return { from: from + head.length, items };
  }
  const words = (completes ?? []).map((text) => ({ text }));
  return chosen(head.length, argument, words);
}

function inString(
  context: { from: number; prefix: string; quote: string; argument: Argument | undefined },
  behind: string,
  world: CompletionWorld,
): Completions {
  const { from, prefix, quote, argument } = context;
  const place = argument && placeOf(argument, world);
  if (place === undefined) return { from, items: [] };
  const closing = behind.startsWith(quote) ? "" : quote;
  const items = valuesFor(place, prefix, senseAfter(behind), world);
  return chosen(
    from,
    prefix,
    items.map((item) => ({ label: item.text, ...item, text: item.text + closing })),
  );
}

/** What stands at an argument: a parameter, or a property of what it takes. */
type Place = ParameterEntry | TypeProperty;

function placeOf({ callee, index, keys }: Argument, world: CompletionWorld): Place | undefined {
  const entry = methodAt(callee, world);
  if (entry?.kind !== "method") return undefined;
  let place: Place | undefined = entry.parameters[index] ?? entry.parameters.at(-1);
  for (const key of keys) {
    const type: TypeEntry | undefined = typeNamed(world, place?.object);
    place = type?.properties.find(({ name }) => name === key);
  }
  return place;
}

function keysOf(argument: Argument | undefined, given: readonly string[], world: CompletionWorld): Item[] {
  const place = argument && placeOf(argument, world);
  const type = typeNamed(world, place?.object);
  if (type === undefined) return [];
  return type.properties
    .filter(({ name }) => !given.includes(name))
    .map(({ name, type: of, doc }) => ({
      text: /^[\w$]+$/.test(name) ? name : JSON.stringify(name),
      detail: [of, firstSentence(doc)].filter((part) => part !== "").join("  "),
    }));
}

/** What a string there may be. */
function valuesFor(place: Place, prefix: string, sense: Meaning | undefined, world: CompletionWorld): Item[] {
  if ("values" in place && place.values) return place.values.map((text) => ({ text }));
  const { meaning } = place;
  if (meaning === undefined) return [];
  if (meaning === "ImageRef") return imagesLike(prefix, world.names);
  return containersLike(prefix, meaning === "ContainerRef" ? sense : meaning, world.names);
}

const senses: Readonly<Record<string, Meaning>> = {
  attach: "RunningContainerRef",
  stop: "RunningContainerRef",
  kill: "RunningContainerRef",
  resize: "RunningContainerRef",
  exec: "RunningContainerRef",
  start: "StoppedContainerRef",
};

/** What is done with the container that is being named, where that stands behind it already: `get("|").stop()`. */
function senseAfter(behind: string): Meaning | undefined {
  const verb = /^["'`]?\s*\)\s*\.(\w+)/.exec(behind)?.[1];
  return verb === undefined ? undefined : senses[verb];
}

/** Containers by name; by the beginning of their ids when that is what is being typed, or when they have no names. */
function containersLike(prefix: string, sense: Meaning | undefined, { containers }: KnownNames): Item[] {
  const items: Item[] = [];
  for (const { Id, Names, Image, State, Status } of containers) {
    const isRunning = State === "running" || State === "paused";
    if (sense === "RunningContainerRef" && !isRunning) continue;
    if (sense === "StoppedContainerRef" && isRunning) continue;
    const detail = `${Image}  ${Status || State}`;
    const id = shortId(Id);
    const names = Names.map((name) => name.replace(/^\//, "")).filter((name) => !name.includes("/"));
    for (const text of names) items.push({ text, detail: `${id}  ${detail}` });
    if (names.length === 0 || isPartOfId(prefix, Id))
      items.push({ text: id, detail: `${names[0] ?? ""}  ${detail}`.trim() });
  }
  return items;
}

/** Images by name; by the beginning of their ids when that is what is being typed. Those without a name only so. */
function imagesLike(prefix: string, { images }: KnownNames): Item[] {
  const now = Date.now() / 1000;
  const items: Item[] = [];
  for (const { Id, RepoTags, Size, Created } of images) {
    const detail = [shortId(Id), Size === undefined ? "" : bytes(Size), ago(Created, now)].join("  ").trim();
    for (const text of RepoTags) if (text !== "<none>:<none>") items.push({ text, detail });
    if (isPartOfId(prefix, Id)) items.push({ text: shortId(Id), detail: [RepoTags[0] ?? "<none>", detail].join("  ") });
  }
  return items;
}

function isPartOfId(prefix: string, id: string): boolean {
  return prefix.length > 0 && /^[0-9a-f]+$/.test(prefix) && id.replace(/^sha256:/, "").startsWith(prefix);
}

/** Those that begin so; else those that do without regard to case; else those that have it in them. */
function matching<T extends Item>(prefix: string, items: readonly T[], nameOf: (item: T) => string): T[] {
  if (prefix === "") return items.slice(0, most);
  const exact = items.filter((item) => nameOf(item).startsWith(prefix));
  if (exact.length > 0) return exact.slice(0, most);
  const lower = prefix.toLowerCase();
  const loose = items.filter((item) => nameOf(item).toLowerCase().startsWith(lower));
  if (loose.length > 0) return loose.slice(0, most);
  return items.filter((item) => nameOf(item).toLowerCase().includes(lower)).slice(0, most);
}

function chosen(from: number, prefix: string, items: readonly Item[]): Completions {
  return { from, items: matching(prefix, items, ({ text }) => text) };
}
