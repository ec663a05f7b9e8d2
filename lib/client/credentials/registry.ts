/** The names of registries in configurations. */
import { InvalidArgumentError } from "../../errors.ts";

/** Docker Hub, by the name that logins are kept under. */
export const dockerHub: string = "https://index.docker.io/v1/";

/** Other names of Docker Hub, as hosts. */
const hubHosts = new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);

const host = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(?::\d{1,5})?$/;

/** The host, with its port, of a registry that is written as a host or, as old configurations have it, as a URL. */
export function hostOf(registry: string): string {
  return registry
    .replace(/^https?:\/\//i, "")
    .replace(/\/.*$/s, "")
    .toLowerCase();
}

/** The name that logins of a registry are kept under. Throws an InvalidArgumentError for what is no registry. */
export function registryKey(registry: unknown): string {
  const name = typeof registry === "string" ? hostOf(registry) : "";
  if (host.test(name)) return hubHosts.has(name) ? dockerHub : name;
  // What was given is not shown: somebody may have written a password into it.
  throw new InvalidArgumentError("that cannot name a registry: it is no host name with an optional port", {
    hint: 'Write a host such as "registry.example:5000", without a user and a path.',
  });
}
