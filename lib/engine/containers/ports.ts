/** The ports of a v1.0 container. The engine has no network: they are checked as if it had one, and lead nowhere. */
import { Failure } from "../failure.ts";

/** The port outside that a PortSpec asks for: `:80` for that one, `80` for any (undefined). A Failure 400 when it is none. */
export function fixedPort(spec: string): number | undefined {
  const [, colon, digits] = /^(:?)(\d{1,5})$/.exec(spec) ?? [];
  const port = Number(digits ?? 0);
  if (port >= 1 && port <= 65_535) return colon === ":" ? port : undefined;
  throw new Failure(400, `invalid port ${JSON.stringify(spec)}: it is 80, or :80 for the same port outside`);
}

/** Checks the ports of a container that is about to start against those of the containers that run. */
export function checkPorts(specs: readonly string[], running: Iterable<readonly string[]>): void {
  const taken = new Set([...running].flat().map(fixedPort));
  for (const port of specs.map(fixedPort)) {
    if (port !== undefined && taken.has(port)) throw new Failure(409, `Port already in use: ${port}`);
  }
}
