/** The images of an engine, and the names that point to them. */
import { noSuchImage } from "../failure.ts";
import { bareId, type Image } from "./image.ts";
import { familiarRepository, parseReference, type Reference } from "./reference.ts";

/** Images by id, tags, and the digests that they were pulled by. */
export class ImageStore {
  readonly #images: Map<string, Image> = new Map();
  /** `repository:tag`, spelled out, to image id. */
  readonly #tags: Map<string, string> = new Map();
  /** `repository@digest`, spelled out, to image id. */
  readonly #digests: Map<string, string> = new Map();

  get size(): number {
    return this.#images.size;
  }

  /** All images, newest first. */
  list(): Image[] {
    return [...this.#images.values()].reverse().sort((a, b) => Date.parse(b.created) - Date.parse(a.created));
  }

  get(id: string): Image | undefined {
    return this.#images.get(id);
  }

  /** Keeps an image; one with the same id is the same image. */
  add(image: Image): Image {
    const known = this.#images.get(image.id);
    if (known !== undefined) return known;
    this.#images.set(image.id, image);
    return image;
  }

  /** Points a name to an image, whatever it pointed to before. */
  tag(reference: Reference, id: string): void {
    this.#tags.set(`${reference.repository}:${reference.tag ?? "latest"}`, id);
  }

  /** Whether a name points to this image. */
  hasTag(reference: Reference, id: string): boolean {
    return this.#tags.get(`${reference.repository}:${reference.tag ?? "latest"}`) === id;
  }

  /** Remembers the digest that an image has in a repository. */
  setDigest(repository: string, digest: string, id: string): void {
    this.#digests.set(`${repository}@${digest}`, id);
  }

  /** The image that a reference, an id, or the beginning of an id means; undefined when there is none. */
  find(ref: string): Image | undefined {
    return this.#byId(ref) ?? this.#byReference(ref) ?? this.#byPrefix(ref);
  }

  /** As find, but a Failure 404 when there is none. */
  resolve(ref: string): Image {
    const image = this.find(ref);
    if (image === undefined) throw noSuchImage(ref);
    return image;
  }

  /** `busybox:latest`, for every tag of an image, in order. */
  repoTags(id: string): string[] {
    return this.tagsOf(id).map(({ repository, tag }) => `${repository}:${tag}`);
  }

  /** The tags of an image, with repositories as people write them. */
  tagsOf(id: string): { repository: string; tag: string }[] {
    const tags: { repository: string; tag: string }[] = [];
    for (const [name, target] of this.#tags) {
      if (target !== id) continue;
      const colon = name.lastIndexOf(":");
      tags.push({ repository: familiarRepository(name.slice(0, colon)), tag: name.slice(colon + 1) });
    }
    return tags.sort((a, b) => (`${a.repository}:${a.tag}` < `${b.repository}:${b.tag}` ? -1 : 1));
  }

  /** `busybox@sha256:...`, for every digest that an image was pulled by. */
  repoDigests(id: string): string[] {
    const digests: string[] = [];
    for (const [name, target] of this.#digests) {
      if (target !== id) continue;
      const at = name.indexOf("@");
      digests.push(`${familiarRepository(name.slice(0, at))}${name.slice(at)}`);
    }
    return digests.sort();
  }

  #byId(ref: string): Image | undefined {
    return this.#images.get(ref.startsWith("sha256:") ? ref : `sha256:${ref}`);
  }

  #byReference(ref: string): Image | undefined {
    let reference: Reference;
    try {
      reference = parseReference(ref);
    } catch {
      return undefined;
    }
    const { repository, tag, digest } = reference;
    const id =
      digest === undefined ? this.#tags.get(`${repository}:${tag}`) : this.#digests.get(`${repository}@${digest}`);
    return id === undefined ? undefined : this.#images.get(id);
  }

  #byPrefix(ref: string): Image | undefined {
    const prefix = bareId(ref);
    if (!/^[0-9a-f]{1,64}$/.test(prefix)) return undefined;
    const matches = [...this.#images.values()].filter((image) => bareId(image.id).startsWith(prefix));
    return matches.length === 1 ? matches[0] : undefined;
  }
}
