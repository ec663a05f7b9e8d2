/**
 * The registry inside the engine, so that pulls and pushes work without a network. To the engine it is docker.io, with a few official
 * images, and it is any registry of this machine, such as localhost:5000.
 */
import { Failure } from "../failure.ts";
import { defaultLimits } from "../options.ts";
import type { Image } from "../store/image.ts";
import { defaultRegistry, familiar, familiarRepository, type Reference, splitRepository } from "../store/reference.ts";
import { canonical, homeOf } from "./access.ts";
import { busybox } from "./busybox.ts";
import { helloWorld } from "./hello-world.ts";
import { type Published, publish } from "./published.ts";
import { OfficialRepository, PushedRepository, type Repository } from "./repository.ts";

export type { Published } from "./published.ts";

/** An image of the registry that a reference means, with the tag that it has there; without one when it was asked for by digest. */
export interface Found extends Published {
  tag: string | undefined;
}

/** What a search finds. */
export interface SearchResult {
  /** As people write it. */
  name: string;
  description: string;
  stars: number;
  official: boolean;
}

/** So many tags are named to somebody who asks for another. */
const mostNamed = 10;

/** The built-in registry of one engine. */
export class Registry {
  readonly #limits: { images: number; registryBytes: number };
  /** By name, spelled out. */
  readonly #repositories: Map<string, Repository> = new Map();
  /** Of each registry that was pushed to: the layers that it has. */
  readonly #layers: Map<string, Set<string>> = new Map();
  /** Tags and digests that were pushed; nothing is ever taken away from a registry. */
  #pushed = 0;
  /** Bytes of the layers that were pushed. */
  #bytes = 0;

  constructor(limits: { images: number; registryBytes: number } = defaultLimits) {
    this.#limits = limits;
    const official = (name: string, about: ConstructorParameters<typeof OfficialRepository>[0]): void => {
      this.#repositories.set(`${defaultRegistry}/library/${name}`, new OfficialRepository(about));
    };
    // The stars are nobody's: they are there so that a search has something to sort by.
    official("busybox", {
      description: "The shell and the applets of a small Unix",
      stars: 20,
      tags: ["1", "latest", "musl"],
      make: busybox,
    });
    official("hello-world", {
      description: "A program that says that everything works",
      stars: 10,
      tags: ["latest", "linux"],
      make: helloWorld,
    });
  }

  /** The images that a reference means: one, or, by `all`, those of all tags. A Failure 404 when there is no such thing. */
  async resolve(reference: Reference, all: boolean): Promise<Found[]> {
    const { tag, digest } = reference;
    const repository = this.#find(reference);
    if (digest !== undefined) {
      const found = await repository.byDigest(digest);
      if (found === undefined) throw unknownManifest(reference, repository);
      return [{ ...found, tag: undefined }];
    }
    const tags = repository.tags();
    const wanted = all ? tags : tags.filter((one) => one === tag);
    if (wanted.length === 0) throw unknownManifest(reference, repository);
    return Promise.all(wanted.map(async (one) => ({ ...(await repository.byTag(one)), tag: one })));
  }

  /** Whether the registry of a repository has a layer, from a push to any repository. */
  hasLayer(repository: string, diffId: string): boolean {
    return this.#layersOf(repository).has(diffId);
  }

  /** Keeps an image under a name. A Failure 413 when there is no more room. Whether the pusher may is for others to say. */
  put(repository: string, tag: string, image: Image): Published {
    const name = canonical(repository);
    const home = this.#repositories.get(name) ?? new PushedRepository();
    if (!(home instanceof PushedRepository)) throw new Failure(403, `${repository} is read-only`);
    const published = publish(image);
    if (!home.has(tag, published.digest)) this.#makeRoom(repository, image);
    home.put(tag, published);
    this.#repositories.set(name, home);
    return published;
  }

  /**
   * The public repositories that have a term in their name or description, those with the most stars first; of a private registry,
   * which a term may begin with, those that have the rest in their name.
   */
  search(term: string): SearchResult[] {
    const slash = term.indexOf("/");
    const inPrivate = homeOf(term.slice(0, slash)) === "private";
    const registry = inPrivate ? canonical(`${term.slice(0, slash)}/`) : `${defaultRegistry}/`;
    const wanted = (inPrivate ? term.slice(slash + 1) : term).toLowerCase();
    const results: SearchResult[] = [];
    for (const [repository, { description, stars, official }] of this.#repositories) {
      if (!repository.startsWith(registry)) continue;
      const name = familiarRepository(repository);
      const text = inPrivate ? repository.slice(registry.length) : `${name}\n${description.toLowerCase()}`;
      if (text.includes(wanted)) results.push({ name, description, stars, official });
    }
    return results.sort((a, b) => b.stars - a.stars || (a.name < b.name ? -1 : 1));
  }

  /** Counts what a push adds; a Failure 413 when that is too much. */
  #makeRoom(repository: string, image: Image): void {
    const { images, registryBytes } = this.#limits;
    const known = this.#layersOf(repository);
    const added = image.layers.filter(({ diffId }) => !known.has(diffId));
    const bytes = this.#bytes + added.reduce((sum, { size }) => sum + size, 0);
    if (bytes > registryBytes) {
      throw new Failure(413, `the registry holds no more than ${registryBytes} bytes of pushed images`);
    }
    if (this.#pushed >= images) throw new Failure(413, `the registry holds no more than ${images} pushed images`);
    for (const { diffId } of added) known.add(diffId);
    this.#bytes = bytes;
    this.#pushed++;
  }

  #find(reference: Reference): Repository {
    const repository = this.#repositories.get(canonical(reference.repository));
    if (repository !== undefined) return repository;
    const name = familiarRepository(reference.repository);
    if (homeOf(splitRepository(reference.repository).registry) === "private") {
      throw new Failure(
        404,
        `manifest for ${familiar(reference)} not found: manifest unknown: nothing was pushed to ${name}`,
      );
    }
    const official = [...this.#repositories.keys()].filter((one) => one.startsWith(`${defaultRegistry}/library/`));
    throw new Failure(
      404,
      `pull access denied for ${name}, repository does not exist or may require 'docker login': ` +
        `denied: the engine has a registry of its own, with ${official.map(familiarRepository).join(" and ")}, and asks no other`,
    );
  }

  #layersOf(repository: string): Set<string> {
    const { registry } = splitRepository(canonical(repository));
    const known = this.#layers.get(registry) ?? new Set();
    this.#layers.set(registry, known);
    return known;
  }
}

function unknownManifest(reference: Reference, repository: Repository): Failure {
  const asked = familiar(reference);
  const tags = repository.tags();
  const known = tags
    .slice(0, mostNamed)
    .map((tag) => familiar({ repository: reference.repository, tag, digest: undefined }));
  if (tags.length > mostNamed) known.push("more");
  return new Failure(
    404,
    `manifest for ${asked} not found: manifest unknown: the engine's own registry has ${known.join(", ")}`,
  );
}
