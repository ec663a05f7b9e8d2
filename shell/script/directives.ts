/**
 * Directives: what a comment tells dks about a statement.
 *
 *     // dks: timeout 5s
 *     await c.wait(); // dks: skip
 *     // dks: require api>=1.24, require engine docker|podman
 *     // dks: expect containers.list().length === 1
 *     // dks: type .wire on
 *
 * The last two are for whoever learns with the file, and for a check, and take the rest of their line.
 */
import { parse } from "acorn";
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

/**
 * What a comment tells dks. `skip`, `unordered`, `timeout` and `expect` are about one statement, `require` is about the whole file, and `type` stands
 * for itself.
 */
export type Directive =
  | { readonly kind: "skip" }
  /** The lines of its output may come in any order. */
  | { readonly kind: "unordered" }
  | { readonly kind: "timeout"; readonly milliseconds: number }
  | { readonly kind: "require"; readonly requirement: Requirement }
  /** What is true when the statement has done its work: an expression, in which calls of the API are awaited. */
  | { readonly kind: "expect"; readonly expression: string; readonly line: number }
  /** A command of the prompt that is to be typed here. */
  | { readonly kind: "type"; readonly input: string };

/** An expectation. */
export type Expectation = Extract<Directive, { kind: "expect" }>;

const engineKinds = ["docker", "podman", "embedded"] as const;
const words: readonly string[] = ["skip", "unordered", "timeout", "require", "expect", "type"];
const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** The directives that a comment holds, given without its `//`; undefined when it holds none. Throws a {@link TranscriptError}. */
export function readDirectives(comment: string, at: At): Directive[] | undefined {
  const said = /^\s*dks:(.*)$/s.exec(comment)?.[1];
  if (said === undefined) return undefined;
  const [, listed = "", rest] = /^(.*?)(?:(?<=^|,)\s*((?:expect|type)\b.*))?$/s.exec(said) ?? [];
  const texts = rest === undefined ? said.split(",") : [...listed.split(",").slice(0, -1), rest];
  return texts.map((text) => directive(text.trim(), at));
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
    case "expect":
      return { kind: "expect", expression: expression(rest, at), line: at.line };
    case "type":
      if (!/^\.[a-z]+(?:\s|$)/.test(rest))
        throw new TranscriptError(
          `\`type\` cannot be ${JSON.stringify(rest)}`,
          at,
          "It takes a command of the prompt, as in `type .wire on`.",
        );
      return { kind: "type", input: rest };
    default:
      throw new TranscriptError(
        `unknown directive ${JSON.stringify(text)}`,
        at,
        didYouMean(word, words) || `There are: ${words.join(", ")}.`,
      );
  }
}

function expression(text: string, at: At): string {
  try {
    parse(`(${text}\n)`, { ecmaVersion: "latest", sourceType: "module" });
    return text;
  } catch (error) {
    throw new TranscriptError(
      `\`expect\` cannot be ${JSON.stringify(text)}: ${(error as Error).message.replace(/ \(\d+:\d+\)$/, "")}`,
      at,
      "It takes an expression, as in `expect containers.list().length === 1`.",
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
