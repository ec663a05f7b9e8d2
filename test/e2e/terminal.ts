/** A terminal with a program in it, driven as a person would: keys in, and a look at the screen. */
import { execFileSync, spawnSync } from "node:child_process";
import process from "node:process";
import { expect } from "vitest";
import { root } from "./support.ts";

/** Why there can be no terminal here. */
export const noTerminal: string | undefined =
  spawnSync("tmux", ["-V"]).status === 0 ? undefined : "tmux is not installed";

/** How a terminal is made. */
export interface TerminalOptions {
  columns?: number;
  rows?: number;
  env?: Readonly<Record<string, string>>;
}

/** A tmux server of its own, with one window. */
export class Terminal {
  readonly #name = `dks-test-${process.pid}-${Math.random().toString(36).slice(2)}`;

  /** Runs a command in a shell, which says afterwards how it ended: `left with 0`. */
  constructor(argv: readonly string[], { columns = 120, rows = 40, env = {} }: TerminalOptions = {}) {
    const settings = Object.entries({ DOCKER_HOST: "", NO_COLOR: "", ...env }).flatMap(([name, value]) => [
      "-e",
      `${name}=${value}`,
    ]);
    const size = ["-x", String(columns), "-y", String(rows)];
    this.#tmux("new-session", "-d", ...size, "-c", root, ...settings, "env PS1='$ ' bash --norc --noprofile");
    this.type(`${argv.map((word) => `'${word}'`).join(" ")}; echo "left with $?"`);
  }

  #tmux(command: string, ...args: string[]): string {
    const target = command === "new-session" ? ["-s", this.#name] : ["-t", this.#name];
    return execFileSync("tmux", ["-u", "-L", this.#name, "-f", "/dev/null", command, ...target, ...args], {
      encoding: "utf8",
    });
  }

  /** Presses keys, by the names that tmux has for them. */
  keys(...keys: string[]): void {
    this.#tmux("send-keys", ...keys);
  }

  /** Types characters. */
  write(text: string): void {
    this.#tmux("send-keys", "-l", text);
  }

  /** Types a line. */
  type(text: string): void {
    this.write(text);
    this.keys("Enter");
  }

  /** Pastes a text, as a terminal does that marks what is pasted. */
  paste(text: string): void {
    this.#tmux("set-buffer", text);
    this.#tmux("paste-buffer", "-p");
  }

  resize(columns: number, rows: number): void {
    this.#tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }

  screen(): string {
    return this.#tmux("capture-pane", "-p").replace(/\s+$/, "");
  }

  /** The same with all that has left the screen at its top. */
  all(): string {
    return this.#tmux("capture-pane", "-p", "-S", "-").replace(/\s+$/, "");
  }

  /** The column of the cursor, from 0. */
  column(): number {
    return Number(this.#tmux("display-message", "-p", "#{cursor_x}"));
  }

  /** What programs have made of it: which screen it shows, whether with a cursor, and whether it tells of the mouse and of what is pasted. */
  modes(): string {
    const flags = ["alternate_on", "cursor_flag", "mouse_any_flag", "keypad_cursor_flag", "wrap_flag"];
    return this.#tmux("display-message", "-p", flags.map((flag) => `${flag}=#{${flag}}`).join(" ")).trim();
  }

  /** Waits until the end of the screen is this. */
  async shows(expected: string | RegExp): Promise<void> {
    const pattern =
      typeof expected === "string" ? new RegExp(`${expected.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`) : expected;
    await expect.poll(() => this.screen(), { timeout: 20_000, interval: 50 }).toMatch(pattern);
  }

  close(): void {
    spawnSync("tmux", ["-L", this.#name, "kill-server"]);
  }
}
