/** Statements from files and into files. */
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { withoutSecrets } from "../secrets.ts";
import { type Command, CommandError } from "./command.ts";

export const fileCommands: readonly Command[] = [
  {
    name: ".edit",
    argument: "[STATEMENT]",
    line: "Opens the last input in $EDITOR, then runs it.",
    completes: "statement",
    run: async (shell, argument) => {
      const text = await shell.edit(argument === "" ? (shell.accepted.at(-1) ?? "") : argument);
      if (text.trim() !== "") await shell.evaluate(text.replace(/\n$/, ""));
      return undefined;
    },
  },
  {
    name: ".load",
    argument: "FILE",
    line: "Runs a file as if it were typed.",
    completes: "path",
    run: async (shell, argument) => {
      const path = named(".load", argument);
      const text = await readFile(resolve(path), "utf8").catch((error: NodeJS.ErrnoException) => {
        throw new CommandError(`cannot read ${path}: ${error.message}`);
      });
      await shell.evaluate(text.replace(/^#!.*/, ""));
      return undefined;
    },
  },
  {
    name: ".save",
    argument: "FILE",
    line: "Writes this session to a file, without secrets.",
    completes: "path",
    run: async (shell, argument) => {
      const path = named(".save", argument);
      if (shell.accepted.length === 0) throw new CommandError("there is nothing to save yet");
      const text = ["//! dks 1", "", ...shell.accepted.map(withoutSecrets), ""].join("\n");
      await writeFile(resolve(path), text, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "EEXIST") throw new CommandError(`${path} is there already`, "Name a new file.");
        throw new CommandError(`cannot write ${path}: ${error.message}`);
      });
      return `${shell.accepted.length} statements in ${path}`;
    },
  },
];

function named(command: string, argument: string): string {
  if (argument === "") throw new CommandError(`${command} needs a file`, `Write ${command} FILE.`);
  return argument;
}
