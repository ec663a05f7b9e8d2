/** Starts the process that runs one file, and ends it if a statement has no end. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { exitCodes } from "../explain.ts";
import { visible } from "../format/text.ts";
import { withoutSecrets } from "../secrets.ts";
import { allowance, overdue } from "../script/deadline.ts";
import { thisCommand } from "../script/keeper.ts";
import { columns } from "../script/shown.ts";
import { type Entry, JournalReader } from "./journal.ts";
import { type CheckOptions, formatCheck } from "./options.ts";

/** How often it is looked whether the process goes on, in milliseconds. */
const interval = 250;
/** How much of what the process says on stderr is kept, in characters. */
const keptOfStderr = 2000;

/** Runs a file in a process; gives what its journal says, with what the process could not say itself. */
export async function runChild(options: CheckOptions, file: string, signal: AbortSignal): Promise<Entry[]> {
  const folder = await mkdtemp(join(tmpdir(), "dks-check-"));
  const path = join(folder, "journal");
  await writeFile(path, "", { mode: 0o600 });
  const journal = new JournalReader(path);
  try {
    const child = start(formatCheck(options, file, path), options);
    const interrupt = (): void => {
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), allowance).unref();
    };
    signal.addEventListener("abort", interrupt, { once: true });
    const watch = new Watch(child, journal);
    const end = await ended(child);
    signal.removeEventListener("abort", interrupt);
    await watch.end();
    return [...journal.entries, ...untold(journal.entries, watch.killed, signal, end)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** This very command, with other arguments. */
function start(args: readonly string[], { host, shell }: CheckOptions): ChildProcess {
  const [command, ...words] = thisCommand();
  const { DOCKER_HOST: _, DOCKER_API_VERSION: __, FORCE_COLOR: ___, ...rest } = process.env;
  const env = { ...(host === undefined ? rest : process.env), TZ: "UTC", NO_COLOR: "1", COLUMNS: String(columns) };
  return spawn(command!, [...words, ...args], {
    stdio: shell ? "inherit" : ["ignore", "ignore", "pipe"],
    env: shell ? { ...env, NO_COLOR: process.env["NO_COLOR"] ?? "" } : env,
  });
}

/** How a process has ended. */
interface End {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

function ended(child: ChildProcess): Promise<End> {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-keptOfStderr);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stderr }));
  });
}

/** Kills a process whose statement has taken longer than it may. */
class Watch {
  readonly #journal: JournalReader;
  readonly #timer: ReturnType<typeof setInterval>;
  #seen = 0;
  #since = performance.now();
  #reading: Promise<void> = Promise.resolve();
  /** What took too long; absent while nothing did. */
  killed: Extract<Entry, { type: "begin" }> | undefined;

  constructor(child: ChildProcess, journal: JournalReader) {
    this.#journal = journal;
    this.#timer = setInterval(() => {
      this.#reading = this.#reading.then(() => this.#look(child));
    }, interval);
  }

  /** Reads the rest. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
    await this.#journal.read();
  }

  async #look(child: ChildProcess): Promise<void> {
    await this.#journal.read();
    const { entries } = this.#journal;
    if (entries.length !== this.#seen) [this.#seen, this.#since] = [entries.length, performance.now()];
    const last = entries.at(-1);
    if (last?.type !== "begin" || performance.now() - this.#since < last.limit + allowance) return;
    this.killed = last;
    child.kill("SIGKILL");
  }
}

/** What the process could not tell of its own end. */
function untold(
  entries: readonly Entry[],
  killed: Watch["killed"],
  { aborted }: AbortSignal,
  { code, signal, stderr }: End,
): Entry[] {
  const last = entries.at(-1);
  const isTold = entries.some(({ type }) => type === "failure");
  if (last?.type === "done" && !(aborted && !isTold)) return [];
  const line = entries.findLast((entry) => entry.type === "begin")?.line ?? 0;
  const said =
    stderr.trim() === "" ? "" : `\n  it said: ${visible(withoutSecrets(stderr.trim())).replaceAll("\n", "\n  ")}`;
  const where = line === 0 ? "before its first statement" : `in the statement on line ${line}`;
  const text = killed
    ? overdue(killed.limit, line)
    : aborted
      ? `Interrupted: the check was interrupted, ${where}`
      : `ExitError: the script ended its process with ${signal ?? `code ${code}`}, ${where}${said}`;
  return [
    ...(last?.type === "begin" && line > 0
      ? [{ type: "result", result: { line, state: "failed", differences: [], took: 0 } } as const]
      : []),
    { type: "failure", text, code: exitCodes.failed },
  ];
}
