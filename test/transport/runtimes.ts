/** Starting a file of the project on each of the runtimes. */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { bundle } from "../support/bundle.ts";
import { root } from "../support/root.ts";

export type RuntimeName = "node" | "deno" | "bun";

export const runtimes: readonly RuntimeName[] = ["node", "deno", "bun"];

export interface RunOptions {
  /** What Deno permits; everything by default. */
  denoFlags?: readonly string[];
  /** As a user without rights, where we have all of them. */
  unprivileged?: boolean;
  env?: Record<string, string>;
}

/**
 * Runs a file, which is named by its path from the root, with arguments; gives the lines that it printed. Rejects when it ends with a
 * failure and without having printed anything.
 */
export function run(
  runtime: RuntimeName,
  [file, ...args]: readonly [string, ...string[]],
  options: RunOptions = {},
): Promise<string[]> {
  const command = [...(options.unprivileged ? asNobody : []), ...commandOf(runtime, file, options), ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (out === "") reject(new Error(`${command.join(" ")} ended with ${code}, and said: ${err}`));
      else resolve(out.trimEnd().split("\n"));
    });
  });
}

/** How a process becomes one of a user without rights, if it is root's. */
const asNobody: readonly string[] = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/** Whether a process without rights can be started here that can read the project. */
export async function canBeUnprivileged(): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(asNobody[0]!, [...asNobody.slice(1), "cat", `${root}package.json`], { stdio: "ignore" });
    child.once("error", () => resolve(false));
    child.once("close", (code) => resolve(code === 0));
  });
}

function commandOf(runtime: RuntimeName, file: string, options: RunOptions): string[] {
  const bin = (name: string) => `${root}node_modules/.bin/${name}`;
  switch (runtime) {
    case "node":
      return [process.execPath, bundle(file)];
    case "deno":
      return [
        ...[bin("deno"), "run", "--no-check", "--quiet", "--no-prompt"],
        ...(options.denoFlags ?? ["--allow-all"]),
        file,
      ];
    case "bun":
      return [bin("bun"), file];
  }
}

/** Why tests on a runtime have to be skipped, if they have to. */
export function missing(runtime: RuntimeName): string | undefined {
  if (runtime === "node" || existsSync(`${root}node_modules/.bin/${runtime}`)) return undefined;
  return `${runtime} is not installed`;
}
