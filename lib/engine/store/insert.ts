/** A new image: another one and one more file. */
import type { ByteSource } from "../../transport/contract.ts";
import { Failure } from "../failure.ts";
import { LayeredFileSystem, SystemError } from "../kernel/mod.ts";
import { type Image, makeImage } from "./image.ts";
import { storeLayer } from "./layer-tar.ts";

/** A file to be put into an image. */
export interface Insertion {
  /** In the image; directories that are missing are made. */
  path: string;
  body: ByteSource;
  /** Where it comes from, for the history. */
  from: string;
  /** RFC 3339. */
  created: string;
  /** Most bytes that the file may have. */
  maxBytes: number;
}

/** Makes the image. A Failure when there can be no such file, or when it is too large. */
export async function insertFile(image: Image, insertion: Insertion): Promise<Image> {
  const { created, from } = insertion;
  const path = `/${insertion.path.replace(/^\/+/, "")}`;
  const layers = image.layers.map(({ layer }) => layer);
  const files = new LayeredFileSystem(layers, { maxBytes: insertion.maxBytes });
  // With the umask that all engines run with, which the directories that are missing get their mode by.
  const fs = files.forContext({ uid: 0, gid: 0, umask: 0o022, files: new Map() });
  try {
    fs.mkdir(path.replace(/[^/]+$/, ""), { parents: true });
    fs.writeFile(path, "", { mode: 0o644 });
    for (let piece = await insertion.body.read(); piece !== undefined; piece = await insertion.body.read()) {
      fs.writeFile(path, piece, { append: true });
    }
  } catch (cause) {
    if (!(cause instanceof SystemError)) throw cause;
    if (cause.code === "ENOSPC") {
      throw new Failure(413, `the file does not fit into ${insertion.maxBytes} bytes`, { cause });
    }
    throw new Failure(400, `the file ${path} cannot be made in the image: ${cause.message}`, { cause });
  }
  const step = { created, created_by: `insert ${from} ${path}` };
  return makeImage({
    layers: [...image.layers, await storeLayer(files.seal())],
    config: image.config,
    created,
    history: [...image.history, step],
    parent: image.id,
  });
}
