/** For tests: scripts in a container of their own. */

import { keepAlive } from "../../kernel/mod.ts";
import type { Program } from "../../kernel/mod.ts";
import { launch, machine } from "../../kernel/testing.ts";
import { programs } from "../mod.ts";
import type { Case, Outcome } from "./differential/cases.ts";

/** The first process of a container, which signals cannot end: the shell is not it, here. */
const init: Program = async (process) => {
  const { code } = await process.spawn(process.argv.slice(1)).exited;
  return code;
};

/** Runs our shell in a fresh container, in the empty directory /w. */
export async function run({ argv, stdin }: Pick<Case, "argv" | "stdin">): Promise<Outcome> {
  const kernel = machine(new Map([...programs, ["init", init]]), [{ path: "/w", type: "directory", mode: 0o755 }]);
  const release = keepAlive();
  try {
    const { process, out, err } = launch(kernel, ["init", "sh", ...argv], { stdin, env: { PATH: "/bin" }, cwd: "/w" });
    const { code } = await process.exited;
    return { stdout: out.text(), stderr: err.text(), code };
  } finally {
    release();
  }
}

/** Runs a script; the result is what it wrote and its status. */
export function script(text: string, stdin = ""): Promise<Outcome> {
  return run({ argv: ["-c", text], stdin });
}
