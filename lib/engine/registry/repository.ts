/** Repositories of the registry: those that it begins with, and those that were pushed. */
import { type ImageParts, makeImage } from "../store/image.ts";
import { type Published, publish } from "./published.ts";

/** Images of one name, by tag and by digest. */
export interface Repository {
  /** In one sentence, what is in it. */
  readonly description: string;
  readonly stars: number;
  readonly official: boolean;
  /** In order. */
  tags(): string[];
  /** The image of a tag that there is. */
  byTag(tag: string): Promise<Published>;
  byDigest(digest: string): Promise<Published | undefined>;
}

/** A repository with one image, which is made when it is first asked for. */
export class OfficialRepository implements Repository {
  readonly description: string;
  readonly stars: number;
  readonly official = true;
  readonly #tags: readonly string[];
  readonly #make: () => Promise<ImageParts>;
  #made: Promise<Published> | undefined;

  constructor(about: {
    description: string;
    stars: number;
    tags: readonly string[];
    make: () => Promise<ImageParts>;
  }) {
    this.description = about.description;
    this.stars = about.stars;
    this.#tags = about.tags;
    this.#make = about.make;
  }

  tags(): string[] {
    return [...this.#tags];
  }

  byTag(): Promise<Published> {
    this.#made ??= this.#make().then((parts) => publish(makeImage(parts)));
    return this.#made;
  }

  async byDigest(digest: string): Promise<Published | undefined> {
    const made = await this.byTag();
    return made.digest === digest ? made : undefined;
  }
}

/** A repository of what was pushed. What was pushed once stays to be had by its digest. */
export class PushedRepository implements Repository {
  readonly description = "";
  readonly stars = 0;
  readonly official = false;
  readonly #tags: Map<string, Published> = new Map();
  readonly #digests: Map<string, Published> = new Map();

  tags(): string[] {
    return [...this.#tags.keys()].sort();
  }

  byTag(tag: string): Promise<Published> {
    return Promise.resolve(this.#tags.get(tag)!);
  }

  byDigest(digest: string): Promise<Published | undefined> {
    return Promise.resolve(this.#digests.get(digest));
  }

  /** Whether a tag is there already, and is the image of this digest. */
  has(tag: string, digest: string): boolean {
    return this.#tags.get(tag)?.digest === digest;
  }

  put(tag: string, published: Published): void {
    const known = this.#digests.get(published.digest) ?? published;
    this.#digests.set(known.digest, known);
    this.#tags.set(tag, known);
  }
}
