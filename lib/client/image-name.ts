/** The names of images that are about to be made, or to be given one more. */
import { parseImageRef } from "../api/reference.ts";
import { InvalidArgumentError } from "../errors.ts";

/** A name in the two parts in which engines take it. */
export interface NewImageName {
  /** Registry and path. */
  repo: string;
  /** `latest` where none was given. */
  tag: string;
}

/** Takes a new name apart. Throws an InvalidArgumentError for one that is malformed, is an id, or has a digest: that comes of the content. */
export function newImageName(name: string): NewImageName {
  const { repository, tag, digest } = parseImageRef(name);
  if (digest !== undefined) throw wrong(name, "has a digest");
  if (isImageId(repository)) throw wrong(name, "is the form of an id");
  return { repo: repository, tag: tag ?? "latest" };
}

/** Whether a reference can only be an id. The beginning of one looks like any other name. */
export function isImageId(ref: string): boolean {
  return /^(?:sha256:)?[0-9a-f]{64}$/.test(ref);
}

function wrong(name: string, why: string): InvalidArgumentError {
  return new InvalidArgumentError(`${JSON.stringify(name)} cannot name a new image: it ${why}`, {
    hint: "Name it by repository and tag, e.g. team/app:1.0.",
  });
}
