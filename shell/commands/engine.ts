/** Which engine the session talks to, and beginning anew. */
import type { Command } from "./command.ts";

export const engineCommands: readonly Command[] = [
  {
    name: ".connect",
    argument: "[ENDPOINT [API]]",
    line: "Talks to another engine from now on.",
    completes: "endpoint",
    run: async (shell, argument) => {
      const [endpoint, apiVersion] = argument.split(/\s+/).filter((word) => word !== "");
      await shell.connect({ host: endpoint, apiVersion });
      return await shell.banner();
    },
  },
  {
    name: ".reset",
    line: "Forgets all that was declared.",
    run: (shell) => {
      shell.reset();
      return undefined;
    },
  },
];
