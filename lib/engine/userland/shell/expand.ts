/** The expansion of words: parameters, commands, arithmetic, fields, pathnames, quotes. */

import { evaluateArithmetic } from "./arithmetic.ts";
import type { Argument, Operation, Segment, Word } from "./ast.ts";
import { substituteCommand } from "./command-substitution.ts";
import { ShellError } from "./errors.ts";
import { FieldBuilder } from "./field.ts";
import { expandPathname } from "./glob.ts";
import { type Transformation, transform } from "./parameter-operation.ts";
import type { Shell } from "./state.ts";

const DEFAULT_IFS = " \t\n";

/** The separators that fields are split by. */
function separators(shell: Shell): string {
  return shell.variables.get("IFS") ?? DEFAULT_IFS;
}

/** The fields of the arguments of a command. `declaring` is for built-ins that take assignments, which are not split. */
export async function expandArguments(
  shell: Shell,
  words: readonly Argument[],
  declaring: boolean,
  from = 0,
): Promise<string[]> {
  const fields: string[] = [];
  for (let index = from; index < words.length; index++) {
    const { word, assignment } = words[index]!;
    if (word.literal !== undefined && assignment === undefined) fields.push(word.literal);
    else if (declaring && assignment !== undefined) fields.push(await expandToText(shell, assignment));
    else await expandFields(shell, word, fields);
  }
  return fields;
}

/** The fields of words: split, and with pathnames in the place of patterns. */
export async function expandWords(shell: Shell, words: readonly Word[]): Promise<string[]> {
  const fields: string[] = [];
  for (const word of words) await expandFields(shell, word, fields);
  return fields;
}

async function expandFields(shell: Shell, word: Word, fields: string[]): Promise<void> {
  if (word.literal !== undefined) {
    fields.push(word.literal);
    return;
  }
  const builder = new FieldBuilder(separators(shell), true);
  await new Expansion(shell, builder, true).addAll(word.segments, false);
  for (const field of builder.finish()) {
    if (!field.magic || shell.options.has("noglob")) {
      fields.push(field.text);
      continue;
    }
    const paths = await expandPathname(shell.process, field.pattern ?? field.text);
    if (paths.length === 0) fields.push(field.text);
    else for (const path of paths) fields.push(path);
  }
}

/** The expansion of a word that stays one: the value of an assignment, the target of a redirection, the word of a `case`. */
export async function expandToText(shell: Shell, word: Word): Promise<string> {
  if (word.literal !== undefined) return word.literal;
  const builder = new FieldBuilder("", false);
  await new Expansion(shell, builder, false).addAll(word.segments, false);
  return builder.finish()[0]?.text ?? "";
}

/** The same as a pattern: quoted characters are escaped. */
export async function expandToPattern(shell: Shell, word: Word): Promise<string> {
  const builder = new FieldBuilder("", false);
  await new Expansion(shell, builder, false).addAll(word.segments, false);
  const field = builder.finish()[0];
  return field?.pattern ?? field?.text ?? "";
}

/** The value of an arithmetic expression whose text is a word. */
export async function expandArithmetic(shell: Shell, expression: Word): Promise<bigint> {
  return evaluateArithmetic(await expandToText(shell, expression), shell.variables);
}

/** Adds the expansions of segments to a field builder. */
class Expansion {
  readonly #shell: Shell;
  readonly #builder: FieldBuilder;
  /** Fields are split: `$@` makes several. */
  readonly #splitting: boolean;

  constructor(shell: Shell, builder: FieldBuilder, splitting: boolean) {
    this.#shell = shell;
    this.#builder = builder;
    this.#splitting = splitting;
  }

  /** `operand` is for the word in `${x:-word}`, whose unquoted text is split like the value that it stands for. */
  async addAll(segments: readonly Segment[], operand: boolean): Promise<void> {
    for (const segment of segments) {
      switch (segment.kind) {
        case "text":
          if (operand && !segment.quoted) this.#builder.split(segment.text);
          else this.#builder.add(segment.text, segment.quoted);
          break;
        case "tilde":
          this.#builder.add(this.#home(segment.user), true);
          break;
        case "quotes":
          await this.#addQuotes(segment.segments);
          break;
        case "parameter":
          await this.#addParameter(segment.name, segment.quoted, segment.operation);
          break;
        case "command":
          this.#addValue(await substituteCommand(this.#shell, segment.command), segment.quoted);
          break;
        case "arithmetic":
          this.#addValue((await expandArithmetic(this.#shell, segment.expression)).toString(), segment.quoted);
          break;
      }
    }
  }

  #addValue(value: string, quoted: boolean): void {
    if (quoted || !this.#splitting) this.#builder.add(value, quoted);
    else this.#builder.split(value);
  }

  /** Double quotes make a field, but for `"$@"` when there are no parameters. */
  async #addQuotes(segments: readonly Segment[]): Promise<void> {
    const only = segments.length === 1 ? segments[0]! : undefined;
    const isAll = only?.kind === "parameter" && only.name === "@";
    if (!isAll || !this.#splitting || this.#shell.positional.length > 0) this.#builder.touch();
    await this.addAll(segments, false);
  }

  #home(user: string): string {
    if (user === "") return this.#shell.variables.get("HOME") ?? "~";
    return homeOf(this.#shell, user) ?? `~${user}`;
  }

  async #addParameter(name: string, quoted: boolean, operation: Operation | undefined): Promise<void> {
    const shell = this.#shell;
    if (operation?.kind === "bad") throw new ShellError("syntax error: bad substitution");
    if (operation?.kind === "default") return this.#addDefault(name, quoted, operation);
    if (name === "@" || name === "*") return this.#addPositional(name, quoted, operation);
    const value = parameter(shell, name);
    if (value === undefined && shell.options.has("nounset")) throw new ShellError(`${name}: parameter not set`);
    const text = value ?? "";
    this.#addValue(operation === undefined ? text : transform(text, await prepare(shell, operation)), quoted);
  }

  async #addDefault(name: string, quoted: boolean, operation: Operation & { kind: "default" }): Promise<void> {
    const shell = this.#shell;
    const isAll = name === "@" || name === "*";
    const value = isAll
      ? shell.positional.length > 0
        ? shell.positional.join(" ")
        : undefined
      : parameter(shell, name);
    const isSet = value !== undefined && !(operation.emptyToo && value === "");
    if (operation.operator === "+" ? isSet : !isSet && operation.operator === "-") {
      if (quoted) return this.addAll(operation.word.segments, false);
      return this.addAll(operation.word.segments, this.#splitting);
    }
    if (isSet && operation.operator !== "+") {
      if (isAll) this.#addPositional(name, quoted, undefined);
      else this.#addValue(value, quoted);
    } else if (operation.operator === "=") {
      if (!/^[A-Za-z_]/.test(name)) throw new ShellError(`syntax error: bad variable name`);
      const assigned = await expandToText(shell, operation.word);
      shell.variables.set(name, assigned);
      this.#addValue(assigned, quoted);
    } else if (operation.operator === "?") {
      const message = await expandToText(shell, operation.word);
      throw new ShellError(`${name}: ${message || `parameter not set${operation.emptyToo ? " or null" : ""}`}`);
    }
  }

  /** `$@` and `$*`. An operation sees the parameters as one text. */
  async #addPositional(
    name: "@" | "*",
    quoted: boolean,
    operation: Exclude<Operation, { kind: "bad" | "default" }> | undefined,
  ): Promise<void> {
    const builder = this.#builder;
    let values = this.#shell.positional;
    const joint = separators(this.#shell).slice(0, 1);
    if (!this.#splitting || (quoted && name === "*")) {
      const text = values.join(joint);
      const result = operation === undefined ? text : transform(text, await prepare(this.#shell, operation));
      return builder.add(result, quoted);
    }
    if (operation !== undefined) {
      const text = values.join(quoted ? "\0" : " ");
      values = transform(text, await prepare(this.#shell, operation)).split("\0");
    }
    values.forEach((value, index) => {
      if (quoted) {
        if (index > 0) builder.end();
        builder.add(value, true);
      } else {
        if (index > 0) builder.endIfPresent();
        builder.split(value);
      }
    });
  }
}

/** Expands the words of an operation. */
async function prepare(
  shell: Shell,
  operation: Exclude<Operation, { kind: "bad" | "default" }>,
): Promise<Transformation> {
  switch (operation.kind) {
    case "length":
      return operation;
    case "trim":
      return { ...operation, pattern: await expandToPattern(shell, operation.pattern) };
    case "replace":
      return {
        ...operation,
        pattern: await expandToPattern(shell, operation.pattern),
        replacement: await expandToText(shell, operation.replacement),
      };
    case "slice":
      return {
        kind: "slice",
        offset: Number(await expandArithmetic(shell, operation.offset)),
        length: operation.length && Number(await expandArithmetic(shell, operation.length)),
      };
  }
}

/** The value of a parameter other than `$@` and `$*`; undefined when it is not set. */
export function parameter(shell: Shell, name: string): string | undefined {
  switch (name) {
    case "?":
      return String(shell.status);
    case "#":
      return String(shell.positional.length);
    case "$":
      return String(shell.pid);
    case "!":
      return shell.lastBackground === undefined ? undefined : String(shell.lastBackground);
    case "-":
      return shell.options.letters;
    case "0":
      return shell.name;
    default:
      return /^\d/.test(name) ? shell.positional[Number(name) - 1] : shell.variables.get(name);
  }
}

/** The home directory of a user, as /etc/passwd has it. */
function homeOf(shell: Shell, user: string): string | undefined {
  if (!shell.process.fs.exists("/etc/passwd")) return undefined;
  const table = new TextDecoder().decode(shell.process.fs.readFile("/etc/passwd"));
  const entry = table.split("\n").map((line) => line.split(":"));
  return entry.find((columns) => columns[0] === user)?.[5];
}
