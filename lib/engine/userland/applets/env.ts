/** Programs that run others: env, timeout, time, nice, nohup; and printenv, which. */

import { SystemError } from "../../kernel/errors.ts";
import { signalOf } from "../../kernel/signals.ts";
import { after } from "../../kernel/timers.ts";
import type { ExitStatus, Process, Program } from "../../kernel/types.ts";
import { applet, BadUsage, complain, Failure } from "./kit/applet.ts";
import { parseDuration, parseOptions } from "./kit/options.ts";

/** Runs another program in place of this one; says so when that is impossible. */
async function runInstead(process: Process, argv: readonly string[]): Promise<number> {
  try {
    return await process.exec(argv);
  } catch (error) {
    throw cannotExecute(error, argv[0]!);
  }
}

function cannotExecute(error: unknown, name: string): unknown {
  if (!(error instanceof SystemError)) return error;
  return new Failure(`can't execute '${name}': ${error.message}`, error.code === "ENOENT" ? 127 : 126);
}

/** Waits for a child, also when a signal comes in between. */
async function waitFor(process: Process, child: Process): Promise<ExitStatus> {
  for (;;) {
    const status = await process.wait(child);
    if (status !== undefined) return status;
  }
}

export const env: Program = applet("[-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]", async (process) => {
  const argv = process.argv.map((word, at) => (at > 0 && word === "-" ? "-i" : word));
  const options = parseOptions(
    process,
    { short: "+i0u:", long: { "ignore-environment": "i", unset: "u", null: "0" } },
    argv,
  );
  if (options.has("i")) process.env.clear();
  for (const name of options.all("u")) process.env.delete(name);
  const words = [...options.operands];
  while (words[0]?.includes("=")) {
    const [, name, value] = /^([^=]*)=([\s\S]*)$/.exec(words.shift()!)!;
    process.env.set(name!, value!);
  }
  if (words.length > 0) return runInstead(process, words);
  const end = options.has("0") ? "\0" : "\n";
  await process.write(1, [...process.env].map(([name, value]) => `${name}=${value}${end}`).join(""));
  return 0;
});

export const printenv: Program = applet("[VARIABLE]...", async (process) => {
  const { operands } = parseOptions(process, { short: "" });
  if (operands.length === 0) {
    await process.write(1, [...process.env].map(([name, value]) => `${name}=${value}\n`).join(""));
    return 0;
  }
  let code = 0;
  for (const name of operands) {
    const value = process.env.get(name);
    if (value === undefined) code = 1;
    else await process.write(1, `${value}\n`);
  }
  return code;
});

export const which: Program = applet("[-a] COMMAND...", async (process) => {
  const options = parseOptions(process, { short: "a", min: 1 });
  let code = 0;
  for (const name of options.operands) {
    const directories = name.includes("/")
      ? [""]
      : (process.env.get("PATH") ?? "/sbin:/usr/sbin:/bin:/usr/bin").split(":");
    let found = 0;
    for (const directory of directories) {
      const path = directory === "" ? name : `${directory}/${name}`;
      if (!isProgram(process, path) || (found > 0 && !options.has("a"))) continue;
      await process.write(1, `${path}\n`);
      found++;
    }
    if (found === 0) code = 1;
  }
  return code;
});

function isProgram(process: Process, path: string): boolean {
  const absolute = process.resolve(path);
  if (!process.fs.exists(absolute)) return false;
  const { type, mode } = process.fs.stat(absolute);
  return type === "file" && (mode & 0o111) !== 0;
}

export const timeout: Program = applet("[-s SIG] [-k KILL_SECS] SECS PROG ARGS", async (process) => {
  const options = parseOptions(process, { short: "+s:t:k:", min: 1 });
  const signal = signalOf(options.get("s") ?? "TERM");
  if (signal === undefined) throw new Failure(`bad signal name '${options.get("s")}'`);
  const limit = parseDuration(options.operands[0]!);
  const argv = options.operands.slice(1);
  if (argv.length === 0) throw new BadUsage();
  let child: Process;
  try {
    child = process.spawn(argv);
  } catch (error) {
    throw cannotExecute(error, argv[0]!);
  }
  const kill = options.get("k");
  const cancel = after(limit, () => {
    process.kill(child.pid, signal);
    if (kill !== undefined) after(parseDuration(kill), () => process.kill(child.pid, "KILL"));
  });
  try {
    return (await waitFor(process, child)).code;
  } finally {
    cancel();
  }
});

export const time: Program = applet("[-p] PROG ARGS", async (process) => {
  const options = parseOptions(process, { short: "+pvo:af:", min: 1 });
  const start = performance.now();
  let child: Process;
  try {
    child = process.spawn(options.operands);
  } catch (error) {
    if (error instanceof SystemError) await complain(process, `${options.operands[0]}: ${error.message}`);
    else throw error;
    return error.code === "ENOENT" ? 127 : 126;
  }
  const { code } = await waitFor(process, child);
  const seconds = (performance.now() - start) / 1000;
  // All programs share one thread: there is no processor time of one's own to tell.
  const real = options.has("p")
    ? `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`
    : `real\t${Math.floor(seconds / 60)}m ${(seconds % 60).toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`;
  await process.write(2, real);
  return code;
});

export const nice: Program = applet("[-n ADJUST] [PROG ARGS]", async (process) => {
  const options = parseOptions(process, { short: "+n:" });
  if (options.operands.length > 0) return runInstead(process, options.operands);
  await process.write(1, "0\n");
  return 0;
});

export const nohup: Program = applet("PROG ARGS", async (process) => {
  const { operands } = parseOptions(process, { short: "+", min: 1 });
  process.trap("HUP", "ignore");
  return runInstead(process, operands);
});
