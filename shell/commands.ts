/** What can be typed at the prompt besides statements: words that begin with a dot. */
import { help } from "./help.ts";
import { didYouMean } from "./nearest.ts";

/** What a command works with. */
export interface CommandContext {
  readonly scope: Readonly<Record<string, unknown>>;
  /** Says something to the user. */
  say(text: string): void;
  /** Ends the session. */
  leave(): void;
}

/** A command of the prompt. */
export interface Command {
  readonly name: string;
  readonly line: string;
  run(context: CommandContext, argument: string): void;
}

/** All commands. */
export const commands: readonly Command[] = [
  {
    name: ".help",
    line: "Shows the helpers and these commands; .help NAME tells about a helper.",
    run: ({ scope, say }, argument) => say(argument === "" ? `${help(scope)}\n\n${overview()}` : help(scope, argument)),
  },
  { name: ".exit", line: "Leaves, as Ctrl-D does.", run: ({ leave }) => leave() },
];

/** Runs an input that is a command; whether it was one. `.5 + 1` is none. */
export function runCommand(input: string, context: CommandContext): boolean {
  const [, name, argument = ""] = /^\s*(\.[a-z]+)\s*(.*?)\s*$/i.exec(input) ?? [];
  if (name === undefined) return false;
  const command = commands.find((candidate) => candidate.name === name);
  if (command) command.run(context, argument);
  else
    context.say(
      `unknown command ${name}. ${
        didYouMean(
          name,
          commands.map((candidate) => candidate.name),
        ) || ".help shows all."
      }`,
    );
  return true;
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return ["At the prompt", ...commands.map(({ name, line }) => `  ${name.padEnd(width)}  ${line}`)].join("\n");
}
