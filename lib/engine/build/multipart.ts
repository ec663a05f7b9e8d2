/** Forms in parts (`multipart/form-data`), as they arrive. Pure and incremental: bytes may be cut anywhere. */
import { latin1 } from "../../wire/excerpt.ts";
import { badBody } from "../failure.ts";

/** What a part says of itself. */
export interface PartHead {
  /** The name of the field. */
  name: string;
  /** Undefined for a field that is no file. */
  filename: string | undefined;
}

/** What comes out of a form: the head of a part, then its bytes, in pieces. */
export type PartEvent = { head: PartHead } | { bytes: Uint8Array };

/** Bytes of the head of one part. */
const headLimit = 16 * 1024;

/** The boundary that a content type names; undefined when it is none of a form in parts. A Failure 400 when it names none. */
export function boundaryOf(contentType: string): string | undefined {
  if (!/^\s*multipart\/form-data\s*(?:;|$)/i.test(contentType)) return undefined;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined || boundary.length > 70) throw badBody("the form has no boundary between its parts");
  return boundary;
}

/** Reads a form in parts. What comes before the first part and after the last boundary is dropped. */
export class MultipartDecoder {
  readonly #boundary: Uint8Array;
  #state: "before" | "boundary" | "head" | "body" | "done" = "before";
  /** Bytes that cannot be told yet. */
  #held: Uint8Array;

  constructor(boundary: string) {
    this.#boundary = new TextEncoder().encode(`\r\n--${boundary}`);
    // The first boundary may be the first of all, without a line before it.
    this.#held = this.#boundary.slice(0, 2);
  }

  /** Whether the last boundary has come. */
  get done(): boolean {
    return this.#state === "done";
  }

  /** Takes bytes, and adds what they complete. A Failure 400 when they are no form. */
  push(bytes: Uint8Array, events: PartEvent[]): void {
    this.#held = joined(this.#held, bytes);
    while (this.#step(events)) {
      // There may be more in what is held.
    }
  }

  /** The body has ended. A Failure 400 when the form had not. */
  end(): void {
    if (!this.done) throw badBody("the form ends before its last boundary");
  }

  /** Goes one step on; whether there was enough for it. */
  #step(events: PartEvent[]): boolean {
    switch (this.#state) {
      case "before":
      case "body":
        return this.#content(events);
      case "boundary":
        return this.#afterBoundary();
      case "head":
        return this.#head(events);
      case "done":
        this.#held = new Uint8Array(0);
        return false;
    }
  }

  #content(events: PartEvent[]): boolean {
    const at = indexOf(this.#held, this.#boundary);
    // What could be the beginning of a boundary waits for the rest of it.
    const known = at >= 0 ? at : Math.max(0, this.#held.length - this.#boundary.length + 1);
    if (known > 0 && this.#state === "body") events.push({ bytes: this.#held.subarray(0, known) });
    this.#held = this.#held.subarray(at >= 0 ? at + this.#boundary.length : known);
    if (at >= 0) this.#state = "boundary";
    return at >= 0;
  }

  #afterBoundary(): boolean {
    const text = latin1(this.#held.subarray(0, 256));
    if (text.startsWith("--")) {
      this.#state = "done";
      return true;
    }
    const [blanks] = /^[ \t]*\r\n/.exec(text) ?? [];
    if (blanks === undefined) {
      if (!/^(?:-|[ \t]*\r?)$/.test(text)) throw badBody("a boundary of the form is not at the end of its line");
      return false;
    }
    // The line end is left: a part without a head begins with an empty line.
    this.#held = this.#held.subarray(blanks.length - 2);
    this.#state = "head";
    return true;
  }

  #head(events: PartEvent[]): boolean {
    const end = indexOf(this.#held, headEnd);
    if (end < 0) {
      if (this.#held.length > headLimit)
        throw badBody(`the head of a part of the form is larger than ${headLimit} bytes`);
      return false;
    }
    events.push({ head: headOf(new TextDecoder().decode(this.#held.subarray(0, end))) });
    this.#held = this.#held.subarray(end + headEnd.length);
    this.#state = "body";
    return true;
  }
}

const headEnd: Uint8Array = new TextEncoder().encode("\r\n\r\n");

function headOf(text: string): PartHead {
  const [, disposition = ""] = /^content-disposition:\s*form-data\s*(;.*)$/im.exec(text) ?? [];
  const parameter = (name: string): string | undefined => {
    const [, quoted, plain] =
      new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, "i").exec(disposition) ?? [];
    return quoted?.replace(/\\(.)/g, "$1") ?? plain;
  };
  const name = parameter("name");
  if (name === undefined) throw badBody("a part of the form has no name");
  return { name, filename: parameter("filename") };
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = bytes.indexOf(wanted[0]!); at >= 0; at = bytes.indexOf(wanted[0]!, at + 1)) {
    if (at + wanted.length > bytes.length) return -1;
    let same = 1;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++;
    if (same === wanted.length) return at;
  }
  return -1;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
