/** The shell: reads, runs, shows, until it is left. */
import process from "node:process";
import type { Docker } from "../mod.ts";
import { runCommand } from "./commands.ts";
import { type EngineSettings, openEngine } from "./engine.ts";
import { SourceError } from "./evaluate/parse.ts";
import type { Unit } from "./evaluate/unit.ts";
import { exitCodeOf, exitCodes, explain, isUsage } from "./explain.ts";
import { formatJson, formatValue } from "./format/value.ts";
import { addHelpers } from "./helpers.ts";
import { LineReader } from "./lines.ts";
import { processOutput } from "./output.ts";
import { formatFailure } from "./run-session.ts";
import { Interrupted, Session } from "./session.ts";

/** What the command line says. */
export interface PromptOptions extends EngineSettings {
  json: boolean;
}

/** Runs the shell; gives the exit code. */
export async function prompt({ json, ...settings }: PromptOptions): Promise<number> {
  const output = processOutput();
  const { out, err } = output;
  const report = (error: unknown, session?: Session): void =>
    err.write(`${formatFailure(explain(error, session), json, output)}\n`);
  let docker: Docker;
  try {
    docker = await openEngine(settings, err);
  } catch (error) {
    report(error);
    return isUsage(error) ? exitCodes.usage : exitCodeOf(error);
  }
  const show = (value: unknown): void => {
    const text = json
      ? formatJson(value)
      : formatValue(value, { columns: out.columns, paint: out.paint, quoted: true });
    if (text !== undefined) out.write(`${text}\n`);
  };
  const session = new Session({ docker, mode: "prompt", at: { directory: process.cwd() }, onValue: show });
  addHelpers(session, output, []);
  err.write(`dks on ${docker.endpoint}: help() shows what there is, .exit leaves\n`);

  const lines = new LineReader({ onInterrupt: () => session.interrupt() });
  const stray = (error: unknown): void => lines.above(() => report(error, session));
  process.on("unhandledRejection", stray);
  process.on("uncaughtException", stray);
  const context = { scope: session.scope, say: (text: string) => out.write(`${text}\n`), leave: () => lines.close() };
  for (let unit = await nextUnit(); unit !== undefined; unit = await nextUnit()) {
    try {
      await lines.during(session.run(unit));
    } catch (error) {
      if (error instanceof Interrupted) err.write("interrupted\n");
      else report(error, session);
    }
  }
  lines.close();
  await session.end().catch((error) => report(error, session));
  return exitCodes.ok;

  /** Reads until there is an input that can be run; undefined at the end. */
  async function nextUnit(): Promise<Unit | undefined> {
    for (let input = ""; ; ) {
      const line = await lines.next(input === "" ? "> " : "... ");
      if (line === undefined) return undefined;
      if (line === "cancelled") {
        input = "";
        continue;
      }
      if (input === "" && (line.text.trim() === "" || runCommand(line.text, context))) continue;
      input += input === "" ? line.text : `\n${line.text}`;
      try {
        return await session.read(input, "prompt");
      } catch (error) {
        if (error instanceof SourceError && error.incomplete) continue;
        report(error, session);
        input = "";
      }
    }
  }
}
