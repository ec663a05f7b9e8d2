/** The prompt: reads, runs, shows, until it is left. */
import process from "node:process";
import { runCommand } from "./commands/mod.ts";
import type { EngineSettings } from "./engine.ts";
import { SourceError } from "./evaluate/parse.ts";
import type { Unit } from "./evaluate/unit.ts";
import { exitCodeOf, exitCodes, explain, isUsage } from "./explain.ts";
import { LineReader } from "./lines.ts";
import { processOutput } from "./output.ts";
import { formatFailure } from "./run-session.ts";
import { Shell } from "./shell.ts";

/** What the command line says. */
export interface PromptOptions extends EngineSettings {
  json: boolean;
}

/** Runs the shell; gives the exit code. */
export async function prompt({ json, ...settings }: PromptOptions): Promise<number> {
  const output = processOutput();
  let shell: Shell;
  try {
    shell = await Shell.open({
      settings,
      json,
      output,
      console: (opened) => new LineReader({ onInterrupt: () => opened.session.interrupt() }),
    });
  } catch (error) {
    output.err.write(`${formatFailure(explain(error, undefined), json, output)}\n`);
    return isUsage(error) ? exitCodes.usage : exitCodeOf(error);
  }
  const { console } = shell;
  output.err.write(`${shell.banner()}\n`);
  const stray = (error: unknown): void => console.above(() => shell.report(error));
  process.on("unhandledRejection", stray);
  process.on("uncaughtException", stray);
  for (let input = await nextInput(shell); input !== undefined; input = await nextInput(shell)) {
    const { unit, source } = input;
    await console
      .during(unit === undefined ? command(shell, source) : shell.run(unit, source))
      .catch((error: unknown) => shell.report(error));
    if (shell.left) break;
  }
  console.close();
  await shell.close();
  return exitCodes.ok;
}

async function command(shell: Shell, source: string): Promise<void> {
  await runCommand(source, shell);
}

/** Reads until there is an input that can be run, or a command; undefined at the end. */
async function nextInput(shell: Shell): Promise<{ unit?: Unit; source: string } | undefined> {
  for (let source = ""; ; ) {
    const line = await shell.console.next(source === "" ? "> " : "... ");
    if (line === undefined) return undefined;
    if (line === "cancelled") {
      source = "";
      continue;
    }
    if (source === "" && line.text.trim() === "") continue;
    if (source === "" && /^\s*\.[a-z]/i.test(line.text)) return { source: line.text };
    source += source === "" ? line.text : `\n${line.text}`;
    const asked = /^([\w$.()"'`\s]+?)\s*\?$/.exec(source)?.[1];
    if (asked !== undefined) return { source: `.help ${asked}` };
    try {
      return { unit: await shell.session.read(source, "prompt"), source };
    } catch (error) {
      if (error instanceof SourceError && error.incomplete) continue;
      shell.report(error);
      source = "";
    }
  }
}
