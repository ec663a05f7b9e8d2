/** The runtime that we are on. The files of this folder are the only ones in lib that name one. */

import { bun } from "./bun.ts";
import { deno } from "./deno.ts";
import { node } from "./node.ts";
import type { Runtime } from "./types.ts";

/** The runtime that we are on. */
export const runtime: Runtime = "Deno" in globalThis ? deno : "Bun" in globalThis ? bun : node;

/** Reads an environment variable. */
export function env(name: string): string | undefined {
  return runtime.env(name);
}

/** The home directory, as the environment tells it. */
export function home(): string | undefined {
  return env("HOME") || env("USERPROFILE") || undefined;
}

export type { Fetcher, RawAnswer, Runtime } from "./types.ts";
