/**
 * Shows that `docker.run` loses nothing: hundreds of short runs on every engine that is there, their output and exit codes checked to the last
 * byte, and no container left behind.
 *
 *     npm run soak -- [--runs 500] [--at-once 4] [--engine NAME]...
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { engines } from "../scenarios/engines.ts";
import { soak } from "./soak.ts";

const { values: flags } = parseArgs({
  options: {
    runs: { type: "string", default: "500" },
    "at-once": { type: "string", default: "4" },
    engine: { type: "string", multiple: true },
  },
});

for (const engine of engines) {
  if (flags.engine !== undefined && !flags.engine.includes(engine.name)) continue;
  const endpoint = "endpoint" in engine.at ? engine.at.endpoint : process.env[engine.at.variable];
  if (endpoint === undefined) {
    console.log(`${engine.name}: skipped, ${"variable" in engine.at ? engine.at.variable : ""} is not set`);
    continue;
  }
  const began = performance.now();
  const { counts, left } = await soak(engine, endpoint, Number(flags.runs), Number(flags["at-once"]));
  const failures = counts.flatMap((count) => count.failures);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const total = counts.reduce((sum, count) => sum + count.runs, 0);
  console.log(
    `${engine.name}: ${total} runs in ${seconds} s, ${failures.length} wrong, ${left.length} containers left`,
  );
  for (const { name, runs, failures: wrong } of counts) console.log(`  ${runs - wrong.length}/${runs}  ${name}`);
  for (const failure of failures.slice(0, 5)) console.log(failure);
  if (failures.length > 0 || left.length > 0) process.exitCode = 1;
}
