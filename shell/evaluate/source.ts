/** Places in texts: offsets, lines and columns, and from a generated text back to the one that was written. */

/** A place as people count it: both from 1. */
export interface Position {
  line: number;
  column: number;
}

/** A text whose lines can be counted, as JavaScript counts them. */
export class SourceText {
  readonly text: string;
  readonly #starts: number[] = [0];
  /** How many lines there are before it. */
  readonly #before: number;

  /** `firstLine` is the number of its first line: a piece of a longer text has its places there. */
  constructor(text: string, firstLine = 1) {
    this.text = text;
    this.#before = firstLine - 1;
    for (const { index, 0: end } of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) this.#starts.push(index + end.length);
  }

  /** How many lines there are. */
  get lines(): number {
    return this.#starts.length;
  }

  /** The place of an offset. */
  position(offset: number): Position {
    let line = 0;
    for (let high = this.#starts.length; high - line > 1; ) {
      const middle = (line + high) >> 1;
      if (this.#starts[middle]! <= offset) line = middle;
      else high = middle;
    }
    return { line: line + 1 + this.#before, column: offset - this.#starts[line]! + 1 };
  }

  /** The offset of a place; of the nearest one when there is no such place. */
  offset({ line, column }: Position): number {
    const start = this.#starts[Math.min(line - this.#before, this.lines) - 1] ?? 0;
    return Math.min(start + column - 1, this.text.length);
  }

  /** A line without its end. */
  line(line: number): string {
    const index = line - this.#before;
    return this.text
      .slice(this.#starts[index - 1] ?? this.text.length, this.#starts[index])
      .replace(/[\r\n\u2028\u2029]+$/, "");
  }
}

/** A piece of a source map: the column in the generated line, then file, line and column in the source, all from 0. */
export type Segment = readonly number[];

/** From offsets in one text to those in the text that it was made of. */
export interface Offsets {
  at(offset: number): number;
}

/** {@link Offsets} as a source map has them. */
export class OffsetMap implements Offsets {
  readonly #generated: number[] = [];
  readonly #source: number[] = [];

  /** `lines` has the segments of each generated line, lines being those that `\n` ends. */
  constructor(lines: readonly (readonly Segment[])[], generated: string, source: string) {
    const [to, from] = [lineStarts(generated), lineStarts(source)];
    lines.forEach((segments, line) => {
      for (const segment of segments) {
        if (segment.length < 4) continue;
        this.#generated.push(to[line]! + segment[0]!);
        this.#source.push(from[segment[2]!]! + segment[3]!);
      }
    });
  }

  /** Where what stands at a generated offset was written. */
  at(offset: number): number {
    let low = -1;
    for (let high = this.#generated.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (this.#generated[middle]! <= offset) low = middle;
      else high = middle;
    }
    if (low < 0) return this.#source[0] ?? 0;
    const [start, next] = [this.#source[low]!, this.#source[low + 1] ?? Number.POSITIVE_INFINITY];
    const here = start + offset - this.#generated[low]!;
    // What was put in has no place of its own; it counts as standing before what follows.
    return next >= start ? Math.min(here, next) : here;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Decodes the `mappings` of a source map of version 3. */
export function decodeMappings(mappings: string): Segment[][] {
  const state = [0, 0, 0, 0, 0];
  return mappings.split(";").map((line) => {
    state[0] = 0;
    return line === "" ? [] : line.split(",").map((segment) => decodeSegment(segment, state));
  });
}

/** Each field of a segment is the difference to the same field of the one before. */
function decodeSegment(text: string, state: number[]): Segment {
  const segment: number[] = [];
  let [value, shift] = [0, 0];
  for (const character of text) {
    const digit = digits.indexOf(character);
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    const field = segment.length;
    state[field] = state[field]! + (value & 1 ? -(value >> 1) : value >> 1);
    segment.push(state[field]!);
    [value, shift] = [0, 0];
  }
  return segment;
}
