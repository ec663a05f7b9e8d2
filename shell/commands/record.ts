/** Writing down what is run. */
import { atHome } from "../at-home.ts";
import { type Command, CommandError } from "./command.ts";

export const recordCommands: readonly Command[] = [
  {
    name: ".record",
    argument: "FILE",
    line: "Records what is run; --append goes on with a file.",
    completes: "path",
    run: async (shell, argument) => {
      const { readRequest, startRecording } = await import("../record/mod.ts");
      const request = readRequest(argument);
      const { path } = await startRecording(shell, { ...request, path: atHome(request.path) });
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
