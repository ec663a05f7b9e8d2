/** Opens what an image is built from, so that it can be sent. Loaded with the first build. */
import { InvalidArgumentError } from "../../errors.ts";
import type { ByteSource } from "../../transport/contract.ts";
import { type Uploadable, toByteSource } from "../upload.ts";
import { type ArchiveEntry, archiveOf, fileEntry } from "./archive.ts";
import { type BuildContext, checkFiles, type DockerfileContext, isDockerfile } from "./context.ts";
import { searchDockerfile } from "./find-dockerfile.ts";

/** A context that can be sent, once, in one of two ways. */
export interface OpenContext {
  /** With the Dockerfile in it, at the path that is told; undefined is where engines look for it. */
  whole(): { archive: Uint8Array | ByteSource; dockerfile: string | undefined };
  /** With the Dockerfile apart, which may be known only when the archive was read. No archive where the Dockerfile is all there is. */
  apart(): { archive: Uint8Array | ByteSource | undefined; dockerfile: Uint8Array | (() => Promise<Uint8Array>) };
  /** Gives up what was opened. */
  cancel(reason: unknown): void;
}

/** Opens a context that was checked. `dockerfile` is the path that the caller says. */
export async function openContext(context: BuildContext, dockerfile: string | undefined): Promise<OpenContext> {
  if (isDockerfile(context)) return typed(context, dockerfile ?? "Dockerfile");
  if (typeof context !== "string" && !(context instanceof URL)) return uploaded(context, dockerfile);
  const { openDirectory } = await import("./directory.ts");
  return openDirectory(context, dockerfile);
}

function uploaded(upload: Uploadable, path: string | undefined): OpenContext {
  const archive = toByteSource(upload);
  return {
    whole: () => ({ archive, dockerfile: path }),
    apart: () => searchDockerfile(archive, path ?? "Dockerfile"),
    cancel: (reason) => {
      if (!(archive instanceof Uint8Array)) archive.cancel(reason);
    },
  };
}

function typed({ dockerfile, files = {} }: DockerfileContext, path: string): OpenContext {
  checkFiles({ ...files, [path]: dockerfile });
  if (Object.hasOwn(files, path)) {
    throw new InvalidArgumentError(`there is a ${path} among the files, and the text of the Dockerfile besides`, {
      hint: "Leave one of them out, or name the Dockerfile otherwise: { dockerfile } among the options.",
    });
  }
  const text = new TextEncoder().encode(dockerfile);
  const entries = Object.entries(files).map(
    ([name, content]): ArchiveEntry =>
      fileEntry(name, typeof content === "string" ? new TextEncoder().encode(content) : content),
  );
  return {
    whole: () => ({
      archive: archiveOf([fileEntry(path, text), ...entries]),
      dockerfile: path === "Dockerfile" ? undefined : path,
    }),
    apart: () => ({ archive: entries.length > 0 ? archiveOf(entries) : undefined, dockerfile: text }),
    cancel() {},
  };
}
