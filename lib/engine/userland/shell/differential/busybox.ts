/** The real BusyBox, where the machine has one. */

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Case, Outcome } from "./cases.ts";

/** Runs scripts with the shell of BusyBox, each in an empty directory. */
export interface BusyBox {
  run(script: Pick<Case, "argv" | "stdin">): Promise<Outcome>;
  dispose(): void;
}

/** The BusyBox of this machine; undefined if it has none of the version that our shell follows. */
export function findBusyBox(): BusyBox | undefined {
  const path = process.env["DKS_BUSYBOX"] ?? "/bin/busybox";
  const version = spawnSync(path, [], { encoding: "utf8" }).stdout ?? "";
  if (!version.startsWith("BusyBox v1.35.")) return undefined;
  const root = mkdtempSync(join(tmpdir(), "shell-differential-"));
  const applets = join(root, "bin");
  mkdirSync(applets);
  spawnSync(path, ["--install", "-s", applets]);
  let count = 0;

  return {
    run({ argv, stdin }) {
      const cwd = join(root, `w${count++}`);
      mkdirSync(cwd);
      return new Promise((resolve, reject) => {
        const child = spawn(join(applets, "sh"), argv, { argv0: "sh", cwd, env: { PATH: applets } });
        const output = { stdout: "", stderr: "" };
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
          output.stdout += text;
        });
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
          output.stderr += text;
        });
        child.on("error", reject);
        child.on("close", (code, signal) => {
          const number = signal === null ? code! : 128 + (signals[signal] ?? 0);
          const normal = (text: string) => text.replaceAll(cwd, "/w").replaceAll(applets, "/bin");
          resolve({ stdout: normal(output.stdout), stderr: normal(output.stderr), code: number });
        });
        // A script need not read its input.
        child.stdin.on("error", () => undefined);
        child.stdin.end(stdin);
      });
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

const signals: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGTERM: 15,
};
