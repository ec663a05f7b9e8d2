/** Statements from the command line or from a pipe: their values are shown. */
import process from "node:process";
import type { EngineSettings } from "./engine.ts";
import { formatJson, formatValue } from "./format/value.ts";
import type { Output } from "./output.ts";
import { runSession } from "./run-session.ts";

/** What is run. */
export interface CodeOptions extends EngineSettings {
  code: string;
  mode: "eval" | "pipe";
  title: string;
  args: readonly string[];
  json: boolean;
}

/** Runs statements; gives the exit code. */
export function runCode({ code, ...options }: CodeOptions): Promise<number> {
  const onValue = (value: unknown, { out }: Output): void => {
    const text = options.json
      ? formatJson(value)
      : formatValue(value, { columns: out.columns, paint: out.paint, quoted: false });
    if (text !== undefined) out.write(`${text}\n`);
  };
  return runSession({ ...options, source: code, at: { directory: process.cwd() }, onValue });
}
