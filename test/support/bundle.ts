/** Programs of the tests, bundled for Node: from the sources each start takes ten times the time, in which every file is translated anew. */
import { renameSync } from "node:fs";
import process from "node:process";
import { buildSync } from "esbuild";
import { root } from "./root.ts";

const bundled = new Map<string, string>();

/** What Node runs in place of a TypeScript file of the project, by its path from the root. */
export function bundle(file: string): string {
  const known = bundled.get(file);
  if (known !== undefined) return known;
  // As deep in the project as the files in test/e2e and test/support, which find the root from where they are; and where packages are found.
  const path = `${root}node_modules/.tests/${file.replaceAll("/", "-").replace(/\.ts$/, ".mjs")}`;
  const own = `${path}.${process.pid}`;
  buildSync({
    absWorkingDir: root,
    entryPoints: [file],
    outfile: own,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "warning",
  });
  renameSync(own, path); // several test files may want it at once
  bundled.set(file, path);
  return path;
}
