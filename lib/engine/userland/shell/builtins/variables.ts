/** Built-ins about variables: export, readonly, local, unset, shift, let, getopts. */

import { evaluateArithmetic } from "../arithmetic.ts";
import { ShellError } from "../errors.ts";
import type { Shell } from "../state.ts";
import { quote } from "../text.ts";
import { isName } from "../variables.ts";
import { parseCount, parseOptions, print } from "./builtin.ts";

/** A word of the form `name` or `name=value`. */
function split(word: string): { name: string; value: string | undefined } {
  const mark = word.indexOf("=");
  const name = mark < 0 ? word : word.slice(0, mark);
  if (!isName(name)) throw new ShellError(`${name}: bad variable name`);
  return { name, value: mark < 0 ? undefined : word.slice(mark + 1) };
}

function marker(mark: "exported" | "readonly", letters: string) {
  return async (shell: Shell, words: readonly string[]): Promise<number> => {
    const { operands, has } = parseOptions(words, letters);
    if (operands.length === 0) {
      const lines = shell.variables
        .list(mark)
        .map(([name, value]) => `${words[0]} ${name}${value === undefined ? "" : `=${quote(value)}`}\n`);
      return print(shell, lines.join(""));
    }
    for (const word of operands) {
      const { name, value } = split(word);
      if (value !== undefined) shell.variables.set(name, value);
      shell.variables.mark(name, mark, !has("n"));
    }
    return 0;
  };
}

/** `export [-np] [NAME[=VALUE]...]` */
export const exportVariables: ReturnType<typeof marker> = marker("exported", "np");
/** `readonly [-p] [NAME[=VALUE]...]` */
export const makeReadonly: ReturnType<typeof marker> = marker("readonly", "p");

/** `local NAME[=VALUE]...` */
export function local(shell: Shell, words: readonly string[]): number {
  if (shell.calls === 0) throw new ShellError("not in a function");
  for (const word of words.slice(1)) {
    const { name, value } = split(word);
    shell.variables.declareLocal(name);
    if (value === undefined) shell.variables.clear(name);
    else shell.variables.set(name, value);
  }
  return 0;
}

/** `unset [-v|-f] NAME...` */
export function unset(shell: Shell, words: readonly string[]): number {
  const { operands, has } = parseOptions(words, "vf");
  for (const name of operands) {
    if (has("f")) {
      shell.functions.delete(name);
    } else {
      if (!isName(name)) throw new ShellError(`${name}: bad variable name`);
      shell.variables.unset(name);
    }
  }
  return 0;
}

/** `shift [N]` */
export function shift(shell: Shell, words: readonly string[]): number {
  const count = words[1] === undefined ? 1 : parseCount(words[1]);
  if (count > shell.positional.length) return 1;
  shell.positional = shell.positional.slice(count);
  return 0;
}

/** `let EXPRESSION...` */
export function evaluateLet(shell: Shell, words: readonly string[]): number {
  if (words.length < 2) throw new ShellError("expression expected");
  let value = 0n;
  for (const word of words.slice(1)) value = evaluateArithmetic(word, shell.variables);
  return value === 0n ? 1 : 0;
}

/** `getopts OPTIONS NAME [WORD...]`: the next option of the words, or of the positional parameters. */
export async function getopts(shell: Shell, words: readonly string[]): Promise<number> {
  const [, letters, variable, ...own] = words;
  if (letters === undefined || variable === undefined) throw new ShellError("usage: getopts optstring var [arg]");
  const operands = own.length > 0 ? own : shell.positional;
  const { variables } = shell;
  let { index, offset } = shell.getopts;
  const finish = (value: string, argument: string | undefined, status: number): number => {
    variables.set("OPTIND", String(index));
    shell.getopts = { index, offset };
    if (argument === undefined) variables.unset("OPTARG");
    else variables.set("OPTARG", argument);
    if (!isName(variable)) throw new ShellError(`${variable}: bad variable name`);
    variables.set(variable, value);
    return status;
  };
  if (offset === 0) {
    const word = operands[index - 1];
    if (word === undefined || word === "-" || !word.startsWith("-")) return finish("?", undefined, 1);
    index++;
    if (word === "--") return finish("?", undefined, 1);
    offset = 1;
  }
  const word = operands[index - 2] ?? "";
  const letter = word[offset++]!;
  const isLast = offset >= word.length;
  const quiet = letters.startsWith(":");
  const known = letter === ":" ? -1 : letters.indexOf(letter);
  if (known < 0) {
    if (isLast) offset = 0;
    if (quiet) return finish("?", letter, 0);
    await shell.complain(`Illegal option -${letter}\n`);
    return finish("?", undefined, 0);
  }
  if (letters[known + 1] !== ":") {
    if (isLast) offset = 0;
    return finish(letter, undefined, 0);
  }
  const rest = word.slice(offset);
  offset = 0;
  if (rest !== "") return finish(letter, rest, 0);
  const next = operands[index - 1];
  if (next !== undefined) {
    index++;
    return finish(letter, next, 0);
  }
  if (quiet) return finish(":", letter, 0);
  await shell.complain(`No arg for -${letter} option\n`);
  return finish("?", undefined, 0);
}
