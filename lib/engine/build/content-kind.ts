/** What bytes are, by how they begin. */
import { latin1 } from "../../wire/excerpt.ts";

/** An archive, compressed bytes of a kind, nothing at all, or anything else. */
export type ContentKind = "tar" | "gzip" | "bzip2" | "xz" | "zstd" | "empty" | "other";

/** How many bytes it takes to tell. */
export const kindBytes = 512;

const magic: readonly [ContentKind, readonly number[]][] = [
  ["gzip", [0x1f, 0x8b]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
];

/** The kind of what begins with these bytes. */
export function kindOf(first: Uint8Array): ContentKind {
  if (first.length === 0) return "empty";
  const found = magic.find(([, bytes]) => bytes.every((byte, at) => first[at] === byte));
  if (found !== undefined) return found[0];
  return isTarHeader(first) ? "tar" : "other";
}

/** A header has a checksum over itself, and the end of an archive is zeros. */
function isTarHeader(block: Uint8Array): boolean {
  if (block.length < kindBytes) return false;
  const header = block.subarray(0, kindBytes);
  if (header.every((byte) => byte === 0)) return true;
  const stated = Number.parseInt(latin1(header.subarray(148, 156)).replace(/^[\s\0]+/, ""), 8);
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 0x20 : byte;
  return sum === stated;
}
