/** Which repositories are the registry's own, and who may push to them. */
import { Failure } from "../failure.ts";
import { defaultRegistry, familiarRepository, splitRepository } from "../store/reference.ts";

/** What a registry is to the engine: docker.io, which it plays; one of this machine, where nobody logs in; another, which it does not ask. */
export type RegistryHome = "public" | "private" | "elsewhere";

const thisMachine = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?=:\d{1,5}$|$)/;

/** The names that docker.io goes by; none at all is one of them. */
const publicNames: ReadonlySet<string> = new Set(["", defaultRegistry, "index.docker.io", "registry-1.docker.io"]);

/** What a registry is, which is written as a host or as the URL of its API. */
export function homeOf(registry: string): RegistryHome {
  const host = hostOf(registry);
  if (publicNames.has(host)) return "public";
  return thisMachine.test(host) ? "private" : "elsewhere";
}

/** The host of a registry, which is written as one or as the URL of its API. */
export function hostOf(registry: string): string {
  return registry.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
}

/** The one name of a repository: this machine has several, and a port of it is the same registry under each of them. */
export function canonical(repository: string): string {
  const { registry, path } = splitRepository(repository);
  return `${registry.replace(thisMachine, "localhost")}/${path}`;
}

/** A Failure when the user may not push to a repository; who it is, if anybody, is asked only where that matters. */
export function checkPush(repository: string, user: () => string | undefined): void {
  const { registry, path } = splitRepository(repository);
  const home = homeOf(registry);
  if (home === "private") return;
  if (home === "elsewhere") throw elsewhere(registry);
  const name = familiarRepository(repository);
  const [owner = ""] = path.split("/", 1);
  if (owner === "library") {
    throw denied(`${name} is an official repository: name the image USER/NAME or localhost:5000/NAME to push it`);
  }
  const who = user();
  if (who === undefined) throw denied(`${name} belongs to the account ${owner}: log in first`);
  if (who !== owner) throw denied(`${name} belongs to the account ${owner}, and the one that is logged in is ${who}`);
}

/** The engine has a registry of its own, and goes to no other. */
export function elsewhere(registry: string): Failure {
  return new Failure(
    500,
    `the engine has a registry of its own, which is docker.io and localhost to it, and does not ask ${hostOf(registry)}`,
  );
}

function denied(why: string): Failure {
  return new Failure(403, `denied: requested access to the resource is denied: ${why}`);
}
