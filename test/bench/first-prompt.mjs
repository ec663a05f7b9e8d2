// How long it takes until the first prompt stands on the screen, beside the bare start of the runtime, in milliseconds. Part of npm run bench; alone:
//
//   node test/bench/first-prompt.mjs --rounds 9     medians of 9 rounds (default 5)
//
// Each program runs in a terminal of its own, made by script(1) of util-linux. A shell in that terminal tells the time just before it becomes the program,
// so that neither the terminal nor the shell counts. A bare start ends when the runtime has run nothing and left.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" } } });
const rounds = Number(values.rounds);
const root = `${import.meta.dirname}/../../`;
const home = mkdtempSync(`${tmpdir()}/dks-bench-`);

/** The binary itself: what npm puts before it is a program of its own. */
function deno() {
  const packages = `${root}node_modules/@deno`;
  const found = existsSync(packages) ? readdirSync(packages).map((name) => `${packages}/${name}/deno`) : [];
  return found.find((path) => existsSync(path));
}

const bun = `${root}node_modules/.bin/bun`;
const denoPath = deno();
const runtimes = [
  {
    name: "Node",
    bare: [process.execPath, "-e", "0"],
    repl: [process.execPath],
    dks: [process.execPath, `${root}dist/dks.js`],
  },
  ...(denoPath
    ? [{ name: "Deno", bare: [denoPath, "eval", "0"], dks: [denoPath, "run", "-A", `${root}shell/main.ts`] }]
    : []),
  ...(existsSync(bun) ? [{ name: "Bun", bare: [bun, "-e", "0"], dks: [bun, `${root}shell/main.ts`] }] : []),
];

/** Runs a command in a terminal until it has written something, or until its end; gives milliseconds. */
function timed(command, until) {
  const words = command.map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["-qfec", `date +%s%N; exec ${words}`, "/dev/null"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, DOCKER_HOST: "", TERM: "xterm", XDG_STATE_HOME: home, XDG_CONFIG_HOME: home },
  });
  return new Promise((resolve, reject) => {
    let seen = "";
    let reached;
    child.stdout.on("data", (bytes) => {
      seen += bytes;
      if (reached !== undefined || !until?.test(seen)) return;
      reached = performance.timeOrigin + performance.now();
      child.stdin.write("\x04"); // leaves
    });
    child.once("error", reject);
    child.once("close", () => {
      if (until === undefined) reached = performance.timeOrigin + performance.now();
      const began = /^(\d+)\d{6}\r\n/.exec(seen);
      if (began && reached !== undefined) resolve(reached - Number(began[1]));
      else reject(new Error(`${command.join(" ")}: ${seen}`));
    });
  });
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

function cell(name, milliseconds, bare) {
  return `${name} ${milliseconds.toFixed(0)}${milliseconds === bare ? "" : ` (${(milliseconds / bare).toFixed(2)} x)`}`;
}

try {
  if (spawnSync("script", ["--version"]).stdout?.includes("util-linux") !== true)
    console.log("first prompt: not measured, there is no script(1) of util-linux");
  else {
    for (const { name, bare, repl, dks } of runtimes) {
      const seen = { bare: [], "own REPL": [], dks: [] };
      for (let round = 0; round < rounds; round++) {
        seen.bare.push(await timed(bare));
        if (repl) seen["own REPL"].push(await timed(repl, /> /));
        seen.dks.push(await timed([...dks, "-H", "embedded:"], /embedded.*> /));
      }
      const figures = Object.entries(seen).filter(([, numbers]) => numbers.length > 0);
      const floor = median(seen.bare);
      const cells = figures.map(([what, numbers]) => cell(what, median(numbers), floor));
      console.log(`${`first prompt on ${name}`.padEnd(44)} ${"ms".padEnd(6)} ${cells.join("   ")}`);
    }
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
