/** What `${name#pattern}` and its like make of the value of a parameter. */

import { Pattern } from "./pattern.ts";
import { byteLength } from "./text.ts";

/** An operation whose words have been expanded. */
export type Transformation =
  | { kind: "length" }
  | { kind: "trim"; end: "prefix" | "suffix"; longest: boolean; pattern: string }
  | { kind: "replace"; all: boolean; pattern: string; replacement: string }
  | { kind: "slice"; offset: number; length: number | undefined };

/** The value after the operation. */
export function transform(value: string, operation: Transformation): string {
  switch (operation.kind) {
    case "length":
      return String(byteLength(value));
    case "trim": {
      const pattern = Pattern.of(operation.pattern);
      if (operation.end === "prefix") return value.slice(Math.max(0, pattern.prefix(value, operation.longest)));
      return value.slice(0, value.length - Math.max(0, pattern.suffix(value, operation.longest)));
    }
    case "replace":
      if (operation.pattern === "") return value;
      return Pattern.of(operation.pattern).replace(value, operation.replacement, operation.all);
    case "slice":
      return slice(value, operation.offset, operation.length);
  }
}

/** Offsets, and lengths, that are negative count from the end. */
function slice(value: string, offset: number, length: number | undefined): string {
  const characters = [...value];
  const start = offset < 0 ? Math.max(0, offset + characters.length) : offset;
  if (length === undefined) return characters.slice(start).join("");
  const end = length < 0 ? characters.length + length : start + length;
  return end <= start ? "" : characters.slice(start, end).join("");
}
