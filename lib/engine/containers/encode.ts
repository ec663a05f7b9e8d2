/** Output as the bytes that a client gets. */
import { encodeStdio } from "../../wire/stdio.ts";
import type { LogEntry } from "./log.ts";

/** Several writes of a program in one piece: in stdio frames, or raw. */
export function encodeEntries(entries: readonly LogEntry[], multiplexed: boolean): Uint8Array {
  const pieces = multiplexed
    ? entries.map(({ stream, bytes }) => encodeStdio(stream, bytes))
    : entries.map((entry) => entry.bytes);
  if (pieces.length === 1) return pieces[0]!;
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
