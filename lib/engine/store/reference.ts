/** Image references as the store keeps them: with registry, repository and tag spelled out. */
import { type ParsedImageRef, parseImageRef } from "../../api/reference.ts";
import { InvalidArgumentError } from "../../errors.ts";
import { Failure } from "../failure.ts";

/** The registry that a reference without one means. */
export const defaultRegistry = "docker.io";
const officialPrefix = "library/";

/** A reference with nothing left out. */
export interface Reference {
  /** `docker.io/library/busybox` */
  repository: string;
  /** `latest`; undefined when only a digest was given. */
  tag: string | undefined;
  digest: string | undefined;
}

/** Takes a reference as a person writes it; a Failure 400 when it is none. */
export function parseReference(text: string): Reference {
  const parsed = parse(text);
  const tag = parsed.tag ?? (parsed.digest === undefined ? "latest" : undefined);
  return { repository: fullRepository(parsed), tag, digest: parsed.digest };
}

/**
 * Takes a repository and a tag that stand in two parameters. The tag may be a digest, and may be left out: then the repository's own
 * counts, else `latest`. A Failure 400 when they are no reference.
 */
export function parseRepositoryAndTag(repository: string, tag: string | undefined): Reference {
  if (tag === undefined || tag === "") return parseReference(repository);
  const { repository: bare } = parse(repository);
  return parseReference(`${bare}${tag.includes(":") ? "@" : ":"}${tag}`);
}

/** Whether a repository and a tag in two parameters name no single image, and so mean all tags of the repository. */
export function meansAll(repository: string, tag: string | undefined): boolean {
  if (tag !== undefined && tag !== "") return false;
  const parsed = parse(repository);
  return parsed.tag === undefined && parsed.digest === undefined;
}

/** Takes a reference that is to become the name of an image, which a digest is not; a Failure 400 when it cannot. */
export function parseName(repository: string, tag: string | undefined): Reference {
  const name = parseRepositoryAndTag(repository, tag);
  if (name.digest !== undefined) throw new Failure(400, "refusing to create a tag with a digest reference");
  if (/(?:^|\/)[0-9a-f]{64}$/.test(name.repository)) {
    throw new Failure(400, "invalid reference format: a name of 64 hexadecimal digits would be taken for an id");
  }
  return name;
}

function parse(text: string): ParsedImageRef {
  try {
    return parseImageRef(text);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new Failure(400, `invalid reference format: ${error.message}`, { cause: error });
  }
}

function fullRepository({ registry, repository }: ParsedImageRef): string {
  const path = registry === undefined ? repository : repository.slice(registry.length + 1);
  const home = registry === undefined || registry === "index.docker.io" ? defaultRegistry : registry;
  return home === defaultRegistry && !path.includes("/") ? `${home}/${officialPrefix}${path}` : `${home}/${path}`;
}

/** The registry of a repository that is spelled out, and its path there. */
export function splitRepository(repository: string): { registry: string; path: string } {
  const slash = repository.indexOf("/");
  return { registry: repository.slice(0, slash), path: repository.slice(slash + 1) };
}

/** A repository the way people write it: without the default registry, and without its prefix for official images. */
export function familiarRepository(repository: string): string {
  if (!repository.startsWith(`${defaultRegistry}/`)) return repository;
  const path = repository.slice(defaultRegistry.length + 1);
  return path.startsWith(officialPrefix) ? path.slice(officialPrefix.length) : path;
}

/** A whole reference the way people write it. */
export function familiar(reference: Reference): string {
  const name = familiarRepository(reference.repository);
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
  return `${name}${tag}${reference.digest === undefined ? "" : `@${reference.digest}`}`;
}
