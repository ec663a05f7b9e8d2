/**
 * Runs a one-off job in a container, as a step of a pipeline does: its output comes as it is written, its exit code is ours, and the
 * container is gone afterwards, whatever happens.
 *
 *     npx tsx scripts/run-job.ts busybox uname -a
 *     deno run -A scripts/run-job.ts busybox sh -c 'echo working; exit 3'
 *     bun scripts/run-job.ts alpine cat /etc/os-release
 *
 * The engine is that of DOCKER_HOST, or else of this machine.
 */
import process from "node:process";
import { connect, DockerError } from "dks";

const [image, ...command] = process.argv.slice(2);

if (image === undefined || command.length === 0) {
  console.error("Usage: run-job.ts IMAGE COMMAND [ARGUMENTS]");
  process.exit(2);
}

// Ctrl-C ends the job, too: an aborted run removes its container.
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort(new Error("interrupted")));

try {
  await using docker = await connect();
  const started = Date.now();
  const { exitCode } = await docker.run(image, command, {
    signal: interrupted.signal,
    onProgress({ id, status }) {
      if (status !== undefined) console.error(id === undefined ? status : `${id}: ${status}`);
    },
    onOutput({ stream, bytes }) {
      process[stream].write(bytes);
    },
  });
  console.error(`exit code ${exitCode} after ${((Date.now() - started) / 1000).toFixed(1)} s`);
  process.exitCode = exitCode;
} catch (error) {
  // As `docker run` has it: 125 when it was not the job that failed.
  console.error(
    error instanceof DockerError ? `${error.name}: ${error.message}\n  ${error.hint ?? ""}` : String(error),
  );
  process.exitCode = 125;
}
