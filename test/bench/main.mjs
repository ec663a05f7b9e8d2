// npm run bench: the hot path and the start, beside bare node:net programs that do the same work, as ratios within one run.
//
//   npm run bench                          what needs no engine
//   DKS_TEST_DOCKER=unix:///... npm run bench    and 1 GiB from a real dockerd (image: DKS_BENCH_IMAGE, default busybox)
//   npm run bench -- --peers FOLDER        and dockerode, as installed in FOLDER
//   npm run bench -- --rounds 9            more rounds (default 5); the median is shown
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { peers: { type: "string" }, rounds: { type: "string", default: "5" } } });
const rounds = Number(values.rounds);
const folder = mkdtempSync(`${tmpdir()}/dks-bench-`);
const here = import.meta.dirname;
const clients = ["floor", "client", ...(values.peers ? ["dockerode"] : [])];
const shown = { floor: "node:net", client: "dks", dockerode: "dockerode", command: "dks -e" };

function run(args, env = {}) {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_NO_WARNINGS: "1", ...(values.peers && { DKS_BENCH_PEERS: values.peers }), ...env },
    });
    let out = "";
    let errors = "";
    child.stdout.on("data", (bytes) => {
      out += bytes;
    });
    child.stderr.on("data", (bytes) => {
      errors += bytes;
    });
    child.on("close", (code) => {
      if (code === 0) resolve({ out, wallMs: performance.now() - from });
      else reject(new Error(`${args.join(" ")}: exit ${code}\n${errors}`));
    });
  });
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** Runs every client once a round, so that a noisy minute hits all of them; gives the medians of what `pick` sees. */
async function compare(who, measure, pick) {
  const seen = Object.fromEntries(who.map((client) => [client, []]));
  for (let round = 0; round < rounds; round++) for (const client of who) seen[client].push(pick(await measure(client)));
  return Object.fromEntries(who.map((client) => [client, median(seen[client])]));
}

function row(title, unit, figures, digits = 0) {
  const cells = Object.entries(figures).map(([client, value]) => {
    const ratio = client === "floor" ? "" : ` (${(value / figures.floor).toFixed(2)} x)`;
    return `${shown[client]} ${value.toFixed(digits)}${ratio}`;
  });
  console.log(`${title.padEnd(44)} ${unit.padEnd(6)} ${cells.join("   ")}`);
}

const worker = (client, what, options, env) =>
  run([`${here}/worker.mjs`, client, what, JSON.stringify(options ?? {})], env).then(({ out, wallMs }) => ({
    ...JSON.parse(out),
    wallMs,
  }));

const socket = `${folder}/engine.sock`;
const source = spawn(process.execPath, [`${here}/source.mjs`, socket], { stdio: ["ignore", "pipe", "inherit"] });
await new Promise((resolve) => source.stdout.once("data", resolve));
const scripted = { DOCKER_HOST: `unix://${socket}` };
try {
  console.log(`Node ${process.version}, medians of ${rounds}; (n x) is the ratio to node:net in the same run\n`);
  for (const [label, frame, total] of [
    ["attach, frames of 32 KiB", 32_768, 2 ** 30],
    ["attach, frames of 4 KiB", 4096, 2 ** 29],
    ["attach, frames of 64 B", 64, 2 ** 27],
  ]) {
    const figures = await compare(
      clients,
      (client) => worker(client, "attach", { id: `f${frame}x${total}` }, scripted),
      (r) => r.bytes / 1e6 / r.seconds,
    );
    row(label, "MB/s", figures);
  }
  const slow = (client) => worker(client, "attach", { id: `f32768x${2 ** 27}`, mbps: 50 }, scripted);
  row("128 MiB into a reader of 50 MB/s: memory", "MiB", await compare(clients, slow, (r) => r.rssMiB));
  if (process.env.DKS_TEST_DOCKER) {
    const real = { DOCKER_HOST: process.env.DKS_TEST_DOCKER };
    const image = process.env.DKS_BENCH_IMAGE ?? "busybox";
    row(
      "1 GiB from dockerd: CPU",
      "s",
      await compare(
        clients,
        (client) => worker(client, "engine", { mib: 1024, image }, real),
        (r) => r.cpuSeconds,
      ),
      2,
    );
  } else console.log("1 GiB from dockerd: not measured, DKS_TEST_DOCKER is not set");
  const cold = async (client) =>
    client === "command"
      ? run([`${here}/../../dist/dks.js`, "-e", "version()"], scripted)
      : worker(client, "version", {}, scripted);
  row("cold process to /version", "ms", await compare([...clients, "command"], cold, (r) => r.wallMs));
  row(
    "import",
    "ms",
    await compare(
      clients,
      (client) => worker(client, "version", {}, scripted),
      (r) => r.importMs,
    ),
    1,
  );
  console.log((await run([`${here}/first-prompt.mjs`, "--rounds", values.rounds])).out.trimEnd());
} finally {
  source.kill();
  rmSync(folder, { recursive: true, force: true });
}
