/** What can be typed at the prompt besides statements: words that begin with a dot. */
import { didYouMean } from "../nearest.ts";
import type { Shell } from "../shell.ts";
import { type Command, CommandError } from "./command.ts";
import { engineCommands } from "./engine.ts";
import { fileCommands } from "./files.ts";
import { recordCommands } from "./record.ts";
import { valueCommands } from "./values.ts";
import { wireCommands } from "./wire.ts";

export { type Command, CommandError } from "./command.ts";

const basics: readonly Command[] = [
  {
    name: ".help",
    argument: "[NAME]",
    line: "Shows what there is, or tells about one thing.",
    completes: "topic",
    run: async (shell, argument) => {
      const topic = argument === "" ? undefined : { about: argument };
      const text = await shell.help(topic);
      return topic === undefined ? `${text}\n\n${overview()}` : text;
    },
  },
  {
    name: ".exit",
    line: "Leaves, as Ctrl-D does.",
    run: (shell) => {
      shell.leave();
      return undefined;
    },
  },
];

/** All commands. */
export const commands: readonly Command[] = [
  ...basics,
  ...valueCommands,
  ...wireCommands,
  ...fileCommands,
  ...recordCommands,
  ...engineCommands,
];

/** The command that an input calls; undefined when it is none. `.5 + 1` is none. */
export function readCommand(input: string): { command: Command; argument: string } | undefined {
  const [, name, argument = ""] = /^\s*(\.[a-z]+)(?:\s+([\s\S]*?))?\s*$/i.exec(input) ?? [];
  if (name === undefined) return undefined;
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return { command, argument };
  const names = commands.map((candidate) => candidate.name);
  throw new CommandError(`unknown command ${name}`, didYouMean(name, names) || ".help shows all.");
}

/** Runs an input that is a command; whether it was one. */
export async function runCommand(input: string, shell: Shell): Promise<boolean> {
  const found = readCommand(input);
  if (found === undefined) return false;
  const { command, argument } = found;
  if (command.argument === undefined && argument !== "")
    throw new CommandError(`${command.name} takes nothing after it`, `Write ${command.name} alone.`);
  const text = await command.run(shell, argument);
  if (text !== undefined && text !== "") await shell.sayAll(text);
  return true;
}

function overview(): string {
  const head = ({ name, argument }: Command): string => (argument === undefined ? name : `${name} ${argument}`);
  const width = Math.max(...commands.map((command) => head(command).length));
  return ["At the prompt", ...commands.map((command) => `  ${head(command).padEnd(width)}  ${command.line}`)].join(
    "\n",
  );
}
