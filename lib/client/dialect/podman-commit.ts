/** Podman (4.3) ignores the configuration that comes with a commit. So there it is written as the instructions that it heeds. */
import type { ContainerConfig } from "../../api/models.ts";
import { UnsupportedError } from "../../errors.ts";

type Write = (value: never) => string[];

const writers: { readonly [Field in keyof ContainerConfig]?: Write } = {
  User: (user: string) => [`USER ${user}`],
  WorkingDir: (path: string) => [`WORKDIR ${path}`],
  StopSignal: (signal: string) => [`STOPSIGNAL ${signal}`],
  Cmd: (words: string[]) => [`CMD ${JSON.stringify(words)}`],
  Entrypoint: (words: string[]) => [`ENTRYPOINT ${JSON.stringify(words)}`],
  Env: (variables: string[]) => variables.map((one) => `ENV ${quoted(one)}`),
  Labels: (labels: Record<string, string>) =>
    Object.entries(labels).map(([key, value]) => `LABEL ${quoted(`${key}=${value}`)}`),
  ExposedPorts: (ports: object) => Object.keys(ports).map((port) => `EXPOSE ${port}`),
  Volumes: (volumes: object) => Object.keys(volumes).map((path) => `VOLUME ${JSON.stringify([path])}`),
};

/** What does not become part of an image, whatever engine commits it. */
const ofContainers = new Set<string>([
  "Hostname",
  "Domainname",
  "Image",
  "AttachStdin",
  "AttachStdout",
  "AttachStderr",
  "Tty",
  "OpenStdin",
  "StdinOnce",
]);

/** The instructions for a configuration. Throws an UnsupportedError for a field that has none, and for a text of several lines. */
export function configChanges(config: ContainerConfig): string[] {
  const changes: string[] = [];
  for (const [field, value] of Object.entries(config)) {
    if (value === undefined || value === null || value === "" || value === false || ofContainers.has(field)) continue;
    const write = writers[field as keyof ContainerConfig];
    if (write === undefined) throw unsupported(`\`${field}\` in`);
    changes.push(...write(value as never));
  }
  // It would take what stands behind the first line for another instruction.
  if (changes.some((change) => /[\r\n]/.test(change))) throw unsupported("a text of several lines in");
  return changes;
}

/** Podman takes one pair of quotes off the value, and nothing else. */
function quoted(assignment: string): string {
  const at = assignment.indexOf("=");
  return at < 0 ? assignment : `${assignment.slice(0, at)}="${assignment.slice(at + 1)}"`;
}

function unsupported(what: string): UnsupportedError {
  return new UnsupportedError(`Podman does not take ${what} the configuration of a commit`, {
    hint: "Leave it out, or give it to the containers that are made from the image.",
  });
}
