/**
 * Builds an image, shows what the build says, and runs the image: from a directory with a Dockerfile, or, without one, from the Dockerfile
 * below. With a name the image stays; without, it is removed.
 *
 *     npx tsx scripts/build-image.ts
 *     deno run -A scripts/build-image.ts ./web
 *     bun scripts/build-image.ts ./web team/web:1.0
 *
 * The engine is that of DOCKER_HOST, or else of this machine.
 */
import process from "node:process";
import { type BuildContext, connect, DockerError, type Image } from "dks";

const [directory, name] = process.argv.slice(2);

// A Dockerfile as text needs no files on this machine: what it copies comes with it.
const context: BuildContext = directory ?? {
  dockerfile: `
FROM busybox
ADD greeting.txt /greeting.txt
RUN tr a-z A-Z < /greeting.txt > /loud.txt
CMD ["cat", "/loud.txt"]
`,
  files: { "greeting.txt": `built on ${process.platform}\n` },
};

// Ctrl-C ends the build, too.
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort(new Error("interrupted")));
const { signal } = interrupted;

try {
  await using docker = await connect();
  const building = docker.images.build(context, { ...(name !== undefined && { tag: name }), signal });

  // A build can be looped over for its output, and awaited for the image. The loop throws if the build fails.
  for await (const { stream } of building) if (stream !== undefined) process.stderr.write(stream);

  const image: Image = await building;
  try {
    const { exitCode, stdout, stderr } = await docker.run(image.ref, undefined, { signal });
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = exitCode;
  } finally {
    if (name === undefined) await image.remove();
  }
} catch (error) {
  console.error(
    error instanceof DockerError ? `${error.name}: ${error.message}\n  ${error.hint ?? ""}` : String(error),
  );
  process.exitCode = 1;
}
