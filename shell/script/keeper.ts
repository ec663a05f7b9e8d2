/**
 * What removes the containers of a script whose process is gone without having done so: killed, or ended by the script itself. A little shell beside it is
 * told of each container as it is made. When its input ends before it was told that all is done, it starts this very command, which removes them.
 */
import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import type { EngineSettings } from "../engine.ts";

/** Signals that are for the process are none for the shell: it goes on until its input ends. */
const script = `
trap '' INT TERM HUP QUIT
ids=
while read -r word id; do
  case $word in
    made) ids="$ids $id" ;;
    done) exit 0 ;;
  esac
done
[ -z "$ids" ] || exec "$@" $ids
`;

const removal = `for (const id of args) {
  try { await rm(id, { force: true }) } catch (error) { if (!(error instanceof NotFoundError)) throw error }
}`;

/** Keeps in mind what is to be removed. Where there is no POSIX shell, it does nothing. */
export class Keeper {
  readonly #engine: EngineSettings;
  #shell: ChildProcess | undefined;

  /** `engine` is what the command line, or the header, says of the engine. */
  constructor(engine: EngineSettings) {
    this.#engine = engine;
  }

  /** A container was made. */
  made(id: string): void {
    this.#shell ??= this.#start();
    this.#shell?.stdin?.write(`made ${id}\n`);
  }

  /** Nothing is left. */
  done(): void {
    this.#shell?.stdin?.end("done\n");
    this.#shell = undefined;
  }

  #start(): ChildProcess | undefined {
    if (process.platform === "win32") return undefined;
    const { host, apiVersion } = this.#engine;
    const settings = [
      ...(host === undefined ? [] : [`--host=${host}`]),
      ...(apiVersion === undefined ? [] : [`--api-version=${apiVersion}`]),
    ];
    const command = [...thisCommand(), ...settings, `--eval=${removal}`];
    const shell = spawn("/bin/sh", ["-c", script, "sh", ...command], { stdio: ["pipe", "ignore", "inherit"] });
    shell.on("error", () => {}); // without it nobody removes what a killed process leaves
    shell.stdin?.on("error", () => {});
    shell.unref();
    (shell.stdin as unknown as { unref?(): void } | null)?.unref?.();
    return shell;
  }
}

/** The words that start this command. */
export function thisCommand(): string[] {
  const main = process.argv[1]!;
  return [process.execPath, ...("Deno" in globalThis ? ["run", "-A"] : process.execArgv), main];
}
