/** Has sessions typed and recorded, in a process of their own, on any runtime. */
import process from "node:process";
import { bundle } from "../support/bundle.ts";
import { type Command, root, run } from "./support.ts";
import type { Shown, TypedSession } from "./typed.ts";

/** Types sessions one after the other; gives what was shown of each. Fails when the process does. */
export async function typeAll(
  command: Command,
  sessions: readonly TypedSession[],
  env: Readonly<Record<string, string>> = {},
): Promise<Shown[]> {
  const input = JSON.stringify(sessions);
  const program = "test/e2e/typed.ts";
  const argv: Command["argv"] =
    command.runtime === "node" ? [process.execPath, bundle(program)] : [...command.script, root + program];
  const result = await run(argv, { input, env });
  if (result.code !== 0) throw new Error(`the sessions could not be typed: ${result.stderr}`);
  return JSON.parse(result.stdout.split("\n").at(-1)!) as Shown[];
}
