/** Which containers a list is about. */
import { BadParameter } from "../failure.ts";
import { bareId, type Image } from "../store/image.ts";
import type { ImageStore } from "../store/images.ts";
import { hasLabel } from "../store/labels.ts";
import type { Container } from "./container.ts";

/** What a client asks of a list of containers. */
export interface ContainerQuery {
  /** Whether those that do not run are in it. */
  all: boolean;
  /** The newest so many, running or not; undefined for no limit. */
  limit: number | undefined;
  /** Whether sizes are told. */
  size: boolean;
  filters: ReadonlyMap<string, readonly string[]>;
  /** Whether a container that a filter names must exist; else the filter is without effect (since), or lets none pass (before). */
  strict: boolean;
}

type Test = (container: Container, value: string) => boolean;

const statuses = new Set(["created", "restarting", "running", "removing", "paused", "exited", "dead"]);

/** The containers that a query is about, newest first. */
export function select(query: ContainerQuery, newestFirst: readonly Container[], images: ImageStore): Container[] {
  const { filters } = query;
  const tests = testsFor(newestFirst, images, query.strict);
  for (const key of filters.keys()) if (!tests.has(key)) throw new BadParameter(`invalid filter '${key}'`);
  for (const status of filters.get("status") ?? []) {
    if (!statuses.has(status)) throw new BadParameter(`invalid filter 'status=${status}'`);
  }
  const includesStopped = query.all || query.limit !== undefined || filters.has("status");
  const selected = newestFirst.filter(
    (container) =>
      (includesStopped || container.running) &&
      [...filters].every(([key, values]) => matches(key, values, container, tests.get(key)!)),
  );
  return query.limit === undefined ? selected : selected.slice(0, query.limit);
}

/** Values of one filter are alternatives, but all labels must match. */
function matches(key: string, values: readonly string[], container: Container, test: Test): boolean {
  if (values.length === 0) return true;
  const one = (value: string): boolean => test(container, value);
  return key === "label" ? values.every(one) : values.some(one);
}

function testsFor(newestFirst: readonly Container[], images: ImageStore, strict: boolean): Map<string, Test> {
  /** The place of a container in the list; behind the end when it is not there. */
  const position = (ref: string): number => {
    const at = newestFirst.findIndex(({ id, name }) => id.startsWith(ref) || name === ref.replace(/^\//, ""));
    if (at < 0 && strict) throw new BadParameter(`No such container: ${ref}`);
    return at < 0 ? newestFirst.length : at;
  };
  return new Map<string, Test>([
    ["status", (container, value) => container.state.status === value],
    ["label", ({ config }, value) => hasLabel(config.Labels, value)],
    ["name", ({ name }, value) => matchesText(`/${name}`, value) || matchesText(name, value)],
    ["id", ({ id }, value) => id.startsWith(value)],
    ["ancestor", ({ image }, value) => descendsFrom(image, value, images)],
    ["before", (container, value) => newestFirst.indexOf(container) > position(value)],
    ["since", (container, value) => newestFirst.indexOf(container) < position(value)],
    ["exited", ({ state }, value) => state.status === "exited" && state.exitCode === Number(value)],
  ]);
}

/** A filter by name is a regular expression; one that is none is looked for as it stands. */
function matchesText(text: string, pattern: string): boolean {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return text.includes(pattern);
  }
}

function descendsFrom(image: Image, ref: string, images: ImageStore): boolean {
  const ancestor = images.find(ref);
  for (
    let one: Image | undefined = image;
    one !== undefined;
    one = one.parent === undefined ? undefined : images.get(one.parent)
  ) {
    if (ancestor === undefined ? bareId(one.id).startsWith(bareId(ref)) : one.id === ancestor.id) return true;
  }
  return false;
}
