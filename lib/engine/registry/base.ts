/** What the images of the built-in registry are made with. */
import type { LayerEntry } from "../kernel/mod.ts";

/** The date of everything in them: the same bytes, the same digests, on every machine and at any time. */
export const created = "2025-01-01T00:00:00Z";

const mtime = Date.parse(created);
const encoder = new TextEncoder();

export function directory(path: string, mode = 0o755): LayerEntry {
  return { path, type: "directory", mode, uid: 0, gid: 0, mtime };
}

export function file(path: string, content: string, mode = 0o644): LayerEntry {
  return { path, type: "file", mode, uid: 0, gid: 0, mtime, data: encoder.encode(content) };
}

export function hardLink(path: string, target: string): LayerEntry {
  return { path, type: "hardlink", mode: 0o755, uid: 0, gid: 0, mtime, target };
}

/** A file that runs a program of the userland; without a name, the one that it is called by. */
export function program(path: string, name?: string): LayerEntry {
  return file(path, name === undefined ? "\x7fDKS\n" : `\x7fDKS ${name}\n`, 0o755);
}
