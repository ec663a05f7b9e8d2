// The same work through dks, as it is shipped.
import { connect } from "../../dist/mod.js";

const docker = await connect(process.env.DOCKER_HOST);

export const name = "dks";

export async function version() {
  return (await docker.version()).Version;
}

export async function attach(id, onBytes, started = async () => {}) {
  const attachment = await docker.containers.get(id).attach();
  await started();
  const reader = attachment.output.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const wait = onBytes(next.value.bytes.length);
    if (wait) await wait;
  }
}
