/** What the tests of the codecs share. */

/** Text as bytes, UTF-8. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Bytes as text, UTF-8. */
export function textOf(bytes: Uint8Array | Uint8Array[]): string {
  return new TextDecoder().decode(bytes instanceof Uint8Array ? bytes : concat(bytes));
}

/** All pieces in one. */
export function concat(pieces: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Cuts bytes at the given places. */
export function cut(all: Uint8Array, places: number[]): Uint8Array[] {
  const sorted = [...new Set(places)].filter((place) => place > 0 && place < all.length).sort((a, b) => a - b);
  return [0, ...sorted].map((start, i) => all.slice(start, sorted[i] ?? all.length));
}

/** Every way of cutting that a test has the time for: in two at every place, and into single bytes. */
export function* everyCut(all: Uint8Array): Generator<Uint8Array[]> {
  for (let place = 0; place <= all.length; place++) yield cut(all, [place]);
  yield cut(all, [...all.keys()]);
}

/** What came out of a codec, and the name of the error it ended with, if it did. */
export interface Outcome<T> {
  out: T;
  error?: string;
}

/** Runs a codec and keeps what came out up to an error. The error must be one of ours. */
export function outcome<T>(out: T, run: (out: T) => void): Outcome<T> {
  try {
    run(out);
    return { out };
  } catch (error) {
    if (!(error instanceof Error) || !["ProtocolError", "StreamError"].includes(error.name)) throw error;
    return { out, error: error.name };
  }
}
