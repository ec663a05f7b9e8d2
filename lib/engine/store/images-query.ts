/** Which images a list is about. */
import { BadParameter } from "../failure.ts";
import type { Image } from "./image.ts";
import type { ImageStore } from "./images.ts";
import { hasLabel } from "./labels.ts";
import { namePattern } from "./name-pattern.ts";
import type { Reference } from "./reference.ts";

/** What a client asks of a list of images. */
export interface ImageQuery {
  /** Whether images that others are made from, and that have no name, are in it. */
  all: boolean;
  /** The names of those that are wanted; undefined when names do not matter. */
  wantsName: ((name: Reference) => boolean) | undefined;
  filters: ReadonlyMap<string, readonly string[]>;
}

/** An image of a list, with those of its names that were asked for. */
export interface ListedImage {
  image: Image;
  names: readonly Reference[];
}

type Test = (image: Image) => boolean;

/** The images that a query is about, newest first. A BadParameter for a filter that there is not, or that cannot have its value. */
export function selectImages(store: ImageStore, query: ImageQuery, now: number): ListedImage[] {
  const images = store.list();
  const parents = new Set(images.map((image) => image.parent));
  const tests = [...query.filters].map(([key, values]) => testOf(key, values, store, now));
  return images.flatMap((image) => {
    const all = store.references(image.id);
    if (!query.all && all.length === 0 && parents.has(image.id)) return [];
    const names = query.wantsName === undefined ? all : all.filter(query.wantsName);
    if (query.wantsName !== undefined && names.length === 0) return [];
    return tests.every((test) => test(image)) ? [{ image, names }] : [];
  });
}

/** A name that matches one of the patterns; undefined when there are none. */
export function anyName(patterns: readonly string[] | undefined): ImageQuery["wantsName"] {
  if (patterns === undefined || patterns.length === 0) return undefined;
  const tests = patterns.map(namePattern);
  return (name) => tests.some((test) => test(name));
}

/** Values of one filter are alternatives, but all labels must match. */
function testOf(key: string, values: readonly string[], store: ImageStore, now: number): Test {
  const make = makers.get(key);
  if (make === undefined) throw new BadParameter(`invalid filter '${key}'`);
  const tests = values.map((value) => make(value, store, now));
  return (image) =>
    tests.length === 0 || (key === "label" ? tests.every((t) => t(image)) : tests.some((t) => t(image)));
}

type MakeTest = (value: string, store: ImageStore, now: number) => Test;

const makers: ReadonlyMap<string, MakeTest> = new Map<string, MakeTest>([
  ["dangling", danglingIs],
  ["label", (value) => (image) => hasLabel(image.config.Labels, value)],
  ["before", (value, store) => madeBefore(madeAt(store.resolve(value)))],
  ["since", madeAfter],
  ["until", (value, _store, now) => madeBefore(moment(value, now))],
]);

function danglingIs(value: string, store: ImageStore): Test {
  const wanted = value === "true" || value === "1";
  if (!wanted && value !== "false" && value !== "0") throw new BadParameter(`invalid filter 'dangling=${value}'`);
  return (image) => (store.tagsOf(image.id).length === 0) === wanted;
}

function madeBefore(limit: number): Test {
  return (image) => madeAt(image) < limit;
}

function madeAfter(ref: string, store: ImageStore): Test {
  const limit = madeAt(store.resolve(ref));
  return (image) => madeAt(image) > limit;
}

function madeAt(image: Image): number {
  return Date.parse(image.created);
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A moment in milliseconds since 1970: written as a duration before now (`1h30m`), in Unix seconds, or as a date. */
function moment(text: string, now: number): number {
  if (/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) {
    const parts = [...text.matchAll(/([\d.]+)([a-z]+)/g)];
    return now - parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
  }
  const at = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(at)) throw new BadParameter(`invalid filter 'until=${text}': neither a date nor a duration`);
  return at;
}
