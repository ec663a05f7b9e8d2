import { existsSync } from "node:fs";
import process from "node:process";
import { bundle } from "../support/bundle.ts";
import { root } from "../support/root.ts";

/** A runtime, and how it runs a TypeScript file of the project. */
export interface Runtime {
  readonly name: "node" | "deno" | "bun";
  readonly command: string;
  /** What runs a file, which is named by its path from the root. */
  arguments(file: string): readonly string[];
  /** Why it cannot be used here. */
  readonly absent?: string;
}

export const runtimes: readonly Runtime[] = [
  { name: "node", command: process.execPath, arguments: (file) => [bundle(file)] },
  installed("deno", ["run", "--allow-all", "--quiet"]),
  installed("bun", []),
];

function installed(name: "deno" | "bun", args: readonly string[]): Runtime {
  const command = `${root}node_modules/.bin/${name}`;
  return {
    name,
    command,
    arguments: (file) => [...args, file],
    ...(existsSync(command) ? {} : { absent: `${name} is not installed` }),
  };
}
