/** Which topics there are, for completion and for who has mistyped one. */
import { operations } from "../../lib/api/operations.ts";
import type { Reference } from "../reference/model.ts";
import { type Found, find } from "./find.ts";
import { type CommandTopic, matters } from "./topics.ts";

/** What can be asked about, for who has typed the beginning; members and options only behind the dot of their owner. */
export function topicNames(
  reference: Reference,
  commands: readonly CommandTopic[],
  prefix: string,
): { readonly text: string }[] {
  const owner = ownerIn(prefix);
  if (owner !== undefined) return topicsBelow(reference, owner).map((text) => ({ text }));
  const { globals, classes, functions } = reference;
  const named = [...globals, ...classes, ...functions].map(({ name }) => name);
  const words = ["errors", ...Object.keys(matters), ...commands.map(({ name }) => name)];
  return [...new Set([...named, ...words, ...Object.keys(operations)])].map((text) => ({ text }));
}

/** Whether a topic goes on behind the dot of something that help knows. */
export function isBelowKnown(reference: Reference, prefix: string): boolean {
  const owner = ownerIn(prefix);
  return owner !== undefined && topicsBelow(reference, owner).length > 0;
}

function ownerIn(prefix: string): string | undefined {
  return /^([\w$].*)\.[\w$]*$/.exec(prefix)?.[1];
}

/** What is behind the dot of a topic: the members of a class, of a value or of what a call gives, and what is passed to it. */
export function topicsBelow(reference: Reference, owner: string): string[] {
  const found = find(reference, owner, { classes: {}, scope: {} });
  const names = found === undefined ? [] : [...optionsOf(reference, found), ...membersAt(reference, found)];
  return [...new Set(names)].map((name) => `${owner}.${name}`);
}

function membersAt({ classes }: Reference, found: Found): string[] {
  const entry = "entry" in found ? found.entry : undefined;
  const name = entry && ("class" in entry ? entry.class : "gives" in entry ? entry.gives : undefined);
  const owner = found.kind === "class" ? found.entry : classes.find((one) => one.name === name);
  return owner?.members.map((member) => member.name) ?? [];
}

function optionsOf({ types }: Reference, found: Found): string[] {
  const objects =
    found.kind === "option"
      ? [found.entry.object]
      : "entry" in found && "parameters" in found.entry
        ? found.entry.parameters.map(({ object }) => object)
        : [];
  return objects
    .flatMap((object) => types.find(({ name }) => name === object)?.properties ?? [])
    .map(({ name }) => name);
}
