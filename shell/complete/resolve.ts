/** What a chain of names and calls gives, told from the types of the library and from values that are simply there. Nothing is called for it. */
import process from "node:process";
import { types } from "node:util";
import type { Names } from "../help/find.ts";
import { classNameOf, memberOf } from "../help/find.ts";
import type { MemberEntry, Reference, TypeEntry } from "../reference/model.ts";

/** What is known of a thing. */
export type Known =
  | { readonly kind: "class"; readonly name: string }
  | { readonly kind: "type"; readonly name: string }
  | { readonly kind: "method"; readonly entry: MemberEntry }
  | { readonly kind: "list"; readonly of: Known | undefined }
  /** A method of the language, by what it gives. */
  | { readonly kind: "giving"; readonly gives: Known }
  /** A text, with those that it may be where these are few. */
  | { readonly kind: "text"; readonly values?: readonly string[] }
  | { readonly kind: "value"; readonly value: unknown };

/** What completion knows about the session. */
export interface World extends Names {
  readonly reference: Reference;
  /** What the input has declared itself so far; nothing is known about one whose value is undefined. */
  readonly locals?: Locals;
}

/** Names with what is known of them. */
export type Locals = Pick<ReadonlyMap<string, Known | undefined>, "has" | "get" | "keys">;

/** What `containers.get().inspect().State` is; undefined when nothing is known about it. */
export function resolve(chain: string, world: World): Known | undefined {
  const steps = stepsOf(chain);
  const [first, ...rest] = steps;
  if (first === undefined) return undefined;
  let known = begin(first, world);
  for (const step of rest) {
    if (known === undefined) return undefined;
    known = follow(known, step, world);
  }
  return known;
}

/** The method that a callee names. */
export function methodAt(callee: string, world: World): MemberEntry | undefined {
  const known = resolve(callee, world);
  if (known?.kind === "method") return known.entry;
  if (known?.kind !== "value" || typeof known.value !== "function") return undefined;
  for (const [owner, Class] of Object.entries(world.classes)) {
    const own = typeof Class === "function" ? Object.getOwnPropertyDescriptors(Class.prototype ?? {}) : {};
    const name = Object.keys(own).find((key) => (own as PropertyDescriptorMap)[key]?.value === known.value);
    if (name !== undefined) return memberOf(world.reference, owner, name);
  }
  return undefined;
}

/** `a.b().c[]` as `a`, `.b`, `()`, `.c`, `[]`. */
function stepsOf(chain: string): string[] {
  return chain.match(/""|\(\)|\[\]|\.?[\w$\u0080-\uffff]+/g) ?? [];
}

function begin(first: string, { reference, scope, locals }: World): Known | undefined {
  if (first === '""') return { kind: "text" };
  if (first === "[]") return { kind: "list", of: undefined };
  if (locals?.has(first)) return locals.get(first);
  if (Object.hasOwn(scope, first)) {
    const value = plainValue(scope, first);
    const global = reference.globals.find(({ name }) => name === first);
    // A helper, unless somebody has given its name to something else.
    if (global && (typeof value === "function" || value === undefined)) return ofMember(global);
    return value === undefined ? undefined : { kind: "value", value };
  }
  const global = reference.globals.find(({ name }) => name === first);
  if (global) return ofMember(global);
  const value = plainValue(globalThis, first) ?? (first === "process" ? process : undefined); // a getter on Node
  return value === undefined ? undefined : { kind: "value", value };
}

function ofMember(entry: MemberEntry): Known | undefined {
  if (entry.kind === "method") return { kind: "method", entry };
  return entry.class === undefined ? undefined : { kind: "class", name: entry.class };
}

function ofMemberOrType(entry: MemberEntry, world: World): Known | undefined {
  return ofMember(entry) ?? (entry.kind === "property" ? ofType(entry.type, world) : undefined);
}

function follow(known: Known, step: string, world: World): Known | undefined {
  if (step === "()") return called(known, world);
  if (step === "[]") return elementOf(known);
  return member(known, step.slice(1), world);
}

function called(known: Known, world: World): Known | undefined {
  if (known.kind === "giving") return known.gives;
  if (known.kind !== "method") return undefined;
  const { entry } = known;
  if (entry.kind !== "method") return undefined;
  if (entry.gives !== undefined) return { kind: "class", name: entry.gives };
  return ofType(entry.returns, world);
}

/** What a type, as it is written, stands for: `Promise<ContainerSummary[]>` is a list. */
export function ofType(written: string, world: World): Known | undefined {
  const text = written.replace(/^Promise<(.*)>$/, "$1").replace(/\s*\|\s*(?:undefined|null)\b/g, "");
  const element = /^(?:readonly )?(.*)\[\]$/.exec(text)?.[1] ?? /^(?:Readonly)?Array<(.*)>$/.exec(text)?.[1];
  if (element !== undefined) return { kind: "list", of: ofType(element, world) };
  if (text === "string" || text === "Signal") return { kind: "text" };
  if (text === "number") return { kind: "value", value: 0 };
  if (world.reference.classes.some(({ name }) => name === text)) return { kind: "class", name: text };
  if (typeNamed(world, text)) return { kind: "type", name: text };
  const name = text.replace(/<.*>$/, "");
  return Object.hasOwn(builtIn, name) ? { kind: "value", value: builtIn[name] } : undefined;
}

/** Classes that the language and the runtimes have, by what their instances have. */
const builtIn: Readonly<Record<string, object>> = {
  AbortSignal: AbortSignal.prototype,
  Date: Date.prototype,
  Map: Map.prototype,
  ReadableStream: ReadableStream.prototype,
  Set: Set.prototype,
  URL: URL.prototype,
  Uint8Array: Uint8Array.prototype,
  WritableStream: WritableStream.prototype,
};

/** A type of the reference. */
export function typeNamed({ reference }: World, name: string | undefined): TypeEntry | undefined {
  return reference.types.find((entry) => entry.name === name);
}

const givesSame: ReadonlySet<string> = new Set(
  "filter slice sort toSorted reverse toReversed concat flat splice toSpliced with".split(" "),
);
const givesOne: ReadonlySet<string> = new Set("find findLast at pop shift".split(" "));

function member(known: Known, name: string, world: World): Known | undefined {
  switch (known.kind) {
    case "class": {
      const entry = memberOf(world.reference, known.name, name);
      return entry && ofMemberOrType(entry, world);
    }
    case "type": {
      const property = typeNamed(world, known.name)?.properties.find((one) => one.name === name);
      if (property === undefined) return undefined;
      const isList = /\[\]$|^Array</.test(property.type);
      if (property.object !== undefined)
        return isList
          ? { kind: "list", of: { kind: "type", name: property.object } }
          : { kind: "type", name: property.object };
      if (property.values !== undefined) {
        const text: Known = { kind: "text", values: property.values };
        return isList ? { kind: "list", of: text } : text;
      }
      return ofType(property.type, world);
    }
    case "list":
      return ofListMethod(known, name);
    case "value":
      if (Array.isArray(known.value) && !types.isProxy(known.value)) {
        const given = ofListMethod({ kind: "list", of: elementOf(known) }, name);
        if (given) return given;
      }
      return memberOfValue(known.value, name, world);
    default:
      return undefined;
  }
}

/** A method of a list, as one that gives the list again, or one of its elements. */
function ofListMethod(list: Known & { kind: "list" }, name: string): Known | undefined {
  if (givesSame.has(name)) return { kind: "giving", gives: list };
  if (givesOne.has(name)) return list.of && { kind: "giving", gives: list.of };
  if (name === "map" || name === "flatMap") return { kind: "giving", gives: { kind: "list", of: undefined } };
  return undefined;
}

function memberOfValue(value: unknown, name: string, world: World): Known | undefined {
  const owner = classNameOf(value, world);
  const entry = owner === undefined ? undefined : memberOf(world.reference, owner, name);
  if (entry) return ofMemberOrType(entry, world);
  const found = plainValue(value, name);
  return found === undefined ? undefined : { kind: "value", value: found };
}

/** What a list has in it; of one that is there, the first. */
export function elementOf(known: Known): Known | undefined {
  if (known.kind === "list") return known.of;
  if (known.kind !== "value" || !Array.isArray(known.value) || types.isProxy(known.value)) return undefined;
  const first = plainValue(known.value, "0");
  return first === undefined ? undefined : { kind: "value", value: first };
}

/** What a way of keys leads to, `[]` being an element; undefined for no way. */
export function followPath(known: Known, path: readonly string[] | undefined, world: World): Known | undefined {
  if (path === undefined) return undefined;
  let found: Known | undefined = known;
  for (const step of path) found = found && follow(found, step === "[]" ? step : `.${step}`, world);
  return found;
}

const takesElement: ReadonlySet<string> = new Set(
  "filter map flatMap forEach find findIndex findLast findLastIndex some every".split(" "),
);

/** What a callback is called with, as an argument of a method of a list, or of the `then` of a promise. */
export function callbackParameter(callee: string, argument: number, position: number, world: World): Known | undefined {
  const [, receiver, method] = /^(.*)\.([\w$]+)$/.exec(callee) ?? [];
  if (receiver === undefined || method === undefined || argument !== 0) return undefined;
  const known = resolve(receiver, world);
  if (known === undefined) return undefined;
  // What a call promises is known as what it gives.
  if (method === "then") return position === 0 && receiver.endsWith("()") ? known : undefined;
  const element = elementOf(known);
  const isPair = method === "sort" || method === "toSorted";
  if (takesElement.has(method)) return [element, undefined, known][position];
  if (isPair) return position < 2 ? element : undefined;
  if (method === "reduce" || method === "reduceRight") return [undefined, element, undefined, known][position];
  return undefined;
}

/** A property that is simply there, its own or inherited; no getter is run for it, and no proxy asked. */
export function plainValue(value: unknown, name: string): unknown {
  for (let part = value; isObject(part); part = Object.getPrototypeOf(part)) {
    if (types.isProxy(part)) return undefined;
    const descriptor = Object.getOwnPropertyDescriptor(part, name);
    if (descriptor) return descriptor.value;
  }
  return undefined;
}

export function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
