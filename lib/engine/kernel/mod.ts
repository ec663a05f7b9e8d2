/**
 * The kernel of the embedded engine: file systems of layers, processes that are async functions, pipes and terminals.
 *
 * ```ts
 * const layer = Layer.from([
 *   { path: "/bin/busybox", type: "file", mode: 0o755, data: encode(`${USERLAND_MAGIC}\n`) },
 *   { path: "/bin/echo", type: "hardlink", target: "/bin/busybox" },
 * ]);
 * const fs = new LayeredFileSystem([layer]);
 * const kernel = new Kernel({ fs, hostname: "c0ffee", programs }); // programs: from userland/mod.ts
 * const log = callbackFile({ write: (bytes) => append(bytes) });
 * const main = kernel.start({
 *   argv: ["echo", "hello"],
 *   env: { PATH: "/bin" },
 *   files: new Map([[0, nullFile()], [1, log], [2, log.retain()]]),
 * });
 * const { code } = await main.exited;
 * fs.changes(); // what it changed
 * fs.seal(); // ... as a layer for a new image
 * ```
 *
 * With a terminal, `const { master, slave } = openTty({ rows, columns, signal: (s) => kernel.killSession(pid, s) })`, and
 * the slave (retained for each) is descriptor 0, 1 and 2.
 *
 * A container does not keep the machine's process alive: a caller that waits for one holds a `keepAlive()`.
 */

export * from "./errors.ts";
export { DEFAULT_PATH, USERLAND_MAGIC } from "./exec.ts";
export { type Change, ChangeKind } from "./fs/changes.ts";
export { Content } from "./fs/content.ts";
export type { DeviceTable } from "./fs/devices.ts";
export { Layer, type LayerEntry, normalize } from "./fs/layer.ts";
export { LayeredFileSystem, type LayeredOptions } from "./fs/layered.ts";
export { Tree as Volume, type TreeOptions as VolumeOptions } from "./fs/tree.ts";
export { Kernel, type KernelOptions, type StartOptions } from "./kernel.ts";
export { callbackFile, type FileCallbacks, nullFile, pipe } from "./pipe.ts";
export { type DefaultAction, defaultAction, listedSignals, type Signal, signalNumbers, signalOf } from "./signals.ts";
export { keepAlive } from "./timers.ts";
export { openTty, RAW, SANE, type TtyMaster, type TtyOptions } from "./tty.ts";
export * from "./types.ts";
