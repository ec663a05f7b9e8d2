#!/usr/bin/env node
/** The command `dks`. It loads what the task at hand needs, and no more. */
import process from "node:process";
import { parseInvocation, UsageError, usage } from "./options.ts";
import { tlsEnvironment } from "./tls-flags.ts";

/** Does what the command line says; gives the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const { task, tls, ...settings } = parseInvocation(args);
  if (tls !== undefined) Object.assign(process.env, tlsEnvironment(tls));
  switch (task.kind) {
    case "help":
      process.stdout.write(usage);
      return 0;
    case "version": {
      const { versionOfCommand } = await import("./version.ts");
      process.stdout.write(`${await versionOfCommand()}\n`);
      return 0;
    }
    case "eval": {
      const { runCode } = await import("./run-code.ts");
      return runCode({ ...settings, code: task.code, mode: "eval", title: "-e", args: task.args });
    }
    case "file": {
      const { runFile } = await import("./run-file.ts");
      return runFile({ ...settings, path: task.path, args: task.args, keep: task.keep });
    }
    case "check": {
      const { check } = await import("./check/mod.ts");
      return check(task.args, settings);
    }
    case "play": {
      const { play } = await import("./play/mod.ts");
      return play(task.args, settings);
    }
    case "learn": {
      const { learn } = await import("./learn/mod.ts");
      return learn(task.args, settings);
    }
    case "record": {
      if (!process.stdin.isTTY)
        throw new UsageError("dks record needs a terminal", "What comes through a pipe is a script already.");
      const { prompt } = await import("./prompt.ts");
      return prompt({ ...settings, record: task });
    }
    case "types": {
      const { writeTypes } = await import("./types/command.ts");
      return writeTypes(task.out);
    }
    case "engine": {
      const { serveEngine } = await import("./engine-command.ts");
      return serveEngine({ listen: task.listen, allowFetch: task.allowFetch, apiVersion: settings.apiVersion });
    }
    case "session": {
      if (process.stdin.isTTY) {
        const { prompt } = await import("./prompt.ts");
        return prompt(settings);
      }
      const [{ readStdin }, { runCode }] = await Promise.all([import("./stdin.ts"), import("./run-code.ts")]);
      return runCode({ ...settings, code: await readStdin(), mode: "pipe", title: "stdin", args: [] });
    }
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`dks: ${error.message}\n  ${error.hint}\n`);
  process.exitCode = 2;
}
