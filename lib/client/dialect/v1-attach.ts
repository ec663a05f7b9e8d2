/**
 * Attaching to a v1.0 engine. It sends raw bytes in which nothing tells stdout from stderr, and it ends an attachment as soon as its
 * stdin is half-closed, losing the output. So each of the three gets a connection of its own; their order among each other is not known.
 *
 * An engine that is asked to stream from a container which is not running says so inside the stream, after the log, as if the program had
 * written it. That line is taken out again.
 */
import { ConflictError } from "../../errors.ts";
import type { ByteSource, Duplex } from "../../transport/contract.ts";
import { latin1 } from "../../wire/excerpt.ts";
import type { ApiClient, ParameterValue } from "../api-client.ts";
import type { AttachOptions } from "../attach.ts";
import { Attachment } from "../attachment.ts";
import { merged, rawSource } from "../sources.ts";

/** The line, as the engine of 2013 writes it. */
export const stoppedMark = "Error: Impossible to attach to a stopped container, start it first\n";

/** The line about a container that outlived its engine. */
export const ghostMark = "Error: Impossible to attach to a ghost container\n";

const marks = [stoppedMark, ghostMark].map((text) => ({ text, bytes: new TextEncoder().encode(text) }));

/**
 * The source without such a mark at its end. A program may have written the very same line: `written` is asked, only when a mark was
 * seen, whether it did, and may throw to say that the attachment failed.
 */
export function withoutStoppedMark(source: ByteSource, written: (mark: string) => Promise<boolean>): ByteSource {
  let held: Uint8Array = new Uint8Array(0);
  let pending: Promise<Uint8Array | undefined> | undefined;
  let over = false;
  return {
    async read() {
      while (!over) {
        pending ??= source.read();
        // Output that only begins like the mark must not wait for more: somebody may answer to it.
        const begun = held.length > 0 && markAtEnd(held) === undefined;
        const bytes = begun ? await Promise.race([pending, quiet()]) : await pending;
        if (bytes === "quiet") {
          const given = held;
          held = new Uint8Array(0);
          return given;
        }
        pending = undefined;
        if (bytes === undefined) {
          over = true;
          const mark = markAtEnd(held);
          const rest = mark && !(await written(mark.text)) ? held.subarray(0, held.length - mark.bytes.length) : held;
          return rest.length > 0 ? rest : undefined;
        }
        const all = held.length === 0 ? bytes : concat(held, bytes);
        const keep = Math.max(...marks.map((mark) => overlap(all, mark.bytes)));
        held = all.slice(all.length - keep);
        if (all.length > keep) return all.subarray(0, all.length - keep);
      }
      return undefined;
    },
    cancel: (reason) => source.cancel(reason),
  };
}

/** Resolves when the rest of a mark, which is sent in one piece, would have come long ago. */
function quiet(): Promise<"quiet"> {
  return new Promise((resolve) => setTimeout(resolve, 100, "quiet"));
}

/** How many bytes at the end of `bytes` are the beginning of the mark (or the whole of it). */
function overlap(bytes: Uint8Array, mark: Uint8Array): number {
  for (let length = Math.min(bytes.length, mark.length); length > 0; length--) {
    let i = 0;
    while (i < length && bytes[bytes.length - length + i] === mark[i]) i++;
    if (i === length) return length;
  }
  return 0;
}

/** The mark that the bytes end with. */
function markAtEnd(bytes: Uint8Array): (typeof marks)[number] | undefined {
  return marks.find((mark) => overlap(bytes, mark.bytes) === mark.bytes.length);
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** Attaches to a container of a v1.0 engine: a connection for each stream, of raw bytes. */
export async function attachV1(api: ApiClient, id: string, options: AttachOptions, tty: boolean): Promise<Attachment> {
  const { signal, stdin, stdout, stderr, ...rest } = options;
  const open: Duplex[] = [];
  const dial = async (parameters: Record<string, ParameterValue>) => {
    const { stream } = await api.hijack("ContainerAttach", { parameters: { id, ...parameters }, signal });
    open.push(stream);
    return stream;
  };
  try {
    const sides = (["stdout", "stderr"] as const).filter((side) => (side === "stdout" ? stdout : stderr && !tty));
    if (tty && stderr && !stdout) sides.push("stdout"); // with a TTY everything is stdout
    const sources = [];
    for (const side of sides) {
      const stream = await dial({ ...rest, [side]: true });
      sources.push(
        rawSource(rest.stream ? withoutStoppedMark(stream, (mark) => endOfLog(api, id, side, mark)) : stream, side),
      );
    }
    const input = stdin ? await dial({ stream: true, stdin: true }) : undefined;
    if (input && sources.length === 0) sources.push(rawSource(input, "stdout")); // nothing comes here but the end
    return new Attachment({ source: merged(sources), stdin: input, tty, signal });
  } catch (error) {
    for (const stream of open) stream.cancel(error);
    throw error;
  }

  /** Whether the log has the mark at its end, which is then the program's own; a ConflictError where no log was asked for. */
  async function endOfLog(
    client: ApiClient,
    container: string,
    side: "stdout" | "stderr",
    mark: string,
  ): Promise<boolean> {
    if (!rest.logs) {
      throw new ConflictError(mark.replace(/^Error: |\n$/g, ""), {
        operation: "ContainerAttach",
        method: "POST",
        path: `/containers/${container}/attach`,
        status: 200,
        hint: "Start the container first, or attach with { logs: true }.",
      });
    }
    const { stream } = await client.hijack("ContainerAttach", {
      parameters: { id: container, logs: true, [side]: true },
      signal,
    });
    let tail = "";
    try {
      for (let bytes = await stream.read(); bytes !== undefined; bytes = await stream.read()) {
        tail = (tail + latin1(bytes)).slice(-mark.length);
      }
    } finally {
      stream.cancel();
    }
    return tail === mark;
  }
}
