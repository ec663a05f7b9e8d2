/** The names that a thing has, and the names that are there at all. */
import { types } from "node:util";
import { classNameOf } from "../help/find.ts";
import { firstSentence } from "../help/page.ts";
import type { MemberEntry } from "../reference/model.ts";
import type { Item } from "./items.ts";
import { isObject, type Known, plainValue, resolve, typeNamed, type World } from "./resolve.ts";

const keywords =
  "await async const let function return if else for of in while do switch case default break continue throw try catch finally new typeof instanceof class import true false null undefined this delete void".split(
    " ",
  );

/** Names that are of no use here: the insides of the runtime, and what one does not type. */
const unwanted = /^(?:_+|#|constructor$|prototype$|caller$|arguments$)/;

/** What the prompt keeps by itself: there, but not what one looks for. */
const kept: ReadonlySet<string> = new Set(["_", "_error"]);

/**
 * Everything that a name may be: what the input has declared, what the user has, the helpers; then, with `more`, the classes of the library, the words of
 * the language and its globals.
 */
export function namesIn({ reference, scope, classes, locals = new Map() }: World, more: boolean): Item[] {
  const helpers = new Map(reference.globals.map((entry) => [entry.name, entry]));
  const own = Object.keys(scope).filter((name) => !locals.has(name));
  const isGiven = (name: string): boolean =>
    helpers.has(name) || kept.has(name) || (Object.hasOwn(classes, name) && plainValue(scope, name) === classes[name]);
  const declared = [
    ...[...locals.keys()].reverse(), // the nearest first
    ...own.filter((name) => !isGiven(name)),
  ].map((text) => ({ text }));
  const offered = own.flatMap((name) => {
    const helper = helpers.get(name);
    return helper === undefined ? [] : [memberItem(helper)];
  });
  if (!more) return [...declared, ...offered];
  const known = new Set([...declared, ...offered].map(({ text }) => text));
  const globals = Object.getOwnPropertyNames(globalThis).filter((name) => !unwanted.test(name));
  const rest = new Set([...own.filter(isGiven), ...keywords, ...globals]);
  return [...declared, ...offered, ...[...rest].filter((name) => !known.has(name)).map((text) => ({ text }))];
}

/** The members of what a chain gives. */
export function membersOf(chain: string, world: World): Item[] {
  return membersOfKnown(resolve(chain, world), world);
}

/** What can be taken out of a thing by its name: no methods of the language. */
export function propertiesOf(known: Known, world: World): Item[] {
  return known.kind === "class" || known.kind === "type" || known.kind === "value" ? membersOfKnown(known, world) : [];
}

function membersOfKnown(known: Known | undefined, world: World): Item[] {
  switch (known?.kind) {
    case undefined:
    case "method":
    case "giving":
      return known === undefined ? [] : languageMembers(Function.prototype);
    case "class":
      return classMembers(known.name, world);
    case "type":
      return (typeNamed(world, known.name)?.properties ?? []).map(({ name, type, doc }) => ({
        text: name,
        detail: [type, firstSentence(doc)].filter((part) => part !== "").join("  "),
      }));
    case "list":
      return languageMembers(Array.prototype);
    case "text":
      return languageMembers(String.prototype);
    case "value":
      return valueMembers(known.value, world);
  }
}

/** What errors have by the language itself. */
const ofErrors: readonly Item[] = [
  { text: "message", detail: "message: string  What went wrong." },
  { text: "cause", detail: "cause: unknown  What led to it." },
  { text: "stack", detail: "stack: string  Where it was made." },
];

function classMembers(owner: string, { reference }: World): Item[] {
  const { members = [], error = false } = reference.classes.find(({ name }) => name === owner) ?? {};
  const items = members.filter(({ name }) => !unwanted.test(name) && name !== "toJSON").map(memberItem);
  return error ? [...items, ...ofErrors] : items;
}

function memberItem(entry: MemberEntry): Item {
  const head = entry.kind === "property" ? `${entry.name}: ${entry.type}` : (entry.signatures.at(-1) ?? entry.name);
  return { text: entry.name, detail: `${head}  ${firstSentence(entry.doc)}`.trim() };
}

/** What a value has, by its descriptors: no getter is run, no proxy asked. */
function valueMembers(value: unknown, world: World): Item[] {
  const owner = classNameOf(value, world);
  if (owner !== undefined) return classMembers(owner, world);
  if (typeof value === "string") return languageMembers(String.prototype);
  if (typeof value === "number") return languageMembers(Number.prototype);
  if (!isObject(value)) return [];
  const names = new Set<string>();
  for (let part: unknown = value; isObject(part) && part !== Object.prototype; part = Object.getPrototypeOf(part)) {
    if (types.isProxy(part)) break;
    for (const name of ownNames(part)) names.add(name);
  }
  return [...names].filter((name) => isName(name) && !unwanted.test(name)).map((text) => ({ text }));
}

/** The names of an object; of a list only those that are no numbers. */
function ownNames(part: object): string[] {
  if (Array.isArray(part) || ArrayBuffer.isView(part)) return ["length"];
  return Object.getOwnPropertyNames(part).slice(0, 5000);
}

/** The members of what the language itself has. */
export function languageMembers(prototype: object): Item[] {
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => isName(name) && !unwanted.test(name))
    .map((text) => ({ text }));
}

function isName(text: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text);
}
