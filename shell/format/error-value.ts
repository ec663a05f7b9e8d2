/** Errors as values: what they say, and not the way through the shell on which they came. */
import type { InspectOptionsStylized, inspect } from "node:util";
import { pathWithoutSecrets } from "../wire/path.ts";
import { told as toldOf } from "./told.ts";

/** What `inspect` asks an object for how it is shown. */
export const custom: symbol = Symbol.for("nodejs.util.inspect.custom");

/**
 * Shows something in which errors stand without their stacks: the frames are those of the shell and of what it made of the source. Where errors are shown
 * in a way of their own already, that stays.
 */
export function withoutStacks<T>(show: () => T): T {
  if (Object.hasOwn(Error.prototype, custom)) return show();
  Object.defineProperty(Error.prototype, custom, { value: told, configurable: true, writable: true });
  try {
    return show();
  } finally {
    Reflect.deleteProperty(Error.prototype, custom);
  }
}

/** `[NotFoundError: No such container: x] { status: 404 }`, as errors without a stack are shown. */
function told(this: Error, depth: number | null, options: InspectOptionsStylized, show: typeof inspect): string {
  const { name, message } = toldOf(this);
  const head = `[${message === "" ? name : `${name}: ${message}`}]`;
  const rest: Record<string, unknown> = {};
  // What the language itself adds is not enumerable; what a class declares is.
  for (const key of [...Object.keys(this), "cause", "errors"]) {
    if (["name", "message", "stack"].includes(key) || !Object.hasOwn(this, key)) continue;
    const property = Object.getOwnPropertyDescriptor(this, key)!;
    // The path of a call may have a secret in its query.
    if (key === "path" && typeof property.value === "string") property.value = pathWithoutSecrets(property.value);
    // A getter is shown as one, and not run.
    if (property.value !== undefined || property.get)
      Object.defineProperty(rest, key, { ...property, enumerable: true });
  }
  if (Object.keys(rest).length === 0) return head;
  if (depth !== null && depth < 0) return `${head} {...}`;
  // `inspect` begins anew here, so that it sees no circle.
  if (inside.has(this)) return "[Circular]";
  inside.add(this);
  try {
    return `${head} ${show(rest, { ...options, depth: depth === null ? null : depth - 1 })}`;
  } finally {
    inside.delete(this);
  }
}

/** The errors that are being shown. */
const inside = new Set<Error>();
