/** What a call was meant for, where there is no such method: what its object has. Nothing of the user's runs for it: no getter, no trap of a proxy. */
import { types } from "node:util";
import type { AnyNode } from "acorn";
import { Attachment, Container, Containers, Docker, Image, Images } from "../mod.ts";

type Scope = Readonly<Record<string, unknown>>;

/** What the methods of the library give, where that has methods itself. */
const results: readonly (readonly [{ readonly prototype: object }, Readonly<Record<string, object>>])[] = [
  [Containers, { get: Container.prototype, create: Container.prototype, list: Array.prototype }],
  [
    Container,
    { attach: Attachment.prototype, logs: Attachment.prototype, commit: Image.prototype, changes: Array.prototype },
  ],
  [
    Images,
    {
      get: Image.prototype,
      pull: Image.prototype,
      build: Image.prototype,
      import: Image.prototype,
      list: Array.prototype,
      search: Array.prototype,
    },
  ],
  [Image, { history: Array.prototype, insert: Image.prototype }],
];

/** The same of helpers. */
const helperResults: Readonly<Record<string, object>> = {
  ps: Array.prototype,
  start: Container.prototype,
  attach: Attachment.prototype,
  logs: Attachment.prototype,
  pull: Image.prototype,
  build: Image.prototype,
  connect: Docker.prototype,
};

/**
 * The object that an expression gives, or its prototype, without evaluating it: by the names in scope, and by what the methods of the library are known to
 * give. Undefined where that is not known.
 */
export function objectOf(node: AnyNode, scope: Scope): object | undefined {
  switch (node.type) {
    case "Identifier":
      return asObject(propertyOf(scope, node.name));
    case "AwaitExpression":
      return objectOf(node.argument as AnyNode, scope);
    case "ChainExpression":
      return objectOf(node.expression as AnyNode, scope);
    case "MemberExpression":
      return node.computed || node.property.type !== "Identifier"
        ? undefined
        : asObject(propertyOf(objectOf(node.object as AnyNode, scope), node.property.name));
    case "CallExpression":
      return resultOf(node.callee as AnyNode, scope);
    default:
      return undefined;
  }
}

/** The names of the methods of an object, its own and its class's. */
export function methodsOf(value: object): string[] {
  const names: string[] = [];
  for (const part of chainOf(value)) {
    if (part === Object.prototype) break;
    for (const [name, { value: member }] of Object.entries(Object.getOwnPropertyDescriptors(part))) {
      if (name !== "constructor" && typeof member === "function") names.push(name);
    }
  }
  return [...new Set(names)];
}

function resultOf(callee: AnyNode, scope: Scope): object | undefined {
  if (callee.type === "Identifier")
    return Object.hasOwn(helperResults, callee.name) ? helperResults[callee.name] : undefined;
  if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return undefined;
  const object = objectOf(callee.object as AnyNode, scope);
  if (object === undefined) return undefined;
  const { name } = callee.property;
  const [, known] = results.find(([{ prototype }]) => chainOf(object).includes(prototype)) ?? [];
  return known !== undefined && Object.hasOwn(known, name) ? known[name] : undefined;
}

/** A property that is there as it stands: nothing is run for it. */
function propertyOf(object: object | undefined, name: string): unknown {
  for (const part of object === undefined ? [] : chainOf(object)) {
    const descriptor = Object.getOwnPropertyDescriptor(part, name);
    if (descriptor) return descriptor.value;
  }
  return undefined;
}

/** An object and what it inherits from, as far as that is known without asking a proxy. */
function chainOf(object: object): object[] {
  const parts: object[] = [];
  for (let part: object | null = object; part !== null && !types.isProxy(part); part = Object.getPrototypeOf(part))
    parts.push(part);
  return parts;
}

function asObject(value: unknown): object | undefined {
  return typeof value === "object" && value !== null ? value : undefined;
}
