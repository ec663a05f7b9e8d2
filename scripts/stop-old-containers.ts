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
import { connect, type ContainerSummary, type Docker, DockerError, NotFoundError } from "dks";

const args = process.argv.slice(2);
const stop = args.includes("--yes");
const [hours = "", ...more] = args.filter((arg) => arg !== "--yes");

// An empty argument is no number: with --yes, a variable that is not set must not stop everything.
if (!/^\d+(\.\d+)?$/.test(hours) || more.length > 0) {
  console.error("Usage: stop-old-containers.ts HOURS [--yes]");
  process.exit(2);
}

try {
  await using docker = await connect();
  const before = Date.now() - Number(hours) * 3_600_000;
  const running = await docker.containers.list();
  const started = await Promise.all(running.map(({ Id }) => startOf(docker, Id)));
  const old = running.filter((_, index) => started[index]! <= before);
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

/** When a container was started, in milliseconds since 1970. The list tells only when it was created: since then it may have been restarted. */
async function startOf(docker: Docker, id: string): Promise<number> {
  try {
    return Date.parse((await docker.containers.get(id).inspect()).State?.StartedAt ?? "");
  } catch (error) {
    if (error instanceof NotFoundError) return Number.NaN; // it has gone meanwhile
    throw error;
  }
}

function nameOf({ Id, Names }: ContainerSummary): string {
  return Names?.[0]?.replace(/^\//, "") ?? Id.slice(0, 12);
}
