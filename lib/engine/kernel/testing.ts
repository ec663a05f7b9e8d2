/** For tests: a container in a few words. */

import type { LayerEntry } from "./fs/layer.ts";
import {
  callbackFile,
  Kernel,
  Layer,
  LayeredFileSystem,
  nullFile,
  type Process,
  type Program,
  USERLAND_MAGIC,
} from "./mod.ts";

/** Bytes of a text. */
export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Text of bytes. */
export const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What a container printed, as it goes. */
export interface Captured {
  text(): string;
  bytes(): Uint8Array;
}

/** A kernel whose `/bin` has all the programs. */
export function machine(
  programs: Record<string, Program> | ReadonlyMap<string, Program>,
  extra: readonly LayerEntry[] = [],
  options: { maxBytes?: number; maxProcesses?: number } = {},
): Kernel {
  const table = programs instanceof Map ? programs : new Map(Object.entries(programs));
  const entries: LayerEntry[] = [
    { path: "/bin/busybox", type: "file", mode: 0o755, data: encode(`${USERLAND_MAGIC}\n`) },
    { path: "/tmp", type: "directory", mode: 0o1777 },
  ];
  for (const name of table.keys()) {
    if (name !== "busybox") entries.push({ path: `/bin/${name}`, type: "hardlink", target: "/bin/busybox" });
  }
  const fs = new LayeredFileSystem([Layer.from([...entries, ...extra])], { maxBytes: options.maxBytes });
  return new Kernel({ fs, hostname: "box", programs: table, ...options });
}

/** An open file that collects what is written to it. */
export function capture(): { file: ReturnType<typeof callbackFile> } & Captured {
  const pieces: Uint8Array[] = [];
  const bytes = () => {
    const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  };
  return { file: callbackFile({ write: (piece) => void pieces.push(piece) }), bytes, text: () => decode(bytes()) };
}

/** An open file that gives these bytes. */
export function supply(data: Uint8Array | string | undefined): ReturnType<typeof callbackFile> {
  if (data === undefined) return nullFile();
  let rest: Uint8Array | undefined = typeof data === "string" ? encode(data) : data;
  return callbackFile({
    read: () => {
      const bytes = rest?.length === 0 ? undefined : rest;
      rest = undefined;
      return Promise.resolve(bytes);
    },
  });
}

/** Starts a program with captured output. */
export function launch(
  kernel: Kernel,
  argv: readonly string[],
  options: { stdin?: Uint8Array | string; env?: Record<string, string>; cwd?: string; uid?: number } = {},
): { process: Process; out: Captured; err: Captured } {
  const out = capture();
  const err = capture();
  const files = new Map([
    [0, supply(options.stdin)],
    [1, out.file],
    [2, err.file],
  ]);
  const { env = { PATH: "/bin" }, cwd = "/", uid = 0 } = options;
  return { process: kernel.start({ argv, env, cwd, uid, files }), out, err };
}
