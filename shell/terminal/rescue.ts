/**
 * Puts the terminal right when the process that had handed it over is killed, or breaks down: nothing of its own can do that then. A little shell beside it
 * knows what is to be undone. The end of its input, without the word that all is well, is the end of the process.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import process from "node:process";

/** Whoever comes back to the terminal, e.g. the user's own shell, is in front of this one: it must not be stopped for writing there. */
const script = `
trap '' INT HUP QUIT TSTP TTOU
modes=$1
undo=
while read -r word text; do
  case $word in
    undo) undo=$text ;;
    well) exit 0 ;;
  esac
done
printf '%b' "$undo" >/dev/tty
stty "$modes" </dev/tty 2>/dev/null || stty sane </dev/tty
`;

/** Watches while a container has the terminal. */
export class Rescue {
  #shell: ChildProcess | undefined;
  #told = "";

  /** Begins to watch, where there is a POSIX shell. To be called while the terminal is still as it is to be again. */
  start(): void {
    if (process.platform === "win32") return;
    // Asked and answered now: when the other shell begins, the terminal has been handed over.
    const modes = spawnSync("stty", ["-g"], { stdio: ["inherit", "pipe", "ignore"], encoding: "utf8" });
    const shell = spawn("/bin/sh", ["-c", script, "sh", (modes.stdout ?? "").trim()], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    shell.on("error", () => {}); // without it there is only less comfort
    shell.stdin?.on("error", () => {});
    shell.unref();
    (shell.stdin as unknown as { unref?(): void } | null)?.unref?.();
    this.#shell = shell;
  }

  /** What is to be written to the terminal, from now on, should the process end. */
  undoing(text: string): void {
    if (text === this.#told) return;
    this.#told = text;
    this.#shell?.stdin?.write(`undo ${escaped(text)}\n`);
  }

  /** The terminal has been put right by the process itself. */
  stop(): void {
    this.#shell?.stdin?.end("well\n");
    this.#shell = undefined;
    this.#told = "";
  }
}

/** As `printf %b` reads it. */
function escaped(text: string): string {
  return text.replace(
    /[^\x20-\x7e]|[\\ ]/g,
    (character) => `\\0${character.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );
}
