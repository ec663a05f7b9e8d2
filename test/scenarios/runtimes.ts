import { existsSync } from "node:fs";
import process from "node:process";
import { root } from "../support/root.ts";

/** A runtime, and how it runs a TypeScript file of the project. */
export interface Runtime {
  readonly name: "node" | "deno" | "bun";
  readonly command: string;
  readonly arguments: readonly string[];
  /** Why it cannot be used here. */
  readonly absent?: string;
}

export const runtimes: readonly Runtime[] = [
  { name: "node", command: process.execPath, arguments: ["--import", "tsx"] },
  installed("deno", ["run", "--allow-all", "--quiet"]),
  installed("bun", []),
];

function installed(name: "deno" | "bun", args: readonly string[]): Runtime {
  const command = `${root}node_modules/.bin/${name}`;
  return { name, command, arguments: args, ...(existsSync(command) ? {} : { absent: `${name} is not installed` }) };
}
