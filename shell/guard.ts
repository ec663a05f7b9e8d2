/**
 * What ends the process when Ctrl-C cannot be heard: a program that never gives the event loop a turn, after an `await` or where the runtime
 * cannot break off a loop. A little shell beside the prompt gets the same Ctrl-C from the terminal; when the process does not answer for it
 * within a second, it is asked once more, since a runtime may lose a signal that comes while it begins or ends to run a program; after two more the
 * shell puts the terminal right and kills the process. What was typed and recorded is in its files by then. The same when the terminal goes away.
 */
import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";

/** `read` is broken off by the signal: only the end of the input, which is that of the process, ends the shell. */
const script = `
parent=$1
struck() { sleep 1; kill -INT "$parent"; sleep 2; stty sane </dev/tty 2>/dev/null; printf '\\r\\ndks: it did not stop; ended by Ctrl-C\\r\\n' >/dev/tty; kill -KILL "$parent"; }
trap 'hit=1; [ -n "$job" ] || { struck & job=$!; }' INT HUP
trap '' QUIT TSTP
while :; do
  hit=
  if read -r word; then
    if [ -n "$job" ]; then kill "$job" 2>/dev/null; job=; fi
  elif [ -z "$hit" ]; then
    if [ -n "$job" ]; then kill "$job" 2>/dev/null; fi
    exit 0
  fi
done
`;

/** Watches over the process while something runs. */
export class Guard {
  #shell: ChildProcess | undefined;

  /** Begins to watch, where there is a terminal and a POSIX shell. */
  start(): void {
    if (this.#shell !== undefined || !process.stdin.isTTY || process.platform === "win32") return;
    const shell = spawn("/bin/sh", ["-c", script, "sh", String(process.pid)], { stdio: ["pipe", "ignore", "ignore"] });
    shell.on("error", () => {}); // without it there is only less comfort
    shell.stdin?.on("error", () => {});
    shell.unref();
    (shell.stdin as unknown as { unref?(): void } | null)?.unref?.();
    this.#shell = shell;
  }

  /** Ctrl-C was heard. */
  heard(): void {
    this.#shell?.stdin?.write("\n");
  }

  /** Watches no more. */
  stop(): void {
    this.#shell?.stdin?.end();
    this.#shell = undefined;
  }
}
