// Builds dist/: the library and the command as ES modules that Node runs, and the declarations. Run by `npm ci`, so that a clone has
// a working `dks` at once. Plain JavaScript, since it must run before anything is built.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
// `npx dks` in a clone installs the clone into a place of npm's own first, and so comes here, long after `npm ci` has built.
if (process.env.npm_command === "exec" && existsSync(`${root}dist/dks.js`)) process.exit(0);
rmSync(`${root}dist`, { recursive: true, force: true });

await build({
  absWorkingDir: root,
  entryPoints: { mod: "mod.ts", engine: "lib/engine/mod.ts", dks: "shell/main.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true, // the command, the library and the engine share their modules, so that an error is one class for all of them
  format: "esm",
  platform: "node",
  target: "node20.19",
  // what is installed with dks and loaded only when it is needed
  external: ["undici", "repl-utils", "tsx", "dks"],
  legalComments: "none",
  logLevel: "warning",
});
chmodSync(`${root}dist/dks.js`, 0o755);

const tsc = spawnSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, "-p", `${root}scripts/dev/tsconfig.types.json`],
  { stdio: "inherit" },
);
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
