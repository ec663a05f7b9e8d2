/** The body of a build: an archive; or, where a dialect takes them, a Dockerfile alone, or a form with both. */
import type { Call } from "../call.ts";
import { badBody, Failure } from "../failure.ts";
import type { Limits } from "../options.ts";
import { kindBytes, kindOf } from "./content-kind.ts";
import { type BuildInput, readContext, takeDockerfile, tooLarge } from "./context.ts";
import { boundaryOf, MultipartDecoder, type PartEvent } from "./multipart.ts";
import { Peeked, readAll, sourceOf } from "./peeked.ts";

/** What came with a build. */
export interface ReadInput extends BuildInput {
  /** The name for the image, where it came as a field of a form. */
  name: string | undefined;
}

/** Reads an archive. A Failure 400 when it is none, or has no Dockerfile; 413 when it holds too much. */
export async function readArchiveInput(call: Call, limits: Limits, dockerfile: string): Promise<ReadInput> {
  const context = await readContext(new Peeked(call.body), limits.fileBytes);
  return { ...takeDockerfile(context, dockerfile, limits.jsonBytes), name: undefined };
}

/** Reads whatever it is: its content tells, not its type, but for a form, whose parts only the type can tell apart. */
export async function readAnyInput(call: Call, limits: Limits, dockerfile: string): Promise<ReadInput> {
  const boundary = boundaryOf(call.headers["content-type"] ?? "");
  if (boundary !== undefined) return readForm(call, limits, boundary);
  const body = new Peeked(call.body);
  const kind = kindOf(await body.peek(kindBytes));
  if (kind === "empty") throw badBody("the body has neither a Dockerfile nor an archive with one");
  if (kind !== "other") {
    const context = await readContext(body, limits.fileBytes);
    return { ...takeDockerfile(context, dockerfile, limits.jsonBytes), name: undefined };
  }
  const bytes = await readAll(body, limits.jsonBytes);
  if (bytes === undefined) throw tooLarge("Dockerfile", limits.jsonBytes);
  return { dockerfile: textOf(bytes), context: undefined, name: undefined };
}

async function readForm(call: Call, limits: Limits, boundary: string): Promise<ReadInput> {
  const parts = await collect(call, limits, boundary);
  const dockerfile = parts.get("Dockerfile");
  if (dockerfile === undefined) throw badBody("no Dockerfile: the form has no part of that name");
  if (dockerfile.length > limits.jsonBytes) throw tooLarge("Dockerfile", limits.jsonBytes);
  const context = parts.get("Context");
  const name = parts.get("t");
  return {
    dockerfile: textOf(dockerfile),
    context: context === undefined ? undefined : await readContext(sourceOf(context), limits.fileBytes),
    name: name === undefined ? undefined : textOf(name),
  };
}

/** What a part costs besides its bytes, so that a form of empty parts is bounded too. */
const partCost = 512;

/** The parts that count, by name. */
async function collect(call: Call, limits: Limits, boundary: string): Promise<Map<string, Uint8Array>> {
  const decoder = new MultipartDecoder(boundary);
  const pieces = new Map<string, Uint8Array[]>();
  let current: Uint8Array[] = [];
  let size = 0;
  for (let bytes = await call.body.read(); bytes !== undefined; bytes = await call.body.read()) {
    const events: PartEvent[] = [];
    decoder.push(bytes, events);
    for (const event of events) {
      if ("head" in event) {
        current = [];
        size += partCost + event.head.name.length;
        if (!pieces.has(event.head.name)) pieces.set(event.head.name, current);
      } else {
        size += event.bytes.length;
        current.push(event.bytes);
      }
      if (size > limits.fileBytes) throw new Failure(413, `the form is larger than ${limits.fileBytes} bytes`);
    }
  }
  decoder.end();
  const parts = new Map<string, Uint8Array>();
  for (const [name, list] of pieces) parts.set(name, await joined(list));
  return parts;
}

async function joined(pieces: Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Failure(400, "the Dockerfile is not UTF-8, and the body is no archive", { cause });
  }
}
