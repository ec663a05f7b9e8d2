/** `trap` */

import { signalOf } from "../../../kernel/signals.ts";
import type { Shell } from "../state.ts";
import { quote } from "../text.ts";
import type { Condition } from "../traps.ts";
import { parseOptions, print } from "./builtin.ts";

/** `trap [ACTION|-] CONDITION...` */
export async function trap(shell: Shell, words: readonly string[]): Promise<number> {
  const { operands } = parseOptions(words, "");
  if (operands.length === 0) {
    const lines = shell.traps.list().map(([condition, action]) => `trap -- ${quote(action)} ${condition}\n`);
    return print(shell, lines.join(""));
  }
  // With one word only, or with a number first, the traps are taken away.
  const reset = operands.length === 1 || /^\d+$/.test(operands[0]!);
  const action = reset || operands[0] === "-" ? undefined : operands[0];
  let status = 0;
  for (const operand of reset ? operands : operands.slice(1)) {
    const condition = conditionOf(operand);
    if (condition === undefined) {
      await shell.warn(`${operand}: invalid signal specification`);
      status = 1;
    } else {
      shell.traps.set(condition, action);
    }
  }
  return status;
}

function conditionOf(text: string): Condition | undefined {
  return text === "0" || text.toUpperCase() === "EXIT" ? "EXIT" : signalOf(text);
}
