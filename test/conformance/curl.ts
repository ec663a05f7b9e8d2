/** Real curl, and the real command that serves the embedded engine. */
import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { root } from "../support/root.ts";

/** `dks engine`, as a process of its own. */
export interface ServedEngine {
  /** `http://127.0.0.1:PORT`, or `http://docker` for a socket. */
  readonly url: string;
  /** What curl needs to be told to reach it. */
  readonly reach: readonly string[];
  close(): Promise<void>;
}

/** Serves on an endpoint: `unix:///path`, or `tcp://127.0.0.1:0` for a free port. */
export async function serve(endpoint: string): Promise<ServedEngine> {
  const argv = ["--import", "tsx", `${root}shell/main.ts`, "engine", "--listen", endpoint, "--allow-fetch"];
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const listening = (await firstLine(child)).trim();
  const path = /^unix:\/\/(.+)$/.exec(listening)?.[1];
  return {
    url: path === undefined ? listening.replace("tcp:", "http:") : "http://docker",
    reach: path === undefined ? [] : ["--unix-socket", path],
    close() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  let text = "";
  return new Promise((resolve, reject) => {
    child.once("close", () => reject(new Error(`dks engine ended: ${text}`)));
    child.stdout!.on("data", (data) => {
      text += String(data);
      if (text.includes("\n")) resolve(text.split("\n")[0]!);
    });
  });
}

/** What curl got. */
export interface CurlAnswer {
  readonly status: number;
  /** The content type, without parameters. */
  readonly type: string;
  /** One character a byte. */
  readonly body: string;
}

/** Speaks to an engine with curl. Redirects are not followed. */
export async function curl(
  engine: ServedEngine,
  line: string,
  options: { body?: string; headers?: readonly string[] } = {},
): Promise<CurlAnswer> {
  const [method = "", target = ""] = line.split(" ");
  const { body, headers = [] } = options;
  const argv = [
    ...["--silent", "--show-error", "--globoff", "--max-time", "30", "--request", method, ...engine.reach],
    ...(body === undefined ? [] : ["--data-binary", "@-"]),
    ...headers.flatMap((header) => ["--header", header]),
    ...["--write-out", "%{stderr}%{http_code} %{content_type}\n", engine.url + target],
  ];
  const child = spawn("curl", argv);
  child.stdin.on("error", () => {}); // an engine that answers early closes it
  child.stdin.end(Buffer.from(body ?? "", "latin1"));
  const [output, said] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  const [, status, type = ""] = /^(\d{3}) ?([^;\n]*)/m.exec(said) ?? [];
  if (status === undefined) throw new Error(`curl ${line}: ${said}`);
  return { status: Number(status), type, body: output };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  stream.setEncoding("latin1");
  for await (const data of stream) text += String(data);
  return text;
}
