/** Built-ins that write: echo and printf. */

import type { Process } from "../../../kernel/types.ts";
import { toBytes, toText } from "../../applets/kit/bytes.ts";
import { resolveEscapes } from "../../applets/kit/escapes.ts";
import { printf as printfApplet } from "../../applets/printf.ts";
import type { Shell } from "../state.ts";
import { encode } from "../text.ts";
import { print, printBytes } from "./builtin.ts";

/** `echo [-neE] [WORD...]` */
export function echo(shell: Shell, words: readonly string[]): Promise<number> {
  let newline = true;
  let escapes = false;
  let at = 1;
  for (; /^-[neE]+$/.test(words[at] ?? ""); at++) {
    for (const letter of words[at]!.slice(1)) {
      if (letter === "n") newline = false;
      // -E does not take back an -e.
      else escapes ||= letter === "e";
    }
  }
  const text = words.slice(at).join(" ");
  if (!escapes) return print(shell, newline ? `${text}\n` : text);
  const { text: resolved, stopped } = resolveEscapes(toText(encode(text)), true);
  return printBytes(shell, toBytes(newline && !stopped ? `${resolved}\n` : resolved));
}

/** The applet, in the process of the shell; its messages begin with the shell's name, as the shell's own do. */
export async function printf(shell: Shell, words: readonly string[]): Promise<number> {
  if (words.length < 2) {
    await shell.warnPlainly("usage: printf FORMAT [ARGUMENT...]");
    return 2;
  }
  return printfApplet(withArguments(shell.process, ["sh", ...words.slice(1)]));
}

/** A process that sees other arguments. */
function withArguments(process: Process, argv: readonly string[]): Process {
  return new Proxy(process, {
    get(target, property) {
      if (property === "argv") return argv;
      const value = Reflect.get(target, property, target) as unknown;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
