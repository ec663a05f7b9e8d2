/** Where an engine may listen. */
import { readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import process from "node:process";
import type { Completions, Item } from "./items.ts";

/** No folder is looked at further. */
const most = 500;

/** The endpoints that are usual, those that the environment names first. */
export function usualEndpoints(env: Readonly<Record<string, string | undefined>>, home: string): Item[] {
  const runtime = env["XDG_RUNTIME_DIR"];
  const sockets: (readonly [text: string, detail: string])[] = [["/var/run/docker.sock", "Docker"]];
  if (runtime) sockets.push([`${runtime}/docker.sock`, "rootless Docker"]);
  sockets.push(
    [`${home}/.docker/run/docker.sock`, "Docker Desktop"],
    [`${home}/.colima/default/docker.sock`, "Colima"],
  );
  if (runtime) sockets.push([`${runtime}/podman/podman.sock`, "rootless Podman"]);
  sockets.push(["/run/podman/podman.sock", "Podman"]);
  const named = env["DOCKER_HOST"];
  return [
    { text: "embedded:", detail: "the engine inside dks" },
    ...(named ? [{ text: named, detail: "DOCKER_HOST" }] : []),
    ...sockets.map(([path, detail]) => ({ text: `unix://${path}`, detail })).filter(({ text }) => text !== named),
    { text: "tcp://127.0.0.1:2375", detail: "plain" },
    { text: "https://127.0.0.1:2376", detail: "TLS" },
  ];
}

/** The endpoints that go on with what is typed; below `unix://` the sockets that there are, and the way to them. */
export function endpointsAt(from: number, typed: string): Completions {
  const path = /^unix:\/\/(\/.*)$/s.exec(typed)?.[1];
  const usual = usualEndpoints(process.env, homedir()).filter(({ text }) => text.startsWith(typed));
  if (path === undefined) return { from, items: usual };
  const there = socketsAt(path);
  const known = new Set(there.map(({ text }) => text));
  return { from, items: [...there, ...usual.filter(({ text }) => !known.has(text))] };
}

function socketsAt(path: string): Item[] {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const prefix = path.slice(folder.length);
  const items: Item[] = [];
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true }).slice(0, most)) {
      const { name } = entry;
      if (!name.startsWith(prefix) || (name.startsWith(".") && !prefix.startsWith("."))) continue;
      if (entry.isFile()) continue;
      const kind = entry.isDirectory() ? "folder" : kindOf(folder + name);
      if (kind === "socket") items.push({ text: `unix://${folder}${name}`, label: name });
      else if (kind === "folder") items.push({ text: `unix://${folder}${name}/`, label: `${name}/` });
    }
  } catch {
    // no such folder, or not ours to read: nothing to offer
  }
  return items.sort((a, b) => (a.text < b.text ? -1 : 1));
}

/** What a path leads to in the end; a runtime may not say of a listed entry that it is a socket. */
function kindOf(path: string): "socket" | "folder" | undefined {
  try {
    const found = statSync(path);
    return found.isDirectory() ? "folder" : found.isSocket() ? "socket" : undefined;
  } catch {
    return undefined; // a link to nowhere, or not ours to look at
  }
}
