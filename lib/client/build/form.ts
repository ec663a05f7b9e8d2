/** The body of a build on the engine of 2013: a form with the context and the Dockerfile as files. */
import { InvalidArgumentError } from "../../errors.ts";
import type { ByteSource } from "../../transport/contract.ts";

/** A form that is sent as it is made. */
export interface Form {
  /** With the boundary that the body is made with. */
  readonly contentType: string;
  readonly body: ByteSource;
}

/** A part of a body: bytes, something that gives them, or what makes them when all that is before them was sent. */
type Part = Uint8Array | ByteSource | (() => Promise<Uint8Array>);

/**
 * The form of a build. The context comes first: where the Dockerfile has to be looked for in it, it is known only then. Without a context the
 * Dockerfile is all there is.
 */
export function buildForm(
  context: Uint8Array | ByteSource | undefined,
  dockerfile: Uint8Array | (() => Promise<Uint8Array>),
): Form {
  // 192 random bits: no content has them in it.
  const boundary = [...crypto.getRandomValues(new Uint8Array(24))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  const last = async () => asText(typeof dockerfile === "function" ? await dockerfile() : dockerfile);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: inSequence([
      ...(context === undefined ? [] : [partHead(boundary, "Context", "context.tar"), context, utf8("\r\n")]),
      partHead(boundary, "Dockerfile", "Dockerfile"),
      last,
      utf8(`\r\n--${boundary}--\r\n`),
    ]),
  };
}

function partHead(boundary: string, name: string, file: string): Uint8Array {
  return utf8(
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${file}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
}

/** The engine of 2013 drops a last line that is not ended. */
function asText(dockerfile: Uint8Array): Uint8Array {
  if (dockerfile.length === 0) {
    throw new InvalidArgumentError("the Dockerfile is empty", { hint: "It has to begin with FROM." });
  }
  if (dockerfile.at(-1) === 0x0a) return dockerfile;
  const ended = new Uint8Array(dockerfile.length + 1);
  ended.set(dockerfile);
  ended[dockerfile.length] = 0x0a;
  return ended;
}

function inSequence(parts: readonly Part[]): ByteSource {
  const left = [...parts];
  return {
    async read() {
      for (;;) {
        const part = left[0];
        if (part === undefined) return undefined;
        if (part instanceof Uint8Array || typeof part === "function") {
          left.shift();
          const bytes = part instanceof Uint8Array ? part : await part();
          if (bytes.length > 0) return bytes;
        } else {
          const bytes = await part.read();
          if (bytes !== undefined) return bytes;
          left.shift();
        }
      }
    },
    cancel(reason) {
      for (const part of left.splice(0)) if ("cancel" in part) part.cancel(reason);
    },
  };
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
