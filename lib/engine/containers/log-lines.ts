/** The log in lines: for those who want only the last of them, or a time before each. */
import type { LogEntry } from "./log.ts";

const LF = 0x0a;

/** Entries cut so that each holds one line, or the unfinished end of one. Lines of the two streams stay apart. */
export function splitLines(entries: readonly LogEntry[]): LogEntry[] {
  const lines: LogEntry[] = [];
  for (const { stream, time, bytes } of entries) {
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(LF, from);
      const to = end < 0 ? bytes.length : end + 1;
      lines.push({ stream, time, bytes: bytes.subarray(from, to) });
      from = to;
    }
  }
  return lines;
}

/** The entry with the time that it was written before it. */
export function stamped(entry: LogEntry): LogEntry {
  const stamp = new TextEncoder().encode(`${new Date(entry.time).toISOString().replace("Z", "000000Z")} `);
  const bytes = new Uint8Array(stamp.length + entry.bytes.length);
  bytes.set(stamp);
  bytes.set(entry.bytes, stamp.length);
  return { ...entry, bytes };
}
