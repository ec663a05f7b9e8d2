/** Help: about one thing, or the map of all. What it says comes from the types of the library and their TSDoc. */
import { didYouMean } from "../nearest.ts";
import type { PublicApi, Reference } from "../reference/model.ts";
import { type Found, find, type Names } from "./find.ts";
import { map } from "./map.ts";
import type { PageStyle } from "./layout.ts";
import { page } from "./page.ts";

export { find as findTopic } from "./find.ts";
export type { Names } from "./find.ts";
export type { PageStyle } from "./layout.ts";

/** What `help(topic)` shows: the map without a topic; a sentence that says so when nothing is known. */
export function helpText(
  api: PublicApi,
  topic: { readonly about: unknown } | undefined,
  names: Names,
  style: PageStyle,
): string {
  const { reference } = api;
  if (topic === undefined) return map(reference, style);
  const found = find(reference, topic.about, names);
  if (found) return page(api, found, style);
  return unknown(reference, topic.about, names);
}

function unknown(reference: Reference, about: unknown, names: Names): string {
  const rest = "help() shows what there is.";
  if (typeof about !== "string") return `Nothing is known about that value. ${rest}`;
  const dot = about.lastIndexOf(".");
  const owner = dot < 0 ? undefined : find(reference, about.slice(0, dot), names);
  const candidates =
    owner === undefined
      ? [...reference.globals, ...reference.classes, ...reference.functions].map(({ name }) => name)
      : membersAt(reference, owner).map((name) => `${about.slice(0, dot)}.${name}`);
  const meant = didYouMean(about, candidates);
  return `Nothing is known about ${JSON.stringify(about)}. ${meant === "" ? rest : meant}`;
}

function membersAt(reference: Reference, found: Found): string[] {
  const entry = "entry" in found ? found.entry : undefined;
  const name = entry && ("class" in entry ? entry.class : "gives" in entry ? entry.gives : undefined);
  const owner = found.kind === "class" ? found.entry : reference.classes.find((one) => one.name === name);
  return owner?.members.map((member) => member.name) ?? [];
}
