/** Which images a list is about. */
import { BadParameter } from "../failure.ts";
import type { Image } from "./image.ts";
import type { ImageStore } from "./images.ts";
import { hasLabel } from "./labels.ts";

/** What a client asks of a list of images. */
export interface ImageQuery {
  /** Whether images that others are made from, and that have no name, are in it. */
  all: boolean;
  filters: ReadonlyMap<string, readonly string[]>;
}

type Test = (image: Image, value: string) => boolean;

/** The images that a query is about, newest first. */
export function selectImages(store: ImageStore, { all, filters }: ImageQuery): Image[] {
  const images = store.list();
  const parents = new Set(images.map((image) => image.parent));
  const tests = testsFor(store);
  for (const key of filters.keys()) if (!tests.has(key)) throw new BadParameter(`invalid filter '${key}'`);
  return images.filter((image) => {
    const named = store.repoTags(image.id).length > 0;
    if (!all && !named && parents.has(image.id)) return false;
    return [...filters].every(([key, values]) => {
      const one = (value: string): boolean => tests.get(key)!(image, value);
      return values.length === 0 || (key === "label" ? values.every(one) : values.some(one));
    });
  });
}

function testsFor(store: ImageStore): Map<string, Test> {
  const dateOf = (ref: string): number => Date.parse(store.resolve(ref).created);
  return new Map<string, Test>([
    ["dangling", (image, value) => (store.repoTags(image.id).length === 0) === isTrue(value)],
    ["label", ({ config }, value) => hasLabel(config.Labels, value)],
    ["reference", (image, value) => matchesReference(store.repoTags(image.id), value)],
    ["before", (image, value) => Date.parse(image.created) < dateOf(value)],
    ["since", (image, value) => Date.parse(image.created) > dateOf(value)],
  ]);
}

function isTrue(value: string): boolean {
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  throw new BadParameter(`invalid filter 'dangling=${value}'`);
}

/** A pattern with `*` and `?`, which do not match a slash, for the repository alone or with its tag. */
function matchesReference(repoTags: readonly string[], pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, "[^/]*")
    .replace(/\?/g, "[^/]");
  const whole = new RegExp(`^${source}$`);
  return repoTags.some((name) => whole.test(name) || whole.test(name.slice(0, name.lastIndexOf(":"))));
}
