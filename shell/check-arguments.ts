/** Whether the keys of what is passed to a call are ones that it knows: in a typed program the compiler says so, at the prompt nobody would. */
import { InvalidArgumentError } from "../mod.ts";
import { memberOf } from "./help/find.ts";
import { didYouMean, nearest } from "./nearest.ts";
import type { Reference, Signatures, TypeEntry } from "./reference/model.ts";

/** Throws an InvalidArgumentError for a key that is not known. `call` is a method (`Container.stop`) or a helper (`pull`). */
export type ArgumentCheck = (call: string, args: readonly unknown[]) => void;

/** The check by what the reference knows. */
export function argumentCheck(reference: Reference): ArgumentCheck {
  const types = new Map(reference.types.map((type) => [type.name, type]));
  return (call, args) => {
    const entry = signaturesOf(reference, call);
    for (const [index, { object, name }] of (entry?.parameters ?? []).entries()) {
      const type = object === undefined ? undefined : types.get(object);
      if (!type) continue;
      const value = args[index];
      if (name === "options") refuseUnlessObject(call, value, type);
      check(call, value, type, [], types);
    }
  };
}

function signaturesOf(reference: Reference, call: string): Signatures | undefined {
  const [owner = "", method] = call.split(".");
  const entry =
    method === undefined ? reference.globals.find(({ name }) => name === owner) : memberOf(reference, owner, method);
  return entry?.kind === "method" ? entry : undefined;
}

function check(
  call: string,
  value: unknown,
  type: TypeEntry,
  path: readonly string[],
  types: ReadonlyMap<string, TypeEntry>,
): void {
  if (!isPlain(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const property = type.properties.find(({ name }) => name === key);
    if (property === undefined) refuse(call, key, type, path);
    const object = property?.object === undefined ? undefined : types.get(property.object);
    if (object)
      for (const one of Array.isArray(inner) ? inner : [inner]) check(call, one, object, [...path, key], types);
  }
}

/** Options that are none would be taken for none at all. */
function refuseUnlessObject(call: string, value: unknown, type: TypeEntry): void {
  if (value === undefined || (typeof value === "object" && value !== null && !Array.isArray(value))) return;
  const given = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
  throw new InvalidArgumentError(`the options of ${call} must be an object; they are ${given}`, {
    hint: `It knows: ${type.properties.map(({ name }) => name).join(", ")}.`,
  });
}

/** A configuration may have a field that a newer engine knows: only one that is nearly a known one is a mistake. */
function refuse(call: string, key: string, type: TypeEntry, path: readonly string[]): void {
  const names = type.properties.map(({ name }) => name);
  const isConfiguration = type.doc === "" || names.includes("HostConfig");
  if (isConfiguration && nearest(key, names) === undefined) return;
  throw new InvalidArgumentError(`${call} knows no \`${[...path, key].join(".")}\``, {
    hint: didYouMean(key, names) || `It knows: ${names.join(", ")}.`,
  });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
