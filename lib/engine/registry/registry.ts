/** The registry inside the engine, so that a pull works without a network: a few images, made when they are first asked for. */
import { createHash } from "node:crypto";
import { Failure } from "../failure.ts";
import { type Image, type ImageParts, makeImage } from "../store/image.ts";
import { defaultRegistry, familiar, familiarRepository, type Reference } from "../store/reference.ts";
import { busybox } from "./busybox.ts";
import { helloWorld } from "./hello-world.ts";

interface Repository {
  tags: readonly string[];
  make(): Promise<ImageParts>;
}

const repositories: Readonly<Record<string, Repository>> = {
  [`${defaultRegistry}/library/busybox`]: { tags: ["1", "latest", "musl"], make: busybox },
  [`${defaultRegistry}/library/hello-world`]: { tags: ["latest", "linux"], make: helloWorld },
};

/** An image as a registry has it. */
export interface Published {
  image: Image;
  /** `sha256:` and the digest of the image's manifest. */
  digest: string;
}

/** The built-in registry of one engine. */
export class Registry {
  readonly #made: Map<Repository, Promise<Published>> = new Map();

  /** The tags that a reference means: its own, or all of the repository's. A Failure 404 when there is no such thing. */
  tags({ repository, tag, digest }: Reference, all: boolean): readonly string[] {
    const found = this.#repository(repository);
    if (all) return found.tags;
    if (digest !== undefined) return [tag ?? "latest"];
    if (tag !== undefined && found.tags.includes(tag)) return [tag];
    const known = found.tags.map((one) => familiar({ repository, tag: one, digest: undefined }));
    const asked = familiar({ repository, tag, digest });
    throw new Failure(
      404,
      `manifest for ${asked} not found: manifest unknown: the engine's own registry has ${known.join(", ")}`,
    );
  }

  /** The image of a repository; a Failure 404 when it does not have the digest that the reference asks for. */
  async fetch({ repository, tag, digest }: Reference): Promise<Published> {
    const found = this.#repository(repository);
    let published = this.#made.get(found);
    if (published === undefined) {
      published = found.make().then(publish);
      this.#made.set(found, published);
    }
    const result = await published;
    if (digest !== undefined && digest !== result.digest) {
      const asked = familiar({ repository, tag, digest });
      throw new Failure(
        404,
        `manifest for ${asked} not found: manifest unknown: the engine's own registry has not got it`,
      );
    }
    return result;
  }

  #repository(name: string): Repository {
    const repository = Object.hasOwn(repositories, name) ? repositories[name] : undefined;
    if (repository !== undefined) return repository;
    const known = Object.keys(repositories).map(familiarRepository).join(" and ");
    throw new Failure(
      404,
      `pull access denied for ${familiarRepository(name)}, repository does not exist or may require 'docker login': ` +
        `denied: the engine has a registry of its own, with ${known}, and asks no other`,
    );
  }
}

function publish(parts: ImageParts): Published {
  const image = makeImage(parts);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: image.id, size: image.json.length },
    layers: image.layers.map((layer) => ({
      mediaType: "application/vnd.oci.image.layer.v1.tar",
      digest: layer.diffId,
      size: layer.size,
    })),
  });
  return { image, digest: `sha256:${createHash("sha256").update(manifest).digest("hex")}` };
}
