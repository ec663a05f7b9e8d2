/** From what somebody asks about to what is known about it. */
import { types } from "node:util";
import { type OperationName, operations } from "../../lib/api/operations.ts";
import type { ClassEntry, MemberEntry, Reference, Signatures, TypeEntry, TypeProperty } from "../reference/model.ts";
import { commandNamed, type CommandTopic, type Matter, matters } from "./topics.ts";

/** What help can tell about. */
export type Found =
  | { kind: "global"; entry: MemberEntry }
  | { kind: "member"; owner: string; entry: MemberEntry }
  | { kind: "class"; entry: ClassEntry }
  | { kind: "function"; entry: Signatures }
  | { kind: "type"; entry: TypeEntry }
  | { kind: "operation"; name: OperationName }
  /** What is passed to a call: a parameter, or a key of its options. */
  | { kind: "option"; name: string; entry: Omit<TypeProperty, "meaning"> }
  | { kind: "command"; entry: CommandTopic }
  | { kind: "matter"; entry: Matter }
  | { kind: "several"; about: string; topics: readonly Topic[] };

/** One of several things that may be meant. */
export interface Topic {
  /** As help takes it. */
  name: string;
  doc: string;
}

/** The classes of the library by name, and the names of a session: what values are recognised by. */
export interface Names {
  readonly classes: Readonly<Record<string, unknown>>;
  readonly scope: Readonly<Record<string, unknown>>;
  /** The commands of the prompt, where there is one. */
  readonly commands?: readonly CommandTopic[];
}

/** Finds by a text such as `containers.create`, `Container`, `c.attach`, `ContainerCreate`, or by the thing itself. */
export function find(reference: Reference, topic: unknown, names: Names): Found | undefined {
  if (typeof topic === "string") return byText(reference, topic, names);
  return byValue(reference, topic, names);
}

function byText(reference: Reference, text: string, names: Names): Found | undefined {
  const command = commandNamed(names.commands ?? [], text);
  if (command && text.trim().startsWith(".")) return { kind: "command", entry: command };
  const [first = "", ...rest] = text
    .trim()
    .replace(/\(.*\)$/s, "")
    .split(".");
  const global = reference.globals.find(({ name }) => name === first);
  if (rest.length === 0) {
    if (global) return { kind: "global", entry: global };
    const own = Object.hasOwn(names.scope, first) ? byValue(reference, valueIn(names.scope, first), names) : undefined;
    return (
      own ??
      byName(reference, first) ??
      (command && { kind: "command", entry: command }) ??
      byWord(reference, text) ??
      byMemberName(reference, first) ??
      byMention(reference, text)
    );
  }
  let owner = global ? classOf(global) : (reference.classes.find(({ name }) => name === first)?.name ?? undefined);
  if (owner === undefined && Object.hasOwn(names.scope, first)) owner = classNameOf(valueIn(names.scope, first), names);
  const found = byPath(reference, owner, rest);
  return found ?? byOption(reference, first, rest, (path) => byText(reference, path, names));
}

/** `run.stdin`, `containers.list.filters.status`: what is passed to a call, found behind the call itself. */
function byOption(
  reference: Reference,
  first: string,
  rest: readonly string[],
  find: (path: string) => Found | undefined,
): Found | undefined {
  const path = [first, ...rest];
  for (let length = path.length - 1; length > 0; length--) {
    const call = find(path.slice(0, length).join("."));
    if (call === undefined || !("entry" in call) || !("parameters" in call.entry)) continue;
    const [key = "", ...deeper] = path.slice(length);
    const { parameters } = call.entry;
    let entry: Omit<TypeProperty, "meaning"> | undefined =
      parameters.find(({ name }) => name === key) ??
      parameters.flatMap(({ object }) => propertyOf(reference, object, key) ?? [])[0];
    for (const step of deeper) entry = entry && propertyOf(reference, entry.object, step);
    if (entry !== undefined) return { kind: "option", name: path.join("."), entry };
  }
  return undefined;
}

function propertyOf(reference: Reference, type: string | undefined, key: string): TypeProperty | undefined {
  return reference.types.find(({ name }) => name === type)?.properties.find(({ name }) => name === key);
}

/** A word that is no name: all errors, or a matter that there is something to say about. */
function byWord({ classes }: Reference, text: string): Found | undefined {
  const word = text.trim().toLowerCase();
  if (word === "errors" || word === "error") {
    // `404: no such container` is one thing to say.
    const said = (doc: string): string => doc.replace(/^(\w+(?: or \w+)?): /, "$1, ");
    const topics = classes.filter(({ error }) => error).map(({ name, doc }) => ({ name, doc: said(doc) }));
    return { kind: "several", about: "The errors of dks. Each tells what to do next in its `hint`:", topics };
  }
  return Object.hasOwn(matters, word) ? { kind: "matter", entry: matters[word]! } : undefined;
}

/** `["get", "inspect"]` from `Containers` on: what each step gives leads to the next. */
function byPath(reference: Reference, owner: string | undefined, path: readonly string[]): Found | undefined {
  let found: Found | undefined;
  for (const step of path) {
    if (owner === undefined) return undefined;
    const name = step.replace(/\(.*$/s, "");
    const entry = memberOf(reference, owner, name);
    if (entry === undefined) return undefined;
    found = { kind: "member", owner, entry };
    owner = classOf(entry);
  }
  return found;
}

/** A member of a class, its own or one that it has from the class above. */
export function memberOf(reference: Reference, owner: string, name: string): MemberEntry | undefined {
  return reference.classes.find((entry) => entry.name === owner)?.members.find((member) => member.name === name);
}

/** The class of a property's value, or of what a method gives. */
export function classOf(entry: MemberEntry): string | undefined {
  return entry.kind === "property" ? entry.class : entry.gives;
}

function byName(reference: Reference, name: string): Found | undefined {
  const ofClass = reference.classes.find((entry) => entry.name === name);
  if (ofClass) return { kind: "class", entry: ofClass };
  const ofFunction = reference.functions.find((entry) => entry.name === name);
  if (ofFunction) return { kind: "function", entry: ofFunction };
  if (Object.hasOwn(operations, name)) return { kind: "operation", name: name as OperationName };
  const ofType = reference.types.find((entry) => entry.name === name);
  return ofType && { kind: "type", entry: ofType };
}

/** A method or a property that is called so, of whatever class: the one, or those that there are. */
function byMemberName(reference: Reference, name: string): Found | undefined {
  const all = reference.classes
    .filter((entry) => !entry.error)
    .flatMap(({ name: owner, members }) =>
      members.filter((member) => member.name === name).map((entry) => ({ owner, entry })),
    );
  if (all.length <= 1) return all[0] && { kind: "member", ...all[0] };
  const topics = all.map(({ owner, entry: { doc } }) => ({ name: `${owner}.${name}`, doc }));
  return { kind: "several", about: `${JSON.stringify(name)} is there several times. Ask for one of them:`, topics };
}

/** The most that are shown where something is only mentioned. */
const mostMentions = 12;

/** What says something about this, in its own words. */
function byMention(reference: Reference, text: string): Found | undefined {
  const words = text.trim().toLowerCase();
  if (words.length < 3) return undefined;
  const members = reference.classes.flatMap(({ name: owner, members: all, error }) =>
    error ? [] : all.map(({ name, doc }) => ({ name: `${owner}.${name}`, doc })),
  );
  const mentioned = new RegExp(`(?<![\\w.])${words.replace(/[^\w\s]/g, "\\$&").replace(/\s+/g, "\\s+")}(?!\\w)`, "i");
  const topics = [...reference.globals, ...members, ...reference.functions, ...reference.classes]
    .flatMap(({ name, doc }) => {
      // The sentence that says it, rather than the first.
      const sentence = doc.split(/(?<=[.:])\s+(?=[A-Z`])/).find((one) => mentioned.test(one));
      return sentence === undefined ? [] : [{ name, doc: sentence }];
    })
    .slice(0, mostMentions);
  if (topics.length === 0) return undefined;
  return { kind: "several", about: `Nothing is called ${JSON.stringify(text.trim())}. These tell about it:`, topics };
}

function byValue(reference: Reference, value: unknown, names: Names): Found | undefined {
  const global = reference.globals.find(({ name }) => value !== undefined && valueIn(names.scope, name) === value);
  if (global) return { kind: "global", entry: global };
  if (typeof value === "function") {
    for (const [owner, Class] of Object.entries(names.classes)) {
      if (Class === value) return byName(reference, owner);
      const name = methodIn(Class, value);
      const entry = name === undefined ? undefined : memberOf(reference, owner, name);
      if (entry) return { kind: "member", owner, entry };
    }
    return undefined;
  }
  const owner = classNameOf(value, names);
  return owner === undefined ? undefined : byName(reference, owner);
}

function methodIn(Class: unknown, method: unknown): string | undefined {
  if (typeof Class !== "function") return undefined;
  const own = Object.getOwnPropertyDescriptors((Class.prototype ?? {}) as object);
  return Object.keys(own).find((name) => own[name]?.value === method);
}

/** The class of the library that a value is an instance of; the nearest one. No proxy is asked. */
export function classNameOf(value: unknown, { classes }: Names): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (let part: unknown = value; part && !types.isProxy(part); ) {
    const prototype: unknown = Object.getPrototypeOf(part);
    part = prototype;
    const found = Object.keys(classes).find(
      (name) => typeof classes[name] === "function" && classes[name].prototype === prototype,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A value that is simply there: a getter is not run for it. */
function valueIn(scope: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.getOwnPropertyDescriptor(scope, name)?.value;
}
