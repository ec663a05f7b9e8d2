/** The prompt: reads, runs, shows, until it is left. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { CommandError, runCommand } from "./commands/mod.ts";
import type { CompletableCommand } from "./complete/mod.ts";
import type { Completeness } from "./editor/mod.ts";
import type { EngineSettings } from "./engine.ts";
import { parseTyped, SourceError } from "./evaluate/parse.ts";
import { exitCodeOf, exitCodes, explain, isUsage } from "./explain.ts";
import { HistoryFile } from "./history.ts";
import { LineConsole } from "./line-console.ts";
import { onBrokenPipe, processOutput } from "./output.ts";
import { formatFailure } from "./run-session.ts";
import type { RecordRequest } from "./record/mod.ts";
import { Shell } from "./shell.ts";

/** What the command line says. */
export interface PromptOptions extends EngineSettings {
  json: boolean;
  /** For screen readers: nothing is redrawn but what is typed. */
  plain: boolean;
  /** What is declared from the start, besides the helpers. */
  names?: Readonly<Record<string, unknown>>;
  /** What is recorded from the first statement on. */
  record?: RecordRequest;
}

/** Runs the shell; gives the exit code. */
export async function prompt({ json, plain, names = {}, record, ...settings }: PromptOptions): Promise<number> {
  const output = processOutput();
  let shell: Shell;
  try {
    shell = await Shell.open({
      settings,
      json,
      output,
      console: (opened) => consoleOf(opened, { history: new HistoryFile(), plain }),
    });
  } catch (error) {
    output.err.write(`${formatFailure(explain(error, undefined), json, output)}\n`);
    return isUsage(error) ? exitCodes.usage : exitCodeOf(error);
  }
  const { console } = shell;
  if (record) {
    const { startRecording } = await import("./record/mod.ts");
    const failed = await startRecording(shell, record).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    if (failed) {
      output.err.write(shell.reportText(failed.error));
      console.close();
      await shell.close();
      return exitCodes.usage;
    }
    output.err.write(`Recording into ${record.path}; .stop ends it.\n`);
  }
  // Nobody waits for the engine: what it is gets said when it has answered, and it is asked when the first prompt is there.
  let isOver = false;
  setImmediate(() => void shell.banner().then((banner) => isOver || output.err.write(`${banner}\n`)));
  // Nobody is there any more: not to be told of it, either.
  onBrokenPipe(() => process.exit(exitCodes.hungUp));
  const stray = (error: unknown): void => shell.report(error);
  process.on("unhandledRejection", stray);
  process.on("uncaughtException", stray);
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(names)))
    if (!(name in shell.session.scope)) Object.defineProperty(shell.session.scope, name, descriptor);
  await startUp(shell);
  while (!shell.left) {
    const input = await console.next(shell.prompt());
    if (input === undefined) break;
    if (input.text.trim() === "") continue;
    // Kept before it runs: whatever it does to the process, it can be had again.
    console.remember(input.text);
    await console.during(() => run(shell, input.text)).catch((error: unknown) => shell.report(error));
  }
  isOver = true;
  console.close();
  if (shell.recording) {
    const { stopRecording } = await import("./record/mod.ts");
    output.err.write(`${await stopRecording(shell)}\n`);
  }
  await shell.close();
  return exitCodes.ok;
}

/** What a console is made of, besides the shell that it is for. */
export interface ConsoleOptions {
  /** Where the inputs of earlier sessions are. */
  history: HistoryFile;
  /** For screen readers: nothing is redrawn but what is typed. */
  plain: boolean;
  /** Commands that can be completed, besides those of every prompt. */
  commands?: readonly CompletableCommand[];
}

/** The line editor, with what a shell knows for completion and hints. */
export function consoleOf(shell: Shell, { history, plain, commands = [] }: ConsoleOptions): LineConsole {
  return new LineConsole({
    history: history.read(),
    keep: (input) => history.add(input),
    plain: plain || Boolean(process.env["DKS_PLAIN"]),
    isComplete,
    complete: async (source, cursor) => {
      const { complete, world } = await shell.completion();
      return complete(source, cursor, { ...world, commands: [...world.commands, ...commands] });
    },
    hint: async (source, cursor) => {
      const { hintAt, world } = await shell.completion();
      return hintAt(source, cursor, world);
    },
    onInterrupt: () => shell.session.interrupt(),
  });
}

/** Whether an input is a command or a question `x?`; if so, it was answered. */
export async function answerInput(shell: Shell, text: string): Promise<boolean> {
  const topic = questionIn(text);
  return runCommand(topic === undefined ? text : `.help ${topic}`, shell);
}

async function run(shell: Shell, text: string): Promise<void> {
  if (!(await answerInput(shell, text))) await shell.evaluate(text);
}

function questionIn(text: string): string | undefined {
  return /^\s*([\w$.()"'`]+?)\s*\?\s*$/.exec(text)?.[1];
}

/** Whether Enter runs it: a statement that only lacks its end goes on. */
async function isComplete(text: string): Promise<Completeness> {
  if (/^\s*\.[a-z]/i.test(text) || questionIn(text) !== undefined) return { complete: true };
  try {
    await parseTyped(text);
  } catch (error) {
    if (error instanceof SourceError && error.incomplete) return { incomplete: true };
  }
  return { complete: true };
}

/** Runs the user's own statements: `$XDG_CONFIG_HOME/dks/startup.dks`, else `~/.config/dks/startup.dks`, where there is such a file. */
async function startUp(shell: Shell): Promise<void> {
  const folder = process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config");
  const path = join(folder, "dks", "startup.dks");
  // Most have none, and shall not wait for nothing.
  if (!existsSync(path)) return;
  const run = async (): Promise<void> => {
    const source = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(`cannot read ${path}: ${error.message}`, "What it says is not run.");
    });
    await shell.session.run(await shell.session.read(source, path));
  };
  await shell.console.during(run).catch((error: unknown) => shell.report(error));
}
