/** Help: about one thing, or the map of all. What it says comes from the types of the library and their TSDoc. */
import { didYouMean } from "../nearest.ts";
import type { PublicApi, Reference } from "../reference/model.ts";
import { find, type Names } from "./find.ts";
import { map } from "./map.ts";
import type { PageStyle } from "./layout.ts";
import { topicNames, topicsBelow } from "./offered.ts";
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

function unknown(reference: Reference, about: unknown, { commands = [] }: Names): string {
  const rest = "help() shows what there is.";
  if (typeof about !== "string") return `Nothing is known about that value. ${rest}`;
  const below = topicsBelow(reference, about.slice(0, Math.max(0, about.lastIndexOf("."))));
  const candidates =
    below.length > 0
      ? below
      : [
          ...topicNames(reference, commands, "").map(({ text }) => text),
          ...reference.types.map(({ name }) => name),
          ...reference.classes.flatMap(({ members }) => members.map(({ name }) => name)),
        ];
  const meant = didYouMean(about, candidates);
  return `Nothing is known about ${JSON.stringify(about)}. ${meant === "" ? rest : meant}`;
}
