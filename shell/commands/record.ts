/** Writing down what is run. */
import { type Command, CommandError } from "./command.ts";

export const recordCommands: readonly Command[] = [
  {
    name: ".record",
    argument: "FILE",
    line: "Records what is run; --append goes on with a file.",
    completes: "path",
    run: async (shell, argument) => {
      const { readRequest, startRecording } = await import("../record/mod.ts");
      const { path } = await startRecording(shell, readRequest(argument));
      return `Recording into ${path}; .stop ends it.`;
    },
  },
  {
    name: ".stop",
    line: "Ends the recording.",
    run: async (shell) => {
      if (shell.recording === undefined)
        throw new CommandError("nothing is being recorded", "Begin with .record FILE.");
      const { stopRecording } = await import("../record/mod.ts");
      return stopRecording(shell);
    },
  },
];
