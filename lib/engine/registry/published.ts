/** Images as a registry has them: with a manifest, and its digest. */
import { createHash } from "node:crypto";
import type { Image } from "../store/image.ts";

/** An image as a registry has it. */
export interface Published {
  image: Image;
  /** `sha256:` and the digest of the image's manifest. */
  digest: string;
  /** Bytes of the manifest. */
  size: number;
}

/** Makes the manifest of an image. What only the engine that made it knows, its parent and its container, stays behind. */
export function publish(made: Image): Published {
  const image: Image = { ...made, parent: undefined, container: undefined };
  const manifest = new TextEncoder().encode(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: image.id, size: image.json.length },
      layers: image.layers.map((layer) => ({
        mediaType: "application/vnd.oci.image.layer.v1.tar",
        digest: layer.diffId,
        size: layer.size,
      })),
    }),
  );
  return { image, digest: `sha256:${createHash("sha256").update(manifest).digest("hex")}`, size: manifest.length };
}
