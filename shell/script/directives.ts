/**
 * Directives: what a comment tells dks about a statement.
 *
 *     // dks: timeout 5s
 *     await c.wait(); // dks: skip
 *     // dks: require api>=1.24, require engine docker|podman
 */
import { didYouMean } from "../nearest.ts";
import { type At, TranscriptError } from "./transcript-error.ts";

/** What an engine must be for a file to run on it. */
export type Requirement =
  | { readonly kind: "api"; readonly operator: ApiOperator; readonly version: string }
  | { readonly kind: "engine"; readonly engines: readonly EngineKind[] };

/** How the version of an API is compared. */
export type ApiOperator = ">=" | "<=" | ">" | "<" | "=";

/** The kinds of engine that a file may require. */
export type EngineKind = (typeof engineKinds)[number];

/** What a comment tells dks. `skip`, `unordered` and `timeout` are about one statement, `require` is about the whole file. */
export type Directive =
  | { readonly kind: "skip" }
  /** The lines of its output may come in any order. */
  | { readonly kind: "unordered" }
  | { readonly kind: "timeout"; readonly milliseconds: number }
  | { readonly kind: "require"; readonly requirement: Requirement };

const engineKinds = ["docker", "podman", "embedded"] as const;
const words: readonly string[] = ["skip", "unordered", "timeout", "require"];
const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** The directives that a comment holds, given without its `//`; undefined when it holds none. Throws a {@link TranscriptError}. */
export function readDirectives(comment: string, at: At): Directive[] | undefined {
  const said = /^\s*dks:(.*)$/s.exec(comment)?.[1];
  return said?.split(",").map((text) => directive(text.trim(), at));
}

function directive(text: string, at: At): Directive {
  const [, word = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  switch (word) {
    case "skip":
    case "unordered":
      if (rest !== "") throw new TranscriptError(`\`${word}\` takes nothing more: ${rest}`, at, "Leave the rest out.");
      return { kind: word };
    case "timeout":
      return { kind: "timeout", milliseconds: duration(rest, at) };
    case "require":
      return { kind: "require", requirement: requirement(rest, at) };
    default:
      throw new TranscriptError(
        `unknown directive ${JSON.stringify(text)}`,
        at,
        didYouMean(word, words) || `There are: ${words.join(", ")}.`,
      );
  }
}

function duration(text: string, at: At): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const milliseconds = Math.round(Number(number) * (units[unit ?? ""] ?? 0));
  // a timer takes no more than 31 bits
  if (number === undefined || milliseconds < 1 || milliseconds >= 2 ** 31)
    throw new TranscriptError(`\`timeout\` cannot be ${JSON.stringify(text)}`, at, "Write it as 500ms, 5s or 2m.");
  return milliseconds;
}

function requirement(text: string, at: At): Requirement {
  const [, operator, version] = /^api\s*(>=|<=|>|<|=)\s*(\d+\.\d+)$/.exec(text) ?? [];
  if (version !== undefined) return { kind: "api", operator: operator as ApiOperator, version };
  const engines = /^engine\s+(.+)$/.exec(text)?.[1]?.split(/\s*\|\s*/);
  const wrong = engines?.find((name) => !(engineKinds as readonly string[]).includes(name));
  if (engines === undefined || wrong !== undefined)
    throw new TranscriptError(
      `\`require\` cannot be ${JSON.stringify(text)}`,
      at,
      (wrong !== undefined && didYouMean(wrong, engineKinds)) ||
        "Write `require api>=1.24`, or `require engine docker|podman|embedded`.",
    );
  return { kind: "engine", engines: engines as EngineKind[] };
}
