/** What a build sends, taken apart: for the tests. */
import { unpackTar } from "modern-tar";
import { type ScriptedAnswer, scriptedTransport } from "../../../test/support/scripted-transport.ts";
import type { ByteSource, HeaderMap } from "../../transport/contract.ts";
import { readAll } from "../../transport/duplex.ts";
import { Docker } from "../docker.ts";
import type { BuildContext } from "./context.ts";
import type { BuildOptions } from "./options.ts";

/** The id that the engine of these tests answers with. */
export const id: string = `sha256:${"ab".repeat(32)}`;

/** A request that was sent. */
export interface Sent {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: HeaderMap;
  readonly body: Uint8Array;
}

/** An engine whose requests can be looked at. */
export interface WatchedEngine {
  readonly docker: Docker;
  /** How many requests there were. */
  readonly count: number;
  /** The last request. */
  sent(): Sent;
}

/** An engine that answers each build with this, after it has read what was sent. */
export function engine(version: string, answer: ScriptedAnswer): WatchedEngine {
  const bodies: (Uint8Array | ByteSource | undefined)[] = [];
  const requests: { path: string; headers: HeaderMap }[] = [];
  const transport = scriptedTransport(({ path, headers = {}, body }) => {
    requests.push({ path, headers });
    bodies.push(body);
    return answer;
  });
  const docker = new Docker(
    {
      ...transport,
      async call(request) {
        const { body } = request;
        if (body === undefined || body instanceof Uint8Array) return transport.call(request);
        const whole = await readAll(body);
        return transport.call({ ...request, body: whole });
      },
    },
    version,
  );
  return {
    docker,
    sent(): Sent {
      const { path, headers } = requests.at(-1)!;
      const { pathname, searchParams } = new URL(path, "http://engine");
      return { path: pathname, query: searchParams, headers, body: bodies.at(-1) as Uint8Array };
    },
    get count(): number {
      return requests.length;
    },
  };
}

/** Builds on an engine that succeeds, and gives what was sent to it. */
export async function build(context: BuildContext, options: BuildOptions = {}, version = "1.41"): Promise<Sent> {
  const body = version === "1.0" ? `Build successful.\n===> ${id.slice(7)}\n` : `{"aux":{"ID":"${id}"}}`;
  const headers: HeaderMap = version === "1.0" ? { "content-type": "text/plain; charset=utf-8" } : {};
  const { docker, sent } = engine(version, { body, headers });
  await docker.images.build(context, version === "1.0" ? options : { auth: false, ...options });
  return sent();
}

/** An entry of an archive, as far as it matters. */
export interface Entry {
  readonly name: string;
  readonly type: string;
  readonly mode: number;
  readonly text?: string;
  readonly link?: string;
}

/** The entries of an archive in their order. Throws when it is damaged, or says whose the files were. */
export async function entriesOf(archive: Uint8Array): Promise<Entry[]> {
  const entries = await unpackTar(archive, { strict: true });
  return entries.map(({ header, data }) => {
    const { name, type = "file", mode = -1, uid, gid, uname, gname, linkname } = header;
    if (uid !== 0 || gid !== 0 || uname || gname) throw new Error(`${name} has an owner`);
    return {
      name,
      type,
      mode,
      ...(type === "file" && { text: new TextDecoder().decode(data) }),
      ...(linkname && { link: linkname }),
    };
  });
}

/** Just the names of what an archive has. */
export async function namesIn(archive: Uint8Array): Promise<string[]> {
  return (await entriesOf(archive)).map(({ name }) => name);
}
