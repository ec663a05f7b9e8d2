/**
 * What every way to an engine must do, as data: run against the scripted engine, on each runtime, over each kind of
 * endpoint. A case gets its own transport and throws when something is not as it should be.
 */

import { dialSocket } from "../../lib/transport/dial.ts";
import { type Duplex, findEndpoint, openTransport, type UnixEndpoint } from "../../lib/transport/mod.ts";
import { cases as bodies } from "./cases-bodies.ts";
import { cases as calls } from "./cases-calls.ts";
import { cases as docker } from "./cases-docker.ts";
import { cases as givingUp } from "./cases-giving-up.ts";
import { cases as raw } from "./cases-raw.ts";
import { type Case, text } from "./support.ts";

/** For the scripted engine. */
export const cases: readonly Case[] = [...calls, ...bodies, ...givingUp, ...raw];

/** For a real engine. */
export const dockerCases: readonly Case[] = docker;

/**
 * How the engine is reached: over its socket, over the network with and without TLS, or through a connection in memory that leads to its socket. With
 * TLS, the certificates are those that the environment names.
 */
export type Way = "unix" | "tcp" | "tls" | "embedded";

/** Runs one case; resolves when it holds. */
export async function runCase(
  one: Case,
  options: { way: Way; endpoint: string; key: string; quietSeconds: number },
): Promise<void> {
  const { way, key, quietSeconds } = options;
  const { endpoint, tls } = await findEndpoint(options.endpoint);
  const direct = () => openTransport(endpoint, { tls });
  const accept = (end: Duplex) => void forward(end, endpoint as UnixEndpoint);
  const open = () =>
    way === "embedded" ? openTransport({ kind: "embedded" }, { embedded: async () => ({ accept }) }) : direct();
  const ask = async (path: string) => {
    const control = direct();
    try {
      return JSON.parse(await text(await control.call({ method: "GET", path: `${path}?key=${key}` })));
    } finally {
      await control.close();
    }
  };
  const transport = open();
  try {
    await one.run({
      transport,
      open,
      key,
      quietSeconds,
      counts: () => ask("/count"),
      release: async () => {
        await ask("/release");
      },
    });
  } finally {
    await transport.close();
  }
}

/** Passes everything on between a connection in memory and the engine's socket, ends and breaks included. */
async function forward(end: Duplex, endpoint: UnixEndpoint): Promise<void> {
  const socket = await dialSocket(endpoint);
  const pass = async (from: Duplex, to: Duplex) => {
    try {
      for (let bytes = await from.read(); bytes !== undefined; bytes = await from.read()) await to.write(bytes);
      await to.end();
    } catch {
      from.cancel();
      to.cancel();
    }
  };
  await Promise.all([pass(end, socket), pass(socket, end)]);
}
