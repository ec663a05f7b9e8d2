/** What a text may be, by what it means: names of containers and images, signals, paths, topics of help. */
import { builtinModules } from "node:module";
import { operations } from "../../lib/api/operations.ts";
import { signals } from "../../lib/api/reference.ts";
import type { ContainerSummary, ImageSummary } from "../../mod.ts";
import { shortId } from "../format/listing.ts";
import { ago, bytes } from "../format/time.ts";
import { topicNames } from "../help/offered.ts";
import type { Meaning } from "../reference/model.ts";
import type { CompletableCommand } from "./commands.ts";
import { endpointsAt } from "./endpoints.ts";
import { type Item, matching } from "./items.ts";
import type { KnownNames } from "./names.ts";
import { pathsAt } from "./paths.ts";
import type { Place } from "./places.ts";
import type { World } from "./resolve.ts";

/** Everything that completion goes by. */
export interface CompletionWorld extends World {
  readonly names: KnownNames;
  readonly commands: readonly CompletableCommand[];
  /** The directory that relative paths are meant from. */
  readonly directory: string;
}

/** What a string there may be. `done` is what is done with the container that is named, where that is known. */
export function valuesFor(
  { entry, sense }: Place,
  prefix: string,
  done: Meaning | undefined,
  world: CompletionWorld,
): readonly Item[] {
  // Nothing at all may be one of them, and need not be offered.
  if ("values" in entry && entry.values) return entry.values.filter((text) => text !== "").map((text) => ({ text }));
  switch (sense) {
    case undefined:
      return [];
    case "ImageRef":
      return imagesLike(prefix, world.names);
    case "Repository":
      return repositories(world.names);
    case "Signal":
      return signals.map((text) => ({ text }));
    case "Path":
      return pathsAt(0, prefix, world.directory).items;
    case "Endpoint":
      return endpointsAt(0, prefix).items;
    case "Topic":
      return topicNames(world.reference, world.commands, prefix);
    case "Module":
      return modulesAt(prefix, world.directory);
    case "RequestLine":
      return Object.values(operations).map(({ method, path, name }) => ({ text: `${method} ${path}`, detail: name }));
    default:
      return containersLike(prefix, sense === "ContainerRef" ? done : sense, world.names);
  }
}

/** What a module may be called: a file, or one that the runtime has, by its full name. */
export function modulesAt(prefix: string, directory: string): readonly Item[] {
  const isBuiltin = prefix !== "" && (prefix.startsWith("node:") || "node:".startsWith(prefix));
  const builtins = isBuiltin ? builtinModules.filter((name) => !/^_|^node:/.test(name)) : [];
  return [...builtins.sort().map((name) => ({ text: `node:${name}` })), ...pathsAt(0, prefix, directory).items];
}

const verbs: Readonly<Record<string, Meaning>> = {
  attach: "RunningContainerRef",
  stop: "RunningContainerRef",
  kill: "RunningContainerRef",
  resize: "RunningContainerRef",
  exec: "RunningContainerRef",
  start: "StoppedContainerRef",
};

/** What is done with the container that is being named, where that stands behind it already: `get("|").stop()`. */
export function doneWith(behind: string): Meaning | undefined {
  const verb = /^["'`]?\s*\)\s*\.(\w+)/.exec(behind)?.[1];
  return verb === undefined ? undefined : verbs[verb];
}

/** Something that may be meant. What is said about it is worked out for what is shown only: there may be thousands. */
interface Candidate {
  readonly text: string;
  detail(): string;
}

function told(prefix: string, candidates: readonly Candidate[]): Item[] {
  return matching(prefix, candidates, ({ text }) => text).map(({ text, detail }) => ({ text, detail: detail() }));
}

function stateOf({ Image, State, Status }: ContainerSummary): string {
  return `${Image}  ${Status || State}`;
}

const cannotStart: ReadonlySet<string> = new Set(["running", "paused", "restarting", "removing", "dead"]);

/** Containers by name; by the beginning of their ids when that is what is being typed, or when they have no names. */
function containersLike(prefix: string, sense: Meaning | undefined, { containers }: KnownNames): Item[] {
  const candidates: Candidate[] = [];
  for (const container of containers) {
    const { Id, Names, State } = container;
    if (sense === "RunningContainerRef" && State !== "running" && State !== "paused") continue;
    if (sense === "StoppedContainerRef" && cannotStart.has(State)) continue;
    let named: string | undefined;
    for (const name of Names) {
      const text = name.startsWith("/") ? name.slice(1) : name;
      if (text.includes("/")) continue; // what another calls it
      named ??= text;
      candidates.push({ text, detail: () => `${shortId(Id)}  ${stateOf(container)}` });
    }
    if (named === undefined || isPartOfId(prefix, Id))
      candidates.push({ text: idLike(prefix, Id), detail: () => `${named ?? ""}  ${stateOf(container)}`.trim() });
  }
  return told(prefix, candidates);
}

/**
 * Images by name; by the beginning of their ids when that is what is being typed. Those without a name only so, and the intermediate ones only when
 * nothing else begins so.
 */
function imagesLike(prefix: string, names: KnownNames): Item[] {
  const candidates: Candidate[] = [];
  for (const image of names.images) {
    const { Id, RepoTags } = image;
    for (const text of RepoTags)
      if (text !== "<none>:<none>") candidates.push({ text, detail: () => `${shortId(Id)}  ${sizeAndAge(image)}` });
    if (isPartOfId(prefix, Id)) {
      const detail = (): string => `${RepoTags[0] ?? "<none>"}  ${shortId(Id)}  ${sizeAndAge(image)}`;
      candidates.push({ text: idLike(prefix, Id), detail });
    }
  }
  if (!isHex(prefix) || candidates.some(({ text }) => text.startsWith(prefix))) return told(prefix, candidates);
  const hidden = names.intermediates(prefix).filter(({ Id }) => isPartOfId(prefix, Id));
  return told(prefix, [...candidates, ...hidden.map((image) => intermediate(image, prefix))]);
}

function intermediate(image: ImageSummary, prefix: string): Candidate {
  return { text: idLike(prefix, image.Id), detail: () => `intermediate  ${sizeAndAge(image)}` };
}

function sizeAndAge({ Size, Created }: ImageSummary): string {
  return [...(Size === undefined ? [] : [bytes(Size)]), ago(Created, Date.now() / 1000)].join("  ");
}

function repositories({ images }: KnownNames): Item[] {
  const tags = images.flatMap(({ RepoTags }) => RepoTags).filter((tag) => tag !== "<none>:<none>");
  return [...new Set(tags.map((tag) => tag.replace(/:[^/:]*$/, "")))].map((text) => ({ text }));
}

function isHex(text: string): boolean {
  return /^[0-9a-f]+$/.test(text);
}

function isPartOfId(prefix: string, id: string): boolean {
  return prefix !== "" && (id.startsWith(prefix, id.startsWith("sha256:") ? 7 : 0) || isWithAlgorithm(prefix, id));
}

function isWithAlgorithm(prefix: string, id: string): boolean {
  return prefix.startsWith("sha256:") && id.startsWith(prefix);
}

/** An id as it is being typed: short, unless more of it is there already. */
function idLike(prefix: string, id: string): string {
  if (isWithAlgorithm(prefix, id)) return id;
  const short = shortId(id);
  return prefix.length > short.length ? id.replace(/^sha256:/, "") : short;
}
