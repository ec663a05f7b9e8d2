/** The devices of a container, and what `/dev` and `/proc/self/fd` hold. */

import { SystemError } from "../errors.ts";
import { CountedFile, nullFile } from "../pipe.ts";
import type { OpenFile } from "../types.ts";
import { type DeviceNode, type DirectoryNode, directoryNode, type FileContext, type Node, nextInode } from "./node.ts";

/** How each device is opened, by its name. */
export type DeviceTable = ReadonlyMap<string, (context: FileContext) => OpenFile>;

const CHUNK = 1 << 20;
const zeros = new Uint8Array(CHUNK);

class Zero extends CountedFile {
  readonly #full: boolean;

  constructor(full: boolean) {
    super();
    this.#full = full;
  }

  override read(max: number = CHUNK): Promise<Uint8Array> {
    return Promise.resolve(max < CHUNK ? zeros.subarray(0, max) : zeros);
  }

  override write(bytes: Uint8Array): Promise<void> {
    return this.#full && bytes.length > 0 ? Promise.reject(new SystemError("ENOSPC")) : Promise.resolve();
  }

  protected override close(): void {}
}

class Random extends CountedFile {
  override read(max = 65536): Promise<Uint8Array> {
    // getRandomValues gives no more than 65536 bytes at once.
    return Promise.resolve(crypto.getRandomValues(new Uint8Array(Math.min(max, 65536))));
  }

  override write(): Promise<void> {
    return Promise.resolve();
  }

  protected override close(): void {}
}

/** The devices that every container has; `tty` opens the terminal that standard input, output or error is. */
export const standardDevices: DeviceTable = new Map<string, (context: FileContext) => OpenFile>([
  ["null", nullFile],
  ["zero", () => new Zero(false)],
  ["full", () => new Zero(true)],
  ["random", () => new Random()],
  ["urandom", () => new Random()],
  [
    "tty",
    (context) => {
      for (const fd of [0, 1, 2]) {
        const file = context.files.get(fd);
        if (file?.tty) return file.retain();
      }
      throw new SystemError("ENXIO");
    },
  ],
]);

function deviceNode(device: string, mode = 0o666): DeviceNode {
  return { type: "device", device, mode, uid: 0, gid: 0, mtime: Date.now(), inode: nextInode(), owner: undefined };
}

function linkNode(target: string): Node {
  return {
    type: "symlink",
    target,
    mode: 0o777,
    uid: 0,
    gid: 0,
    mtime: Date.now(),
    inode: nextInode(),
    owner: undefined,
  };
}

/** What `/dev` holds for a table of devices. */
export function deviceDirectory(devices: DeviceTable): DirectoryNode {
  const directory = directoryNode();
  for (const name of devices.keys()) directory.entries.set(name, deviceNode(name));
  directory.entries.set("fd", linkNode("/proc/self/fd"));
  for (const [fd, name] of ["stdin", "stdout", "stderr"].entries()) {
    directory.entries.set(name, linkNode(`/proc/self/fd/${fd}`));
  }
  directory.entries.set("shm", directoryNode({ mode: 0o1777 }));
  return directory;
}

/** What `/proc` holds before anybody asks for more: `/proc/self/fd` is filled by {@link processNode}. */
export function processDirectory(): DirectoryNode {
  const fd = directoryNode({ mode: 0o500 });
  const self = directoryNode({ mode: 0o555 });
  self.entries.set("fd", fd);
  const directory = directoryNode({ mode: 0o555 });
  directory.entries.set("self", self);
  return directory;
}

const DESCRIPTOR = /^\/proc\/self\/fd\/(\d+)$/;

/** The node of a path below `/proc/self/fd`: a device that stands for an open file of the process. */
export function processNode(path: string, context: FileContext): Node | undefined {
  if (!path.startsWith("/proc/")) return undefined;
  const fd = DESCRIPTOR.exec(path)?.[1];
  if (fd === undefined || !context.files.has(Number(fd))) return undefined;
  return deviceNode(`fd:${fd}`, 0o700);
}

/** Opens a device node. */
export function openDevice(devices: DeviceTable, node: DeviceNode, context: FileContext): OpenFile {
  if (node.device.startsWith("fd:")) {
    const file = context.files.get(Number(node.device.slice(3)));
    if (file === undefined) throw new SystemError("ENOENT");
    return file.retain();
  }
  const open = devices.get(node.device);
  if (open === undefined) throw new SystemError("ENXIO");
  return open(context);
}
