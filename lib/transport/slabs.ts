/** Room for what a socket reads: large pieces of memory, filled one behind the other, of which no byte is ever written twice. */

/** Reads go into slabs of this size, until less than `minRead` is left of one. */
const slabSize = 64 * 1024;
const minRead = 16 * 1024;

/** The option `onread` of node:net, that gives each read as a view of a slab; `take` says whether to go on. */
export function readingIntoSlabs(take: (bytes: Uint8Array) => boolean): {
  buffer(): Uint8Array;
  callback(size: number, into: Uint8Array): boolean;
} {
  let slab: Uint8Array = new Uint8Array(slabSize);
  let used = 0;
  return {
    buffer() {
      if (slabSize - used < minRead) {
        slab = new Uint8Array(slabSize);
        used = 0;
      }
      return slab.subarray(used);
    },
    callback(size, into) {
      used += size;
      return take(into.subarray(0, size));
    },
  };
}
