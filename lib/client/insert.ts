/**
 * Inserting a file into an image. A v1.0 engine does it; elsewhere the client does, by a container that is never started: the file is written
 * into it as an archive, and what comes of it is committed.
 */
import { createTarPacker } from "modern-tar";
import type { ImageInspect } from "../api/models.ts";
import type { ImageRef } from "../api/reference.ts";
import { InvalidArgumentError, NotFoundError, StreamError, UnsupportedError } from "../errors.ts";
import type { ByteSource } from "../transport/contract.ts";
import type { ProgressMessage } from "../wire/progress.ts";
import type { ApiClient } from "./api-client.ts";
import type { Container } from "./container.ts";
import { Containers } from "./containers.ts";
import { Image } from "./image.ts";
import type { InsertOptions } from "./insert-options.ts";
import { type FileSource, openFile } from "./insert-source.ts";
import { Progress } from "./progress.ts";
import { toByteSource, type Uploadable } from "./upload.ts";

type Report = (message: ProgressMessage) => void;

/** Inserts, and gives the new image. */
export async function insert(
  api: ApiClient,
  ref: ImageRef,
  source: URL | Uploadable,
  path: string,
  options: InsertOptions,
  report: Report,
): Promise<Image> {
  const bytes = source instanceof URL ? source : toByteSource(source);
  try {
    const { dialect } = await api.engine(options.signal);
    if (dialect === "modern") return await insertByClient(api, ref, bytes, path, options, report);
    if (source instanceof URL) return await insertByEngine(api, ref, source, path, options.signal, report);
    throw new UnsupportedError("inserting bytes needs API 1.24 or newer; this engine speaks 1.0", {
      hint: "Insert from a URL that the engine can fetch.",
    });
  } catch (error) {
    options.signal?.throwIfAborted(); // whatever it was that an abort broke off
    throw error;
  } finally {
    if ("cancel" in bytes) bytes.cancel();
  }
}

/** v1.0: the engine fetches the URL. It ends with the id of the new image, or with an empty one and not a word about the reason. */
async function insertByEngine(
  api: ApiClient,
  ref: ImageRef,
  url: URL,
  path: string,
  signal: AbortSignal | undefined,
  report: Report,
): Promise<Image> {
  const inserting = Progress.begin(
    "ImageInsert",
    async () => {
      const { dialect } = await api.engine(signal);
      const parameters = { name: ref, url: url.href, path };
      const response = await api.perform("ImageInsert", { parameters, signal });
      return { response, dialect };
    },
    insertedId,
  );
  for await (const message of inserting) report(message);
  const id = await inserting;
  if (id !== "") return new Image(api, id);
  const absent = await new Image(api, ref).inspect(signal && { signal }).then(
    () => false,
    (error) => error instanceof NotFoundError,
  );
  throw new StreamError(
    absent
      ? `the engine inserted nothing: there is no image ${ref}`
      : `the engine inserted nothing into ${ref}, and does not say why`,
    {
      operation: "ImageInsert",
      hint: absent
        ? "Pull the image first: images.pull(reference)."
        : "Check the URL: the engine fetches it, from where it is, and wants status 200.",
    },
  );
}

/** The whole id stands in a line of its own; behind it, or alone, `{"Id":"..."}` has its beginning. */
function insertedId(messages: readonly ProgressMessage[]): string {
  const short = messages.findLast(({ Id }) => typeof Id === "string")?.["Id"];
  if (typeof short !== "string" || !/^(?:[0-9a-f]{12,64})?$/.test(short)) return "";
  const whole = messages.findLast(({ status }) => /^[0-9a-f]{64}$/.test(status ?? ""))?.status;
  return short !== "" && whole?.startsWith(short) ? whole : short;
}

async function insertByClient(
  api: ApiClient,
  ref: ImageRef,
  source: URL | Uint8Array | ByteSource,
  path: string,
  { size, signal }: InsertOptions,
  report: Report,
): Promise<Image> {
  const image = await new Image(api, ref).inspect(signal && { signal });
  refuseVolumes(image, path);
  const file = await openFile(source, size, signal);
  try {
    const made = await throughContainer(api, image, async (container) => {
      signal?.throwIfAborted();
      await write(container, path, reporting(file, report), signal);
      report({ status: "Committing" });
      const committed = await commit(api, container, image);
      if (!signal?.aborted) return committed;
      await committed.remove().catch(() => {}); // nobody else knows that it is there
      throw signal.reason;
    });
    report({ aux: { ID: made.ref } });
    return made;
  } finally {
    file.body.cancel();
  }
}

/** What is written into a volume is not in the container, and so not in what is committed. */
function refuseVolumes({ Config }: ImageInspect, path: string): void {
  const volume = Object.keys(Config.Volumes ?? {}).find((volume) =>
    `${path}/`.startsWith(`${volume.replace(/\/+$/, "")}/`),
  );
  if (volume === undefined) return;
  throw new InvalidArgumentError(`insert: ${path} lies in a volume of the image, ${volume}: no image can hold it`, {
    hint: "Insert the file at another path.",
  });
}

/**
 * A container of the image while `use` lasts. It is made without the signal: a call that is broken off may have made one whose id nobody knows.
 * An image without a program gets one in the container's configuration, where it cannot be left out; it is never run.
 */
async function throughContainer<T>(
  api: ApiClient,
  image: ImageInspect,
  use: (container: Container) => Promise<T>,
): Promise<T> {
  const program = isRunnable(image) ? {} : { Entrypoint: ["/"] };
  const container = await new Containers(api).create({ Image: image.Id, ...program });
  let result: T;
  try {
    result = await use(container);
  } catch (error) {
    await container.remove({ force: true, v: true }).catch(() => {}); // must not hide the error that led here
    throw error;
  }
  await container.remove({ force: true, v: true });
  return result;
}

function isRunnable({ Config }: ImageInspect): boolean {
  return (Config.Cmd?.length ?? 0) + (Config.Entrypoint?.length ?? 0) > 0;
}

/** Writes the file, and the directories on the way to it that are missing: those that are there must keep their modes. */
async function write(
  container: Container,
  path: string,
  file: FileSource,
  signal: AbortSignal | undefined,
): Promise<void> {
  const send = (directory: string, archive: Uploadable) =>
    container.putArchive(directory, archive, { noOverwriteDirNonDir: true, ...(signal && { signal }) });
  const parts = path.split("/").filter((part) => part !== "");
  const directory = (depth: number) => `/${parts.slice(0, depth).join("/")}`;
  // An archive of nothing tells whether a directory is there. (Podman makes it.)
  const emptyArchive = new Uint8Array(1024);
  const isThere = (depth: number): Promise<boolean> =>
    send(directory(depth), emptyArchive).then(
      () => true,
      (error) => {
        if (error instanceof NotFoundError) return false;
        throw error;
      },
    );
  let known = parts.length - 1;
  while (known > 0 && !(await isThere(known))) known--;
  await send(directory(known), archiveOf(parts.slice(known), file));
}

/** An archive of one file, in directories of its own, packed as it is read. */
function archiveOf(parts: readonly string[], { size, body }: FileSource): ReadableStream<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const common = { mtime: new Date(), uid: 0, gid: 0 };
  const pack = async () => {
    for (let depth = 1; depth < parts.length; depth++) {
      const name = `${parts.slice(0, depth).join("/")}/`;
      await controller.add({ ...common, name, type: "directory", size: 0, mode: 0o755 }).close();
    }
    const writer = controller.add({ ...common, name: parts.join("/"), size, mode: 0o644 }).getWriter();
    for (let bytes = await body.read(); bytes !== undefined; bytes = await body.read()) await writer.write(bytes);
    await writer.close();
    controller.finalize();
  };
  pack().catch((error) => controller.error(error));
  return readable;
}

/**
 * Commits with the image's own configuration. Podman (4.3) heeds none, but gives the image that of the container, which is the same, and in
 * Env what it adds for every container.
 */
async function commit(api: ApiClient, container: Container, image: ImageInspect): Promise<Image> {
  const isPodman = await api.isPodman();
  if (isRunnable(image)) return container.commit(isPodman ? {} : { config: image.Config });
  // So that it does not get the container's program: Podman needs the instruction, Docker the list.
  if (isPodman) return container.commit({ changes: ["ENTRYPOINT []"] });
  return container.commit({ config: { ...image.Config, Entrypoint: [] } });
}

/** Tells how far the file is, a hundred times at most. */
function reporting({ size, body }: FileSource, report: Report): FileSource {
  let current = 0;
  let told = 0;
  return {
    size,
    body: {
      async read() {
        const bytes = await body.read();
        current += bytes?.length ?? 0;
        if (bytes && (current === size || current - told >= size / 100)) {
          told = current;
          report({ status: "Inserting", progressDetail: { current, total: size } });
        }
        return bytes;
      },
      cancel: (reason) => body.cancel(reason),
    },
  };
}
