/**
 * Podman (4.3) breaks an attachment off when the program leaves its input unread, and writes what went wrong behind the output, as if the
 * program had said it. Output that comes at the same time is lost. So there it is an error, and nothing of the output.
 */
import { ConnectError } from "../../errors.ts";
import { latin1 } from "../../wire/excerpt.ts";
import type { OutputChunk } from "../../wire/stdio.ts";
import type { ChunkSource } from "../output.ts";

const mark = /Error: (read|write) unixpacket @->\S{1,200}: \1: [a-z ]{1,40}\n$/;
/** No mark is longer. */
const longest = 300;

/** The chunks without the mark at their end; a ConnectError in its place. */
export function withoutHangUp(source: ChunkSource): ChunkSource {
  /** The last chunk, if it ends as the mark does: a program may go on after such a line. */
  let held: OutputChunk | undefined;
  let broken = false;
  return {
    async next() {
      for (;;) {
        if (broken) throw hungUp();
        const chunks = await source.next();
        if (chunks === undefined) {
          const last = held;
          held = undefined;
          if (last === undefined) return undefined;
          broken = true;
          const rest = last.bytes.subarray(0, last.bytes.length - lengthOfMark(last.bytes));
          if (rest.length > 0) return [{ ...last, bytes: rest }];
          continue;
        }
        const all = held === undefined ? chunks : [held, ...chunks];
        const last = all.at(-1);
        held = last !== undefined && lengthOfMark(last.bytes) > 0 ? last : undefined;
        const given = held === undefined ? all : all.slice(0, -1);
        if (given.length > 0) return given;
      }
    },
    cancel: (reason) => source.cancel(reason),
  };
}

function lengthOfMark(bytes: Uint8Array): number {
  if (bytes.at(-1) !== 10) return 0;
  const tail = latin1(bytes.subarray(Math.max(0, bytes.length - longest)));
  return mark.exec(tail)?.[0].length ?? 0;
}

function hungUp(): ConnectError {
  return new ConnectError("Podman broke the attachment off, since the program left its input unread", {
    code: "EPIPE",
    hint: "Output may be missing at its end: container.logs() has it.",
  });
}
