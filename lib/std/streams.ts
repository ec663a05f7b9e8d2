/**
 * The functions of `@std/streams` that the project uses, under their names and signatures: where that package can be had, the
 * import map takes it instead.
 */

/** Reads a stream of text, or of bytes in UTF-8, to its end. */
export async function toText(stream: ReadableStream<string> | ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of chunks<string | Uint8Array>(stream)) {
    text += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Reads a stream of bytes to its end. */
export async function toBytes(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of chunks<Uint8Array>(stream)) {
    pieces.push(piece);
    length += piece.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Not every runtime's type of a stream is iterable, but all have readers. */
async function* chunks<T>(stream: ReadableStream): AsyncGenerator<T> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

/**
 * Cuts text into lines, which end with LF or CR LF, or with `allowCR` also with a CR alone. The line ends are not part of the
 * lines; a last line without one counts, if it is not empty.
 */
export class TextLineStream extends TransformStream<string, string> {
  constructor(options: { allowCR?: boolean } = {}) {
    const allowCR = options.allowCR ?? false;
    const lineEnd = allowCR ? /\r\n|\n|\r/ : /\r?\n/;
    let line = "";
    // A CR at the end of a chunk waits for the next one: it may be half of a CR LF.
    let cr = "";
    super({
      transform(chunk, controller) {
        const text = cr + chunk;
        cr = text.endsWith("\r") ? "\r" : "";
        const lines = (cr === "" ? text : text.slice(0, -1)).split(lineEnd);
        lines[0] = line + lines[0];
        line = lines.pop()!;
        for (const whole of lines) controller.enqueue(whole);
      },
      flush(controller) {
        if (allowCR && cr !== "") controller.enqueue(line);
        else if (line + cr !== "") controller.enqueue(line + cr);
      },
    });
  }
}
