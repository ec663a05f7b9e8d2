/**
 * Lists the containers that have been running for longer than a number of hours, and stops them with --yes. Without it, nothing is touched.
 *
 *     npx tsx scripts/stop-old-containers.ts 24
 *     deno run -A scripts/stop-old-containers.ts 24 --yes
 *     bun scripts/stop-old-containers.ts 0.5
 *
 * The engine is that of DOCKER_HOST, or else of this machine.
 */
import process from "node:process";
import { connect, type ContainerSummary, DockerError } from "dks";

const args = process.argv.slice(2);
const stop = args.includes("--yes");
const hours = Number(args.find((arg) => arg !== "--yes") ?? Number.NaN);

if (!(hours >= 0)) {
  console.error("Usage: stop-old-containers.ts HOURS [--yes]");
  process.exit(2);
}

try {
  await using docker = await connect();
  const before = Date.now() / 1000 - hours * 3600;
  const old = (await docker.containers.list()).filter(({ Created }) => Created <= before);
  if (old.length === 0) console.log(`No container runs for longer than ${hours} h.`);

  // All at once: each may take its ten seconds to end.
  const results = await Promise.allSettled(
    old.map(async (container) => {
      if (stop) await docker.containers.get(container.Id).stop();
      console.log(`${stop ? "stopped" : "would stop"} ${nameOf(container)} (${container.Image}, ${container.Status})`);
    }),
  );
  if (old.length > 0 && !stop) console.log("Nothing was stopped: add --yes for that.");
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
} catch (error) {
  console.error(
    error instanceof DockerError ? `${error.name}: ${error.message}\n  ${error.hint ?? ""}` : String(error),
  );
  process.exitCode = 1;
}

function nameOf({ Id, Names }: ContainerSummary): string {
  return Names?.[0]?.replace(/^\//, "") ?? Id.slice(0, 12);
}
