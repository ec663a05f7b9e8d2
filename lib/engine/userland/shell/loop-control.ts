/** `break`, `continue` and `return` on their way to their target. */

import type { Shell } from "./state.ts";

/** What a loop does after its test or its body. */
export function afterPass(shell: Shell): "go on" | "next" | "stop" {
  const { skip } = shell;
  if (skip === undefined) return "go on";
  if (skip.kind === "return") return "stop";
  if (skip.levels > 1) {
    shell.skip = { ...skip, levels: skip.levels - 1 };
    return "stop";
  }
  shell.skip = undefined;
  return skip.kind === "break" ? "stop" : "next";
}
