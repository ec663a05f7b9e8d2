/** The engines of the differential suite: the real dockerd, where there is one, and ours. */

import { request } from "node:http";
import process from "node:process";
import { type TarHeader, unpackTar } from "modern-tar";
import { duplexPair } from "../../../transport/duplex.ts";
import { testEngines } from "../../testing.ts";
import type { BuildCase, BuildOutcome } from "./cases.ts";
import { packContext } from "./context-files.ts";

/** An answer with its body. */
interface Reply {
  status: number;
  body: Uint8Array;
}

/** One call of the API, and its answer. */
export type Caller = (method: string, path: string, body?: Uint8Array) => Promise<Reply>;

/** The dockerd that the environment names; undefined if it names none. */
export function realDocker(): Caller | undefined {
  const endpoint = process.env["DKS_TEST_DOCKER"];
  if (!endpoint?.startsWith("unix://")) return undefined;
  const socketPath = endpoint.slice("unix://".length);
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { "content-type": typeOf(path), "content-length": body.length };
      const call = request({ socketPath, method, path: `/v1.41${path}`, headers }, (response) => {
        const pieces: Uint8Array[] = [];
        response.on("data", (piece: Uint8Array) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: joined(pieces) }));
      });
      call.on("error", reject);
      call.end(body);
    });
}

/** An engine of ours, which has pulled what dockerd has. */
export async function embedded(): Promise<{ call: Caller; close(): Promise<void> }> {
  const engines = testEngines(duplexPair);
  const client = engines.connect();
  const call: Caller = async (method, path, body) => {
    const answer = await client.call(method, `/v1.41${path}`, body === undefined ? undefined : characters(body), {
      "content-type": typeOf(path),
    });
    return { status: answer.status, body: Uint8Array.from(answer.body, (c) => c.charCodeAt(0)) };
  };
  await call("POST", "/images/create?fromImage=busybox&tag=latest");
  return { call, close: () => engines.close() };
}

/** One character for each byte, as the client of our tests takes them. */
function characters(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function typeOf(path: string): string {
  return path.startsWith("/build") ? "application/x-tar" : "application/json";
}

/** Builds, looks at what was made, and removes it. */
export async function build(call: Caller, one: BuildCase): Promise<BuildOutcome> {
  const name = `dks-differential-${process.pid}`;
  const runs: Run[] = [];
  const next = async (changed: BuildCase): Promise<Run> => {
    const result = await run(call, changed);
    runs.push(result);
    return result;
  };
  try {
    if (one.base !== undefined) {
      await next({ ...one, dockerfile: one.base, query: { t: `${name}-base`, nocache: "1" } });
    }
    const dockerfile = one.dockerfile.replaceAll("FROM base", `FROM ${name}-base`);
    const fresh: Record<string, string> = { nocache: "1" };
    if (one.again) await next({ ...one, dockerfile, query: { ...one.query, ...fresh } });
    const { outcome, id } = await next({
      ...one,
      dockerfile,
      query: { t: name, ...(one.again ? {} : fresh), ...one.query },
    });
    outcome.text = outcome.text.replaceAll(name, "NAME");
    return id === undefined ? outcome : { ...outcome, ...(await look(call, id, one.look ?? [])) };
  } finally {
    await clean(call, name, runs);
  }
}

interface Run {
  outcome: BuildOutcome;
  /** The image; undefined when there is none. */
  id: string | undefined;
  /** All images on the way, those that were there before among them. */
  images: string[];
  containers: string[];
}

async function run(call: Caller, one: BuildCase): Promise<Run> {
  const files = { ...(one.files ?? {}), Dockerfile: one.dockerfile };
  const query = new URLSearchParams({ version: "1", ...one.query });
  const { status, body } = await call("POST", `/build?${query}`, await packContext(files));
  const text = new TextDecoder().decode(body);
  if (status !== 200) {
    const { message } = JSON.parse(text) as { message: string };
    return { outcome: { status, text: nameless(message) }, id: undefined, images: [], containers: [] };
  }
  const { stream, id, error } = messagesIn(text);
  const all = (pattern: RegExp): string[] => [...stream.matchAll(pattern)].map(([, found]) => found!);
  const outcome: BuildOutcome = { status, text: nameless(stream) };
  if (error !== undefined) outcome.error = { ...error, message: nameless(error.message) };
  return {
    outcome,
    id: error === undefined ? (id ?? /sha256:[0-9a-f]{64}/.exec(stream)?.[0]) : undefined,
    images: all(/^ ---> ([0-9a-f]{12})$/gm),
    containers: all(/^ ---> Running in ([0-9a-f]{12})$/gm),
  };
}

/** The text of a stream of messages, the last image that it names, and the error that it ends with. */
function messagesIn(text: string): { stream: string; id: string | undefined; error: BuildOutcome["error"] } {
  let stream = "";
  let id: string | undefined;
  let error: BuildOutcome["error"];
  for (const line of text.split("\n").filter((line) => line.trim() !== "")) {
    const message = JSON.parse(line) as {
      stream?: string;
      aux?: { ID: string };
      errorDetail?: { code?: number; message: string };
    };
    stream += message.stream ?? "";
    if (message.aux !== undefined) {
      id = message.aux.ID;
      stream += "<aux>\n";
    }
    error = message.errorDetail ?? error;
  }
  return { stream, id, error };
}

/** Removes what the builds made: on a real engine there are the images and containers of others, too. */
async function clean(call: Caller, name: string, runs: readonly Run[]): Promise<void> {
  for (const id of runs.flatMap(({ containers }) => containers)) await call("DELETE", `/containers/${id}?force=1`);
  for (const tag of [name, `${name}-base`]) await call("DELETE", `/images/${tag}:latest`);
  for (const id of [...new Set(runs.flatMap(({ images }) => images))].reverse()) {
    const { status, body } = await call("GET", `/images/${id}/json`);
    if (status !== 200) continue;
    const { RepoTags } = JSON.parse(new TextDecoder().decode(body)) as { RepoTags: string[] };
    if (RepoTags.length === 0) await call("DELETE", `/images/${id}`);
  }
}

/** A text without ids, and without the directories of the engine's machine. */
function nameless(text: string): string {
  return text
    .replace(/\/\S*\/overlay2\/[^/]+\/merged/g, "")
    .replace(/sha256:[0-9a-f]{64}/g, "<id>")
    .replace(/\b[0-9a-f]{64}\b/g, "<id>")
    .replace(/\b[0-9a-f]{12}\b/g, "<id>");
}

const compared = [
  "User",
  "ExposedPorts",
  "Env",
  "Cmd",
  "Entrypoint",
  "Volumes",
  "WorkingDir",
  "Labels",
  "OnBuild",
  "StopSignal",
  "Shell",
  "Healthcheck",
];

async function look(call: Caller, id: string, paths: string[]): Promise<Partial<BuildOutcome>> {
  const inspected = JSON.parse(new TextDecoder().decode((await call("GET", `/images/${id}/json`)).body)) as {
    Author: string;
    Config: Record<string, unknown>;
  };
  const config: Record<string, unknown> = {};
  if (inspected.Author !== "") config["Author"] = inspected.Author;
  for (const key of compared) {
    const value = inspected.Config[key];
    const empty =
      value === undefined ||
      value === null ||
      value === "" ||
      (typeof value === "object" && Object.keys(value).length === 0);
    if (!empty) config[key] = value;
  }
  const steps = JSON.parse(new TextDecoder().decode((await call("GET", `/images/${id}/history`)).body)) as {
    CreatedBy: string;
  }[];
  // Below the images that were built is the one that each engine has in its own way.
  const history = steps
    .map(({ CreatedBy }) => nameless(CreatedBy))
    .filter((text) => text.startsWith("/bin/sh") || text.startsWith("|") || text.startsWith("touch"));
  if (paths.length === 0) return { config, history };
  const spec = new TextEncoder().encode(JSON.stringify({ Image: id, Cmd: ["x"], Volumes: {} }));
  const created = await call("POST", "/containers/create", spec);
  const { Id } = JSON.parse(new TextDecoder().decode(created.body)) as { Id: string };
  try {
    const exported = await call("GET", `/containers/${Id}/export`);
    const files: string[] = [];
    for (const { header, data } of await unpackTar(exported.body)) {
      const path = `/${header.name.replace(/\/$/, "")}`;
      if (!paths.some((wanted) => path === wanted || path.startsWith(`${wanted}/`))) continue;
      files.push(told(path, header, data));
    }
    return { config, history, files: files.sort() };
  } finally {
    await call("DELETE", `/containers/${Id}?force=1`);
  }
}

/** A file of an archive in one line, with its text if it is one: how bytes are compressed is every runtime's own. */
function told(path: string, header: TarHeader, data: Uint8Array | undefined): string {
  const { type, uid, gid, linkname } = header;
  if (type === "symlink" || type === "link") return `${type} ${uid}:${gid} ${path} -> ${linkname}`;
  const mode = ((header.mode ?? 0) & 0o7777).toString(8).padStart(4, "0");
  const text = new TextDecoder().decode(data);
  const shown = type === "file" && /^[\n\x20-\x7e]*$/.test(text) ? ` ${JSON.stringify(text)}` : "";
  return `${type} ${mode} ${uid}:${gid} ${path}${shown}`;
}

function joined(pieces: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
