/** The command as its users have it: a process, with its streams and its exit code. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

/** The root of the project. */
export const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** The command on one runtime: bundled on Node, from its source on the others. */
export interface Command {
  readonly runtime: "node" | "deno" | "bun";
  readonly argv: readonly [string, ...string[]];
  /** How this runtime runs a TypeScript file by itself. */
  readonly script: readonly [string, ...string[]];
  /** Why it cannot be run here. */
  readonly absent: string | undefined;
}

const bin = (name: string): string => `${root}node_modules/.bin/${name}`;

/** The command on all three. */
export const commands: readonly Command[] = [
  {
    runtime: "node",
    argv: [process.execPath, `${root}dist/dks.js`],
    script: [process.execPath, "--import", "tsx"],
    absent: existsSync(`${root}dist/dks.js`) ? undefined : "dist/ is not built: npm run build",
  },
  {
    runtime: "deno",
    argv: [nativeDeno(), "run", "-A", `${root}shell/main.ts`],
    script: [nativeDeno(), "run", "-A"],
    absent: missing("deno"),
  },
  {
    runtime: "bun",
    argv: [bin("bun"), `${root}shell/main.ts`],
    script: [bin("bun")],
    absent: missing("bun"),
  },
];

/** The binary itself, not the wrapper that npm may put before it, which Ctrl-C would end instead. It is in one of the packages for the platforms. */
function nativeDeno(): string {
  const packages = `${root}node_modules/@deno`;
  const found = existsSync(packages) ? readdirSync(packages).map((name) => `${packages}/${name}/deno`) : [];
  return found.find((path) => existsSync(path)) ?? bin("deno");
}

function missing(name: string): string | undefined {
  return existsSync(bin(name)) ? undefined : `${name} is not installed`;
}

/** What a process left. */
export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a process is run. */
export interface RunOptions {
  input?: string;
  env?: Readonly<Record<string, string>>;
  cwd?: string;
}

/** A folder for the files of a test file, gone with it. */
export class Workspace {
  readonly path: string = mkdtempSync(join(tmpdir(), "dks-e2e-"));

  /** Writes a file, and the directories that it is in; gives its path. */
  write(name: string, text: string): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

const home = mkdtempSync(join(tmpdir(), "dks-home-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Starts a process that knows of no engine but those that it is told of. */
export function start(argv: readonly [string, ...string[]], { env, cwd = root }: RunOptions = {}): ChildProcess {
  const [command, ...args] = argv;
  const {
    DOCKER_HOST: _,
    DOCKER_API_VERSION: __,
    FORCE_COLOR: ___,
    XDG_RUNTIME_DIR: ____,
    VITEST: _____,
    NODE_OPTIONS: ______,
    ...rest
  } = process.env;
  return spawn(command, args, {
    cwd,
    env: { ...rest, HOME: home, DENO_DIR: process.env["DENO_DIR"] ?? `${root}node_modules/.tests/deno`, ...env },
  });
}

/** Runs a process to its end. */
export function run(argv: readonly [string, ...string[]], options: RunOptions = {}): Promise<Result> {
  const child = start(argv, options);
  child.stdin!.on("error", () => {}); // a process that does not read its input may be gone before it is written
  child.stdin!.end(options.input ?? "");
  return ended(child);
}

/** Longer than anything here takes, and shorter than a test may: a process that hangs is not left behind. */
const patience = 50_000;

/** What a process leaves when it ends. */
export function ended(child: ChildProcess): Promise<Result> {
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
    });
  const tooLong = setTimeout(() => child.kill("SIGKILL"), patience);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(tooLong);
      resolve({ code, ...texts });
    });
  });
}

/** Resolves when a process has written a text. */
export function said(child: ChildProcess, name: "stdout" | "stderr", text: string): Promise<void> {
  let seen = "";
  return new Promise((resolve, reject) => {
    child.once("close", () => reject(new Error(`it ended, and never said ${JSON.stringify(text)}: ${seen}`)));
    child[name]!.on("data", (data) => {
      seen += String(data);
      if (seen.includes(text)) resolve();
    });
  });
}

/** Something on a port that is no engine, or a hostile one: it answers each request with the bytes that are written down. */
export async function scriptedServer(
  answer: (request: string) => string,
): Promise<{ endpoint: string; close(): void }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (data) => socket.write(answer(String(data).split("\r\n")[0]!)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    endpoint: `tcp://127.0.0.1:${port}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** An HTTP answer with a body. */
export function httpAnswer(
  body: string,
  {
    status = "200 OK",
    type = "application/json",
    headers = "",
  }: { status?: string; type?: string; headers?: string } = {},
): string {
  return `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}
