/** All built-ins, by name. */

import { type Builtin, declaring, print, regular, special } from "./builtin.ts";
import { breakLoop, continueLoop, evaluateWords, exec, exit, returnFromFunction, source } from "./control.ts";
import { alias, command, hash, type, unalias } from "./describe.ts";
import { cd, pwd, umask } from "./directory.ts";
import { foreground, jobs, kill, times, wait } from "./jobs.ts";
import { echo, printf } from "./output.ts";
import { read } from "./read.ts";
import { set } from "./set.ts";
import { test } from "./test.ts";
import { trap } from "./trap.ts";
import { evaluateLet, exportVariables, getopts, local, makeReadonly, shift, unset } from "./variables.ts";

const table: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [".", special(source)],
  [":", special(() => 0)],
  ["[", regular(test)],
  ["[[", regular(test)],
  ["alias", { special: false, declares: true, run: alias }],
  ["break", special(breakLoop)],
  ["cd", regular(cd)],
  ["chdir", regular(cd)],
  ["command", regular((...call) => command(findBuiltin)(...call))],
  ["continue", special(continueLoop)],
  ["echo", regular(echo)],
  ["eval", special(evaluateWords)],
  ["exec", special(exec)],
  ["exit", special(exit)],
  ["export", declaring(exportVariables)],
  ["false", regular(() => 1)],
  ["fg", regular(foreground)],
  ["getopts", regular(getopts)],
  ["hash", regular(hash)],
  ["help", regular((shell) => print(shell, help()))],
  ["jobs", regular(jobs)],
  ["kill", regular(kill)],
  ["let", regular(evaluateLet)],
  ["local", declaring(local)],
  ["printf", regular(printf)],
  ["pwd", regular(pwd)],
  ["read", regular(read)],
  ["readonly", declaring(makeReadonly)],
  ["return", special(returnFromFunction)],
  ["set", special(set)],
  ["shift", special(shift)],
  ["source", special(source)],
  ["test", regular(test)],
  ["times", special(times)],
  ["trap", special(trap)],
  ["true", regular(() => 0)],
  ["type", regular((...call) => type(findBuiltin)(...call))],
  ["umask", regular(umask)],
  ["unalias", regular(unalias)],
  ["unset", special(unset)],
  ["wait", regular(wait)],
]);

/** The built-in of a name. */
export function findBuiltin(name: string): Builtin | undefined {
  return table.get(name);
}

function help(): string {
  const lines: string[] = [""];
  for (const name of table.keys()) {
    if (lines.at(-1)!.length + name.length > 60) lines.push("");
    lines[lines.length - 1] += ` ${name}`;
  }
  return `Built-in commands:\n------------------\n${lines.map((line) => `\t${line.slice(1)}\n`).join("")}`;
}
