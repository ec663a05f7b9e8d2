/**
 * Pulls an image and shows how far it is: one line for each step of each layer, and percents where the engine tells them.
 *
 *     npx tsx scripts/pull-progress.ts [IMAGE]
 *     deno run -A scripts/pull-progress.ts busybox
 *     bun scripts/pull-progress.ts alpine:3.20
 */
import process from "node:process";
import { connect, DockerError } from "dks";

const image = process.argv[2] ?? "busybox";

try {
  await using docker = await connect();
  const pulling = docker.images.pull(image);

  // A pull can be looped over for its messages, and awaited for the image. The loop throws if the pull fails.
  const shown = new Map<string, string>();
  for await (const { id = image, status, progressDetail } of pulling) {
    if (status === undefined) continue;
    const { current, total } = progressDetail ?? {};
    const tenths = current !== undefined && total ? ` ${Math.floor((current / total) * 10)}0 %` : "";
    const line = status + tenths;
    if (shown.get(id) !== line) console.log(`${id}: ${line}`);
    shown.set(id, line);
  }

  const { Id, Size = 0 } = await (await pulling).inspect();
  console.log(`${Id}, ${(Size / 1e6).toFixed(1)} MB`);
} catch (error) {
  console.error(
    error instanceof DockerError ? `${error.name}: ${error.message}\n  ${error.hint ?? ""}` : String(error),
  );
  process.exitCode = 1;
}
