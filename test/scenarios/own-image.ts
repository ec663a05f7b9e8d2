import { type Image, NotFoundError } from "../../mod.ts";
import { tarOf } from "./tar.ts";
import type { Context } from "./types.ts";

/** An image that only this scenario has, with a name of its own; it goes with all its names at the end. */
export async function ownImage(
  t: Context,
  name: string,
  options: { files?: Readonly<Record<string, string>>; changes?: readonly string[] } = {},
): Promise<Image> {
  const { files = { "hello.txt": `${name}\n` }, ...rest } = options;
  t.cleanup(() => discard(t, name));
  await t.docker.images.import(tarOf(files), { repository: name, ...rest, signal: t.signal });
  return t.docker.images.get(name);
}

/** Removes an image by one of its names, if it is still there. */
export async function discard({ docker }: Context, name: string): Promise<void> {
  await docker.images
    .get(name)
    .remove({ force: true })
    .catch((error) => {
      if (!(error instanceof NotFoundError)) throw error;
    });
}
