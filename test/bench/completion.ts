/**
 * How long completion takes with 5,000 containers and as many images: `npx tsx test/bench/completion.ts`. Prints milliseconds; the engine is not part of it,
 * since no key ever waits for one.
 */
import process from "node:process";
import * as library from "../../mod.ts";
import { commands } from "../../shell/commands/mod.ts";
import { complete } from "../../shell/complete/mod.ts";
import { reference } from "../../shell/reference/generated/reference.ts";
import { scriptedDocker } from "../../shell/testing.ts";

const count = 5000;
const rounds = 300;
const { docker } = scriptedDocker();
const hex = (n: number): string => ((n * 2_654_435_761) >>> 0).toString(16).padStart(8, "0").repeat(8);
const containers = Array.from({ length: count }, (_, n) => ({
  Id: hex(n),
  Names: [`/web-${n}`],
  Image: "busybox",
  State: n % 2 === 0 ? "exited" : "running",
  Status: "Up",
  Created: 1,
})) as unknown as library.ContainerSummary[];
const images = Array.from({ length: count }, (_, n) => ({
  Id: `sha256:${hex(n)}`,
  RepoTags: [`team/app${n}:v1`],
  Created: 1,
  Size: 1000,
})) as unknown as library.ImageSummary[];
const world = {
  reference,
  classes: library as unknown as Record<string, unknown>,
  scope: { docker, containers: docker.containers, images: docker.images, run: () => {}, ps: () => {} },
  names: { containers, images, intermediates: () => images },
  commands,
  directory: process.cwd(),
};
const sources = [
  "containers.get('w",
  "containers.get('4",
  "images.get('team/app4",
  "containers.",
  "con",
  "ps({ filters: { st",
  "containers.create({ HostConfig: { Auto",
  "run('team",
  "docker.containers.get('web-1').in",
  ".load ",
  "for (const c of containers.list()) { c.",
  "containers.list({ all: true }).filter(({ State, Id }) => State === 'exited').map(async (c) => containers.get(c.",
  "images.get('4d",
  "images.get(",
];

const times: number[] = [];
for (let round = 0; round < rounds; round++) {
  for (const source of sources) {
    const began = performance.now();
    complete(source, source.length, world);
    times.push(performance.now() - began);
  }
}
times.sort((a, b) => a - b);
const at = (share: number): string => times[Math.floor((times.length - 1) * share)]!.toFixed(2);
process.stdout.write(
  `completion, ${count} containers and images: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms\n`,
);
