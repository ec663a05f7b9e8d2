/** The images of an engine, and the names that point to them. */
import { Failure, noSuchImage } from "../failure.ts";
import { defaultLimits, type Limits } from "../options.ts";
import { bareId, type Image } from "./image.ts";
import { familiarRepository, parseReference, type Reference } from "./reference.ts";

/** A tag of an image. */
export interface Tag {
  /** As people write it. */
  repository: string;
  tag: string;
}

type StoreLimits = Pick<Limits, "images" | "imageNames" | "imageJsonBytes">;

/** Images by id, tags, and the digests that they have in a registry. */
export class ImageStore {
  readonly #limits: StoreLimits;
  /** Bytes of the JSON of all images. */
  #jsonBytes = 0;
  readonly #clock: () => number;
  readonly #images: Map<string, Image> = new Map();
  /** `repository:tag` and `repository@digest`, spelled out, to image id. */
  readonly #targets: Map<string, string> = new Map();
  /** The same, the other way round. */
  readonly #names: Map<string, Set<string>> = new Map();
  /** By image id, when it was last given a tag, in milliseconds since 1970. */
  readonly #tagged: Map<string, number> = new Map();

  constructor(limits: StoreLimits = defaultLimits, clock: () => number = Date.now) {
    this.#limits = limits;
    this.#clock = clock;
  }

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

  /** Keeps an image; one with the same id is the same image. A Failure 409 when there are too many, or they say too much. */
  add(image: Image): Image {
    const known = this.#images.get(image.id);
    if (known !== undefined) return known;
    const { images, imageJsonBytes } = this.#limits;
    if (this.#images.size >= images)
      throw new Failure(409, `the engine holds no more than ${images} images: remove some`);
    if (this.#jsonBytes + image.json.length > imageJsonBytes) {
      throw new Failure(
        409,
        `the engine holds no more than ${imageJsonBytes} bytes of image configurations: remove some`,
      );
    }
    this.#images.set(image.id, image);
    this.#jsonBytes += image.json.length;
    return image;
  }

  /** Forgets an image, and with it all names that point to it. */
  remove(id: string): void {
    this.#jsonBytes -= this.#images.get(id)?.json.length ?? 0;
    this.#images.delete(id);
    this.#tagged.delete(id);
    for (const name of this.#names.get(id) ?? []) this.#targets.delete(name);
    this.#names.delete(id);
  }

  /** Points a tag to an image, whatever it pointed to before. A Failure 409 when there are too many names. */
  tag(reference: Reference, id: string): void {
    this.#point(tagName(reference), id);
    this.#tagged.set(id, this.#clock());
  }

  /** When an image was last given a tag, in milliseconds since 1970; undefined when it never was. */
  taggedAt(id: string): number | undefined {
    return this.#tagged.get(id);
  }

  /** Whether a tag points to this image. */
  hasTag(reference: Reference, id: string): boolean {
    return this.#targets.get(tagName(reference)) === id;
  }

  /** Remembers the digest that an image has in a repository. */
  setDigest(repository: string, digest: string, id: string): void {
    this.#point(`${repository}@${digest}`, id);
  }

  /** Takes a tag or a digest away from the image that it points to. */
  untag(reference: Reference): void {
    const name = nameOf(reference);
    const id = this.#targets.get(name);
    if (id === undefined) return;
    this.#targets.delete(name);
    this.#names.get(id)?.delete(name);
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

  /** Whether images are made from this one. */
  hasChildren(id: string): boolean {
    return [...this.#images.values()].some(({ parent }) => parent === id);
  }

  /** All names of an image, spelled out: tags in order, then digests in order. */
  references(id: string): Reference[] {
    const references = [...(this.#names.get(id) ?? [])].sort().map(referenceOf);
    return [
      ...references.filter(({ digest }) => digest === undefined),
      ...references.filter(({ digest }) => digest !== undefined),
    ];
  }

  /** `busybox:latest`, for every tag of an image, in order. */
  repoTags(id: string): string[] {
    return this.tagsOf(id).map(({ repository, tag }) => `${repository}:${tag}`);
  }

  /** The tags of an image, in the order of what people write. */
  tagsOf(id: string): Tag[] {
    return this.references(id)
      .flatMap(({ repository, tag }) =>
        tag === undefined ? [] : [{ repository: familiarRepository(repository), tag }],
      )
      .sort((a, b) => (`${a.repository}:${a.tag}` < `${b.repository}:${b.tag}` ? -1 : 1));
  }

  /** `busybox@sha256:...`, for every digest that an image has in a registry, in order. */
  repoDigests(id: string): string[] {
    return this.references(id)
      .flatMap(({ repository, digest }) =>
        digest === undefined ? [] : [`${familiarRepository(repository)}@${digest}`],
      )
      .sort();
  }

  /** The tags of a repository, which is spelled out, and their images, in order. */
  tagsIn(repository: string): { tag: string; image: Image }[] {
    const tags: { tag: string; image: Image }[] = [];
    for (const [name, id] of this.#targets) {
      const reference = referenceOf(name);
      const image = this.#images.get(id);
      if (reference.repository !== repository || reference.tag === undefined || image === undefined) continue;
      tags.push({ tag: reference.tag, image });
    }
    return tags.sort((a, b) => (a.tag < b.tag ? -1 : 1));
  }

  #point(name: string, id: string): void {
    const before = this.#targets.get(name);
    const { imageNames } = this.#limits;
    if (before === undefined && this.#targets.size >= imageNames) {
      throw new Failure(409, `the engine holds no more than ${imageNames} names of images: remove some`);
    }
    if (before !== undefined) this.#names.get(before)?.delete(name);
    this.#targets.set(name, id);
    const names = this.#names.get(id) ?? new Set();
    this.#names.set(id, names.add(name));
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
    const id = this.#targets.get(nameOf(reference));
    return id === undefined ? undefined : this.#images.get(id);
  }

  #byPrefix(ref: string): Image | undefined {
    const prefix = bareId(ref);
    if (!/^[0-9a-f]{1,64}$/.test(prefix)) return undefined;
    const matches = [...this.#images.values()].filter((image) => bareId(image.id).startsWith(prefix));
    return matches.length === 1 ? matches[0] : undefined;
  }
}

function tagName({ repository, tag }: Reference): string {
  return `${repository}:${tag ?? "latest"}`;
}

/** The name that a reference means: by its digest, where it has one. */
function nameOf(reference: Reference): string {
  return reference.digest === undefined ? tagName(reference) : `${reference.repository}@${reference.digest}`;
}

function referenceOf(name: string): Reference {
  const at = name.indexOf("@");
  if (at >= 0) return { repository: name.slice(0, at), tag: undefined, digest: name.slice(at + 1) };
  const colon = name.lastIndexOf(":");
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1), digest: undefined };
}
