/** Words of the parser's tree as words of ours: quotes taken away, what is quoted marked, tildes found. */

import type {
  DoubleQuotedChild,
  HereDoc,
  ParameterExpansionPart,
  ParsedScript,
  Word as ParsedWord,
  WordPart,
} from "unbash";
import { parse } from "unbash";
import type { Argument, Command, Operation, Segment, Word } from "./ast.ts";
import { ShellError } from "./errors.ts";

/**
 * How the script of a command substitution is lowered; lower.ts and this file need each other. `position` is where it stands;
 * `source` is the text that its own positions are in, if that is another.
 */
export type LowerScript = (script: ParsedScript, position: number, source?: string) => Command;

const parameterName = /^(?:[A-Za-z_]\w*|\d+|[@*#?$!-])$/;

/** A word in a plain place: an argument, the target of a redirection, a pattern. */
export function lowerWord(word: ParsedWord, script: LowerScript): Word {
  return wordOf(withTilde(partsOf(word, script)));
}

/** An argument, which may have the form of an assignment. */
export function lowerArgument(segments: readonly Segment[]): Argument {
  const first = segments[0];
  const isAssignment = first?.kind === "text" && !first.quoted && /^[A-Za-z_]\w*=/.test(first.text);
  return {
    word: wordOf(withTilde(segments)),
    assignment: isAssignment ? wordOf(withTildes(segments)) : undefined,
  };
}

/** The value of an assignment, where a tilde counts after every colon too. */
export function lowerValue(word: ParsedWord, script: LowerScript): Word {
  const segments = partsOf(word, script);
  return wordOf(withTildes(withTilde(segments, true)));
}

/** The body of a here-document. */
export function lowerDocument(document: HereDoc, script: LowerScript): Word {
  const { body, delimiter, operator } = document;
  const strip = (text: string, atLineStart: boolean): string =>
    operator === "<<-" ? text.replace(atLineStart ? /(^|\n)\t+/g : /(\n)\t+/g, "$1") : text;
  if (delimiter?.quoted) return wordOf([{ kind: "text", text: strip(body.text, true), quoted: true }]);
  if (body.parts === undefined) {
    const text = strip(body.text, true).replace(/\\(?:([\\$`])|\n)/g, "$1");
    return wordOf([{ kind: "text", text, quoted: true }]);
  }
  const segments = body.parts.flatMap((part, index): Segment[] =>
    part.type === "Literal"
      ? [{ kind: "text", text: strip(part.value, index === 0), quoted: true }]
      : lowerQuotedPart(part, script),
  );
  return wordOf(segments);
}

/** The segments of a word, before tildes are looked for. */
export function partsOf(word: ParsedWord, script: LowerScript): Segment[] {
  if (word.parts === undefined) return unquotedText(word.text);
  return word.parts.flatMap((part) => lowerPart(part, script));
}

/** A word of segments. */
export function wordOf(segments: readonly Segment[]): Word {
  return { segments, literal: literalOf(segments) };
}

function literalOf(segments: readonly Segment[]): string | undefined {
  let text = "";
  let bracket = false;
  for (const segment of segments) {
    if (segment.kind === "quotes") {
      const inner = literalOf(segment.segments);
      if (inner === undefined) return undefined;
      text += inner;
    } else if (segment.kind !== "text") {
      return undefined;
    } else {
      if (!segment.quoted) {
        if (/[*?]/.test(segment.text) || (bracket && segment.text.includes("]"))) return undefined;
        if (/\[.*\]/s.test(segment.text)) return undefined;
        bracket ||= segment.text.includes("[");
      }
      text += segment.text;
    }
  }
  return text;
}

function lowerPart(part: WordPart, script: LowerScript): Segment[] {
  switch (part.type) {
    case "Literal":
      return unquotedText(part.text);
    case "Glob":
      return part.kind === "bracket"
        ? [
            { kind: "text", text: "[", quoted: false },
            ...part.parts.flatMap((inner) => lowerPart(inner, script)),
            { kind: "text", text: "]", quoted: false },
          ]
        : [{ kind: "text", text: part.value, quoted: false }];
    case "SingleQuoted":
    case "AnsiCQuoted":
      return [{ kind: "text", text: part.value, quoted: true }];
    case "DoubleQuoted":
      return [quotes(part.parts, script)];
    case "LocaleString":
      return [{ kind: "text", text: "$", quoted: true }, quotes(part.parts, script)];
    // ash has no braces to expand: they are text, and so is what stands between them.
    case "BraceExpansion":
      return part.parts === undefined
        ? unquotedText(part.text)
        : [
            { kind: "text", text: "{", quoted: false },
            ...part.parts.flatMap((inner) => lowerPart(inner, script)),
            { kind: "text", text: "}", quoted: false },
          ];
    case "ExtendedGlob":
    case "ProcessSubstitution":
      throw new ShellError('syntax error: unexpected "("');
    default:
      return [lowerExpansion(part, script, false)];
  }
}

function quotes(parts: readonly DoubleQuotedChild[], script: LowerScript): Segment {
  return { kind: "quotes", segments: parts.flatMap((part) => lowerQuotedPart(part, script)) };
}

/** A part of what stands in double quotes, in a here-document, or in the operand of an expansion there. */
function lowerQuotedPart(part: WordPart, script: LowerScript): Segment[] {
  switch (part.type) {
    case "Literal":
    case "AnsiCQuoted":
      return [{ kind: "text", text: part.value, quoted: true }];
    case "DoubleQuoted":
    case "LocaleString":
      return part.parts.flatMap((inner) => lowerQuotedPart(inner, script));
    case "SimpleExpansion":
    case "ParameterExpansion":
    case "CommandExpansion":
    case "ArithmeticExpansion":
      return [lowerExpansion(part, script, true)];
    // Anything else means nothing in quotes; single quotes stay too.
    default:
      return [{ kind: "text", text: part.text, quoted: true }];
  }
}

function lowerExpansion(
  part: Extract<WordPart, { type: `${string}Expansion` }>,
  script: LowerScript,
  quoted: boolean,
): Segment {
  switch (part.type) {
    case "SimpleExpansion":
      return { kind: "parameter", name: part.text.slice(1), quoted, operation: undefined };
    case "ParameterExpansion":
      return lowerParameter(part, script, quoted);
    case "CommandExpansion": {
      const inner: ParsedScript = part.script ?? { type: "Script", pos: 0, end: 0, shebang: undefined, commands: [] };
      return { kind: "command", command: script(inner, part.pos), quoted };
    }
    case "ArithmeticExpansion": {
      if (!part.text.startsWith("$((")) return { kind: "text", text: part.text, quoted };
      return { kind: "arithmetic", expression: lowerArithmetic(part.text.slice(3, -2), part.pos, script), quoted };
    }
    default:
      return { kind: "text", text: part.text, quoted };
  }
}

/** The text of an arithmetic expression: expanded like a here-document, and parsed after that. */
export function lowerArithmetic(text: string, position: number, script: LowerScript): Word {
  if (!/[$`\\]/.test(text)) return wordOf([{ kind: "text", text, quoted: true }]);
  let mark = "END";
  while (text.includes(mark)) mark += "D";
  const source = `:<<${mark}\n${text}\n${mark}\n`;
  const command = parse(source).commands[0]?.command;
  const document = command?.type === "Command" ? command.suffix.concat(command.prefix)[0] : undefined;
  if (document?.type !== "HereDoc") throw new ShellError("arithmetic syntax error");
  return lowerDocument(document, (inner, _position, decoded) => script(inner, position, decoded ?? source));
}

function lowerParameter(part: ParameterExpansionPart, script: LowerScript, quoted: boolean): Segment {
  const segment = (operation: Operation | undefined): Segment => ({
    kind: "parameter",
    name: part.parameter,
    quoted,
    operation,
  });
  if (!parameterName.test(part.parameter) || part.index !== undefined || part.prefix === "!") {
    return segment({ kind: "bad" });
  }
  const { operation } = part;
  if (part.prefix === "#") return segment(operation === undefined ? { kind: "length" } : { kind: "bad" });
  if (operation === undefined) return segment(undefined);
  switch (operation.type) {
    case "Default":
      return segment({
        kind: "default",
        operator: operation.operator.slice(-1) as "-" | "=" | "+" | "?",
        emptyToo: operation.operator.length === 2,
        word: lowerOperand(operation.operand, script, quoted),
      });
    case "Remove":
      return segment({
        kind: "trim",
        end: operation.operator.startsWith("#") ? "prefix" : "suffix",
        longest: operation.operator.length === 2,
        pattern: lowerWord(operation.operand, script),
      });
    case "Replace": {
      const pattern = partsOf(operation.pattern, script);
      // Here Bash has anchors; for ash they belong to the pattern.
      const anchor = operation.operator.slice(1).replace("/", "");
      if (anchor !== "") pattern.unshift({ kind: "text", text: anchor, quoted: true });
      return segment({
        kind: "replace",
        all: operation.operator === "//",
        pattern: wordOf(pattern),
        replacement: lowerOperand(operation.replacement, script, quoted),
      });
    }
    case "Slice":
      return segment({
        kind: "slice",
        offset: lowerArithmetic(operation.offset.text, operation.pos, script),
        length: operation.length && lowerArithmetic(operation.length.text, operation.pos, script),
      });
    default:
      return segment({ kind: "bad" });
  }
}

/** The word after `:-` and its like; in double quotes it is quoted itself. */
function lowerOperand(word: ParsedWord, script: LowerScript, quoted: boolean): Word {
  if (!quoted) return lowerWord(word, script);
  if (word.parts === undefined) return wordOf([{ kind: "text", text: word.value, quoted: true }]);
  return wordOf(word.parts.flatMap((part) => lowerQuotedPart(part, script)));
}

/** Unquoted text of the source: a backslash quotes the next character, or joins two lines. */
function unquotedText(source: string): Segment[] {
  if (!source.includes("\\")) return source === "" ? [] : [{ kind: "text", text: source, quoted: false }];
  const segments: Segment[] = [];
  for (const [match, escaped] of source.matchAll(/\\\n|\\([\s\S])|\\$|[^\\]+/g)) {
    if (match === "\\\n") continue;
    if (escaped !== undefined) segments.push({ kind: "text", text: escaped, quoted: true });
    else segments.push({ kind: "text", text: match, quoted: match === "\\" });
  }
  return segments;
}

/** Finds the tilde that a word begins with. */
function withTilde(segments: readonly Segment[], colonEnds = false): readonly Segment[] {
  const first = segments[0];
  if (first?.kind !== "text" || first.quoted || !first.text.startsWith("~")) return segments;
  return [...splitTilde(first.text, segments.length === 1, colonEnds), ...segments.slice(1)];
}

/** Finds the tildes after `=` and every `:` of an assignment. */
function withTildes(segments: readonly Segment[]): readonly Segment[] {
  return segments.flatMap((segment, index): Segment[] => {
    if (segment.kind !== "text" || segment.quoted || !segment.text.includes("~")) return [segment];
    const isLast = index === segments.length - 1;
    const pieces = segment.text.split(index === 0 ? /(?<=:)(?=~)|(?<=^[A-Za-z_]\w*=)(?=~)/ : /(?<=:)(?=~)/);
    return pieces.flatMap((piece, at) =>
      at > 0 ? splitTilde(piece, isLast && at === pieces.length - 1, true) : [{ ...segment, text: piece }],
    );
  });
}

/** Text that begins with a tilde, as the tilde and the rest; as it is, if quotes or an expansion end the user's name. */
function splitTilde(text: string, isWhole: boolean, colonEnds: boolean): Segment[] {
  const user = (colonEnds ? /^~([\w.-]*)(?=[/:]|$)/ : /^~([\w.-]*)(?=\/|$)/).exec(text);
  if (user === null || (user[0].length === text.length && !isWhole)) return [{ kind: "text", text, quoted: false }];
  const rest = text.slice(user[0].length);
  const tilde: Segment = { kind: "tilde", user: user[1]! };
  return rest === "" ? [tilde] : [tilde, { kind: "text", text: rest, quoted: false }];
}
