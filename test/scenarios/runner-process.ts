import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import process from "node:process";
import { root } from "../support/root.ts";
import type { Runtime } from "./runtimes.ts";
import type { Outcome } from "./types.ts";

/** A scenario has 30 s, and 15 s to clean up; a runner that is silent for longer hangs, or spins. Less than a test may take. */
const silence = 55_000;

/** The runner as a child process: its outcomes can be asked for by name, before and after they are known. */
export class RunnerProcess {
  readonly #child: ChildProcess;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #ended: Promise<string>;
  readonly #waiting = new Set<() => void>();
  #epitaph: string | undefined;
  #noise = "";
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  /** `variables` go into its environment, which has nothing else of docker's. */
  constructor(runtime: Runtime, args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
    // A group of its own, since the command may be a wrapper around the program that does the work.
    this.#child = spawn(runtime.command, [...runtime.arguments("test/scenarios/runner.ts"), ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      env: { ...environment(), ...variables },
    });
    process.once("exit", this.stop);
    this.#watch();
    createInterface({ input: this.#child.stdout! }).on("line", (line) => this.#take(line));
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => this.#remember(text));
    this.#ended = new Promise((resolve) => {
      this.#child.once("error", (error) => resolve(error.message));
      this.#child.once("close", (code, signal) => resolve(signal === null ? `status ${code}` : `signal ${signal}`));
    });
    void this.#ended.then((how) => {
      clearTimeout(this.#watchdog);
      process.removeListener("exit", this.stop);
      this.#epitaph = how;
      this.#wake();
    });
  }

  /** How a scenario ended. Rejects when the process ended without a word about it. */
  async outcome(name: string): Promise<Outcome> {
    for (;;) {
      const known = this.#outcomes.get(name);
      if (known !== undefined) return known;
      if (this.#epitaph !== undefined)
        throw new Error(`the runner ended (${this.#epitaph}) before "${name}" was over\n${this.#noise}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /**
   * Resolves when the process has ended by itself, with the status that its outcomes stand for; rejects when something keeps it
   * alive, or something failed outside the scenarios: Bun goes on after an exception that nobody caught.
   */
  async end(limit: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), limit);
    });
    const how = await Promise.race([this.#ended, late]);
    clearTimeout(timer);
    if (how === undefined)
      throw new Error(`the runner did not end within ${limit / 1000} s after its work\n${this.#noise}`);
    const expected = [...this.#outcomes.values()].every((outcome) => outcome.ok) ? "status 0" : "status 1";
    if (how !== expected) throw new Error(`the runner ended with ${how}, instead of ${expected}\n${this.#noise}`);
  }

  readonly stop = (): void => {
    if (this.#epitaph !== undefined || this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // It ended between the question and the shot.
    }
  };

  #take(line: string): void {
    this.#watch();
    if (!line.startsWith('{"name":')) {
      this.#remember(`${line}\n`);
      return;
    }
    const outcome = JSON.parse(line) as Outcome;
    this.#outcomes.set(outcome.name, outcome);
    this.#wake();
  }

  #remember(text: string): void {
    this.#noise = (this.#noise + text).slice(-8_000);
  }

  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => {
      this.#remember(`ended, after ${silence / 1000} s of silence\n`);
      this.stop();
    }, silence);
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** Ours, but for what would tell dks about an engine of the machine. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("DOCKER_") && name !== "CONTAINER_HOST");
  return { ...Object.fromEntries(own), NO_COLOR: "1" };
}
