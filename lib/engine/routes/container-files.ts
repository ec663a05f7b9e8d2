/** The file system of a container: what changed in it, all of it as an archive, and archives put into it. */
import type { Answer, Outlet } from "../answer.ts";
import type { Call } from "../call.ts";
import type { Container } from "../containers/container.ts";
import { unpack } from "../containers/unpack.ts";
import { BadParameter, Failure } from "../failure.ts";
import { SystemError } from "../kernel/mod.ts";
import { readEntries } from "../store/archive.ts";
import { entriesTar } from "../store/layer-tar.ts";
import { containerOf, type Handlers } from "./handler.ts";

export const containerFileHandlers: Handlers<"ContainerChanges" | "ContainerExport" | "PutContainerArchive"> = {
  /** A list also when nothing has changed, as the documents of both dialects say; the engines themselves answered `null`. */
  ContainerChanges(engine, call, form): Answer {
    const changes = containerOf(engine, call).fs.changes();
    return form.json(
      200,
      changes.map(({ path, kind }) => ({ Path: path, Kind: kind })),
    );
  },

  ContainerExport(engine, call, form): Answer {
    const entries = containerOf(engine, call).fs.entries();
    const { exportPrefix } = form.containers;
    // The root comes first. Where names do not begin with a dot, it has none.
    if (exportPrefix === "") entries.next();
    return {
      kind: "stream",
      status: 200,
      headers: { "content-type": "application/octet-stream" },
      untilClose: false,
      run: (out) => send(entriesTar(entries, exportPrefix), out),
    };
  },

  async PutContainerArchive(engine, call, form): Promise<Answer> {
    const container = containerOf(engine, call);
    const directory = directoryOf(container, call);
    const keepKinds = call.flag("noOverwriteDirNonDir");
    // All of it is read before any of it is put in: a damaged archive changes nothing.
    const entries = await readEntries(call.body, engine.limits.fileBytes);
    unpack(container.fs, directory, entries, { keepKinds });
    return form.done(call.operation);
  },
};

/** The directory of a container that a call names. */
function directoryOf(container: Container, call: Call): string {
  const asked = call.text("path");
  if (!asked) throw new BadParameter("the parameter path must name a directory of the container");
  const path = asked.startsWith("/") ? asked : `/${asked}`;
  let isDirectory: boolean;
  try {
    isDirectory = container.fs.stat(path).type === "directory";
  } catch (cause) {
    if (!(cause instanceof SystemError)) throw cause;
    if (cause.code !== "ENOENT") throw new Failure(400, `${asked}: ${cause.message}`, { cause });
    throw new Failure(404, `Could not find the file ${asked} in container ${container.id}`, { cause });
  }
  if (!isDirectory) throw new Failure(400, `extraction point is not a directory: ${asked}`);
  return path;
}

async function send(stream: ReadableStream<Uint8Array>, out: Outlet): Promise<void> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) await out.write(next.value);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
