/** The files that the builds of the differential suite are given. */

import { gzipSync } from "node:zlib";
import { packTar, type TarEntry } from "modern-tar";

/** A file of a context: its text, or more than that. */
export type ContextFile =
  | string
  | { text?: string; bytes?: Uint8Array; mode?: number; uid?: number; gid?: number }
  | { link: string }
  | { directory: number };

const date = new Date("2020-01-02T03:04:05Z");

/** Packs a context. */
export async function packContext(files: Record<string, ContextFile>): Promise<Uint8Array> {
  return packTar(Object.entries(files).map(([name, file]) => entryOf(name, file)));
}

function entryOf(name: string, file: ContextFile): TarEntry {
  const common = { name, mtime: date, uid: 0, gid: 0 };
  if (typeof file === "string") return entryOf(name, { text: file });
  if ("link" in file) return { header: { ...common, type: "symlink", linkname: file.link, size: 0 } };
  if ("directory" in file) return { header: { ...common, type: "directory", mode: file.directory, size: 0 } };
  const body = file.bytes ?? new TextEncoder().encode(file.text ?? "");
  const { mode = 0o644, uid = 0, gid = 0 } = file;
  return { header: { ...common, mode, uid, gid, size: body.length }, body };
}

const archive = await packContext({
  "inner/": { directory: 0o750 },
  "inner/deep.txt": { text: "deep\n", uid: 12, gid: 34, mode: 0o640 },
  "top.txt": "top\n",
  "to-top": { link: "top.txt" },
});

/** The usual context. */
export const contextFiles: Record<string, ContextFile> = {
  "a.txt": "A\n",
  "b.txt": { text: "B\n", mode: 0o600, uid: 1000, gid: 1000 },
  "run.sh": { text: "#!/bin/sh\necho ran\n", mode: 0o755 },
  "with space.txt": "space\n",
  "to-a": { link: "a.txt" },
  "dir/": { directory: 0o755 },
  "dir/one.txt": "one\n",
  "dir/two.md": "two\n",
  "dir/link": { link: "one.txt" },
  "dir/sub/": { directory: 0o700 },
  "dir/sub/three.txt": "three\n",
  "archive.tar": { bytes: archive },
  "archive.tgz": { bytes: new Uint8Array(gzipSync(archive)) },
  "not-archive.gz": { bytes: new Uint8Array(gzipSync(new TextEncoder().encode("text\n"))) },
};
