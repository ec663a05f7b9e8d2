/** How values are shown, and how long it took to get them. */
import type { Command } from "./command.ts";
import { onOrOff } from "./command.ts";

export const valueCommands: readonly Command[] = [
  {
    name: ".json",
    argument: "[STATEMENT]",
    line: "Shows a value, or the last one, as JSON.",
    completes: "statement",
    run: async (shell, argument) => {
      await shell.showAs("json", argument);
      return undefined;
    },
  },
  {
    name: ".table",
    argument: "[STATEMENT]",
    line: "Shows a value, or the last one, as a table.",
    completes: "statement",
    run: async (shell, argument) => {
      await shell.showAs("table", argument);
      return undefined;
    },
  },
  {
    name: ".time",
    argument: "[on|off]",
    line: "Says after each statement how long it took.",
    completes: ["on", "off"],
    run: (shell, argument) => {
      shell.timing = onOrOff(".time", argument, shell.timing);
      return shell.timing ? "Every statement is timed." : "Statements are not timed.";
    },
  },
];
