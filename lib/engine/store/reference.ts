/** Image references as the store keeps them: with registry, repository and tag spelled out. */
import { parseImageRef } from "../../api/reference.ts";
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
  let parsed: ReturnType<typeof parseImageRef>;
  try {
    parsed = parseImageRef(text);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new Failure(400, `invalid reference format: ${error.message}`, { cause: error });
  }
  const tag = parsed.tag ?? (parsed.digest === undefined ? "latest" : undefined);
  return { repository: fullRepository(parsed.repository), tag, digest: parsed.digest };
}

function fullRepository(repository: string): string {
  const slash = repository.indexOf("/");
  const first = slash < 0 ? "" : repository.slice(0, slash);
  const hasRegistry = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  const registry = hasRegistry ? (first === "index.docker.io" ? defaultRegistry : first) : defaultRegistry;
  const path = hasRegistry ? repository.slice(slash + 1) : repository;
  return registry === defaultRegistry && !path.includes("/")
    ? `${registry}/${officialPrefix}${path}`
    : `${registry}/${path}`;
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
