// The same work through dockerode, where it is installed: npm run bench -- --peers FOLDER
import { createRequire } from "node:module";
import { Writable } from "node:stream";

const Dockerode = createRequire(`${process.env.DKS_BENCH_PEERS}/package.json`)("dockerode");
const docker = new Dockerode({ socketPath: process.env.DOCKER_HOST.replace("unix://", "") });

export const name = "dockerode";

export async function version() {
  return (await docker.version()).Version;
}

export async function attach(id, onBytes, started = async () => {}) {
  const container = docker.getContainer(id);
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const sink = new Writable({
    write(bytes, _, done) {
      const wait = onBytes(bytes.length);
      if (wait) wait.then(() => done());
      else done();
    },
  });
  container.modem.demuxStream(stream, sink, sink);
  const ended = new Promise((resolve, reject) => stream.on("end", resolve).on("error", reject));
  await started();
  await ended;
}
