/**
 * Types sessions at the prompt's shell, without a terminal, and records them. It is run on each runtime: told on stdin what to type where, as JSON, it
 * answers in its last line with what was shown, an object per session.
 */
import process from "node:process";
import { runCommand } from "../../shell/commands/mod.ts";
import { Leftovers } from "../../shell/script/leftovers.ts";
import { Shell } from "../../shell/shell.ts";
import { noTerminal, writtenSink } from "../../shell/testing.ts";

/** A session that is to be recorded. */
export interface TypedSession {
  readonly host: string;
  readonly apiVersion?: string;
  readonly file: string;
  readonly wire?: boolean;
  readonly inputs: readonly string[];
}

/** What was shown: values and errors, and what goes beside them. */
export interface Shown {
  readonly out: string;
  readonly err: string;
}

/** Records one session. An input that begins with `^C` is interrupted once it waits. */
async function typed({ host, apiVersion, file, wire, inputs }: TypedSession): Promise<Shown> {
  const output = { out: writtenSink(132), err: writtenSink(132) };
  const leftovers = new Leftovers();
  const shell = await Shell.open({
    settings: { host, apiVersion },
    json: false,
    output,
    console: () => noTerminal,
    wrap: (transport) => leftovers.wrap(transport),
  });
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", (error) => shell.report(error));
  const type = async (input: string): Promise<void> => {
    if (!(await runCommand(input, shell))) await shell.evaluate(input);
  };
  await type(`.record ${wire ? "--wire " : ""}${file}`);
  for (const input of inputs) {
    const isInterrupted = input.startsWith("^C");
    const running = type(isInterrupted ? input.slice(2) : input).catch((error: unknown) => shell.report(error));
    if (isInterrupted) setTimeout(() => shell.session.interrupt(), 500);
    await running;
  }
  await type(".stop");
  await leftovers.remove(shell.session.docker);
  await shell.close();
  return { out: output.out.text, err: output.err.text };
}

let text = "";
for await (const chunk of process.stdin) text += String(chunk);
const shown: Shown[] = [];
for (const session of JSON.parse(text) as TypedSession[]) shown.push(await typed(session));
process.stdout.write(`\n${JSON.stringify(shown)}`, () => process.exit());
