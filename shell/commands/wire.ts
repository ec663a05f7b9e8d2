/** What goes over the wire, shown. */
import { type Command, CommandError, onOrOff } from "./command.ts";

export const wireCommands: readonly Command[] = [
  {
    name: ".wire",
    argument: "[on|off]",
    line: "Shows calls, answers and raw streams as they go.",
    completes: ["on", "off"],
    run: (shell, argument) => {
      shell.wire.shown = onOrOff(".wire", argument, shell.wire.shown);
      return shell.wire.shown ? "What goes over the wire is shown." : "What goes over the wire is not shown.";
    },
  },
  {
    name: ".curl",
    line: "Shows the last call as a line for curl.",
    run: async (shell) => {
      const text = await shell.wire.curl();
      if (text === undefined) throw nothingYet();
      return text;
    },
  },
  {
    name: ".http",
    line: "Shows the last call as an HTTP file.",
    run: async (shell) => {
      const text = await shell.wire.http();
      if (text === undefined) throw nothingYet();
      return text;
    },
  },
];

function nothingYet(): CommandError {
  return new CommandError("there was no call yet", "Make one: containers.list()");
}
