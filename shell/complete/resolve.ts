/** What a chain of names and calls gives, told from the types of the library and from values that are simply there. Nothing is called for it. */
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
  | { readonly kind: "text" }
  | { readonly kind: "value"; readonly value: unknown };

/** What completion knows about the session. */
export interface World extends Names {
  readonly reference: Reference;
}

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

function begin(first: string, { reference, scope }: World): Known | undefined {
  if (first === '""') return { kind: "text" };
  if (first === "[]") return { kind: "list", of: undefined };
  if (Object.hasOwn(scope, first)) {
    const value = plainValue(scope, first);
    const global = reference.globals.find(({ name }) => name === first);
    // A helper, unless somebody has given its name to something else.
    if (global && (typeof value === "function" || value === undefined)) return ofMember(global);
    return value === undefined ? undefined : { kind: "value", value };
  }
  const global = reference.globals.find(({ name }) => name === first);
  if (global) return ofMember(global);
  const value = plainValue(globalThis, first);
  return value === undefined ? undefined : { kind: "value", value };
}

function ofMember(entry: MemberEntry): Known | undefined {
  if (entry.kind === "method") return { kind: "method", entry };
  return entry.class === undefined ? undefined : { kind: "class", name: entry.class };
}

function follow(known: Known, step: string, world: World): Known | undefined {
  if (step === "()") return called(known, world);
  if (step === "[]") return known.kind === "list" ? known.of : elementOfValue(known);
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
  if (text === "string") return { kind: "text" };
  if (world.reference.classes.some(({ name }) => name === text)) return { kind: "class", name: text };
  return typeNamed(world, text) ? { kind: "type", name: text } : undefined;
}

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
      if (entry === undefined) return undefined;
      return ofMember(entry) ?? (entry.kind === "property" ? ofType(entry.type, world) : undefined);
    }
    case "type": {
      const property = typeNamed(world, known.name)?.properties.find((one) => one.name === name);
      if (property === undefined) return undefined;
      const isList = /\[\]$|^Array</.test(property.type);
      if (property.object !== undefined)
        return isList
          ? { kind: "list", of: { kind: "type", name: property.object } }
          : { kind: "type", name: property.object };
      return ofType(property.type, world);
    }
    case "list":
      return ofListMethod(known, name);
    case "value":
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
  if (entry) return ofMember(entry);
  const found = plainValue(value, name);
  return found === undefined ? undefined : { kind: "value", value: found };
}

function elementOfValue(known: Known): Known | undefined {
  if (known.kind !== "value" || !Array.isArray(known.value) || types.isProxy(known.value)) return undefined;
  return known.value.length === 0 ? undefined : { kind: "value", value: known.value[0] };
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
