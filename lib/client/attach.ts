/**
 * Attaching, and reading logs. A modern engine sends stdout and stderr as stdio frames on one connection, or raw bytes when the container has a
 * TTY: API 1.42 and up says which in the content type, before it the container's configuration does. What v1.0 engines and Podman do
 * instead is in dialect/.
 */
import { compareVersions } from "../api/versions.ts";
import { type ApiClient, requireVersion } from "./api-client.ts";
import { attachLog, logSource } from "./attach-log.ts";
import { Attachment } from "./attachment.ts";
import { withoutHangUp } from "./dialect/podman-hangup.ts";
import { attachV1 } from "./dialect/v1-attach.ts";
import { outputSource } from "./sources.ts";

/** What to attach to. Without any of `logs` and `stream`, `stream` is taken; without any of the three streams, stdout and stderr. */
export interface AttachOptions {
  /** Replays what the container has written so far. */
  logs?: boolean;
  /** Goes on with what it writes from now; of a container that does not run, on the engines of today, from its next start. */
  stream?: boolean;
  /** Sends what is written to the attachment to the program's stdin. The container must have been made with `OpenStdin`. */
  stdin?: boolean;
  /** Gives the program's stdout; with a TTY, all of its output. */
  stdout?: boolean;
  /** Gives the program's stderr. */
  stderr?: boolean;
  /** The keys that detach from a TTY, e.g. `ctrl-p,ctrl-q`. Since API 1.24. */
  detachKeys?: string;
  /** Aborting closes the connection. The container goes on. */
  signal?: AbortSignal;
}

/** What of a container's log is wanted. Without any of `stdout` and `stderr`, both are taken. */
export interface LogsOptions {
  /** Goes on with what the container writes from now, until it ends. */
  follow?: boolean;
  /** What was written to stdout; with a TTY, all of the output. */
  stdout?: boolean;
  /** What was written to stderr. */
  stderr?: boolean;
  /** Only what was written since this time, in Unix seconds. Since API 1.24. */
  since?: number;
  /** Only what was written until this time, in Unix seconds. Since API 1.35. */
  until?: number;
  /** Puts the time, in RFC 3339, before each line. Since API 1.24. */
  timestamps?: boolean;
  /** Only this many of the last lines. Since API 1.24. */
  tail?: number;
  /** Aborting closes the connection. */
  signal?: AbortSignal;
}

/** What an attachment may have to know of its container. Asked only where the engine's answer does not say it. */
export interface AboutContainer {
  isTty(): Promise<boolean>;
  /** As in `State.Status` of ContainerInspect. */
  status(): Promise<string>;
}

/** Attaches to a container. */
export async function attach(
  api: ApiClient,
  id: string,
  options: AttachOptions,
  container: AboutContainer,
): Promise<Attachment> {
  const wanted = withDefaults(options);
  const { signal, ...parameters } = wanted;
  await api.check("ContainerAttach", { parameters: { id, ...parameters }, signal });
  const { dialect } = await api.engine(signal);
  if (dialect === "v1.0") return attachV1(api, id, wanted, await container.isTty());
  if (await saidInLog(api, wanted, container)) return attachLog(api, id, wanted, await container.isTty());
  const tty = await knownTty(api, container);
  const mayHangUp = wanted.stdin === true && (await api.isPodman());
  const { headers, stream } = await api.hijack("ContainerAttach", { parameters: { id, ...parameters }, signal });
  const output = outputSource(stream, headers, tty);
  const source = mayHangUp ? withoutHangUp(output.source) : output.source;
  return new Attachment({ source, tty: output.tty, stdin: wanted.stdin ? stream : undefined, signal });
}

/** Opens a container's log: an attachment without stdin. */
export async function logs(
  api: ApiClient,
  id: string,
  options: LogsOptions,
  container: AboutContainer,
): Promise<Attachment> {
  const { signal, ...wanted } = options;
  if (!wanted.stdout && !wanted.stderr) Object.assign(wanted, { stdout: true, stderr: true });
  if ((await api.engine(signal)).dialect === "v1.0") return logsV1(api, id, wanted, signal, container);
  const parameters = { id, ...wanted };
  await api.check("ContainerLogs", { parameters, signal });
  const tty = await knownTty(api, container);
  if (wanted.follow && (await api.isPodman())) {
    const known = tty ?? (await container.isTty());
    return new Attachment({ source: await logSource(api, parameters, known, signal), tty: known, signal });
  }
  const { body, headers } = await api.perform("ContainerLogs", { parameters, signal });
  return new Attachment({ ...outputSource(body, headers, tty), signal });
}

/** A v1.0 engine gives the log through an attachment, whole. */
function logsV1(
  api: ApiClient,
  id: string,
  wanted: LogsOptions,
  signal: AbortSignal | undefined,
  container: AboutContainer,
): Promise<Attachment> {
  const { follow, stdout, stderr, ...rest } = wanted;
  for (const [option, value] of Object.entries(rest)) {
    if (value === undefined || value === false) continue;
    const since = option === "until" ? "1.35" : "1.24";
    requireVersion(`the option \`${option}\` of ContainerLogs`, since, { version: "1.0", dialect: "v1.0" });
  }
  const options = { logs: true, ...(follow && { stream: true }), ...(stdout && { stdout }), ...(stderr && { stderr }) };
  return attach(api, id, { ...options, ...(signal && { signal }) }, container);
}

/** From API 1.42 on the content type tells raw bytes from frames; before it the container's configuration does. */
async function knownTty(api: ApiClient, container: AboutContainer): Promise<boolean | undefined> {
  return compareVersions((await api.engine()).version, "1.42") >= 0 ? undefined : container.isTty();
}

/**
 * Whether output is to come from the log, see attach-log.ts. On Podman always when it is replayed. On other engines when it goes on from there,
 * of a container that has been started: before the start there is nothing that an attachment could miss, and none can be made while it is
 * paused. Keys that detach from a TTY need input and output on one connection.
 */
async function saidInLog(api: ApiClient, wanted: AttachOptions, container: AboutContainer): Promise<boolean> {
  if (!wanted.logs) return false;
  if (await api.isPodman()) return true;
  if (!wanted.stream || (wanted.stdin && (await container.isTty()))) return false;
  return ["running", "exited", "dead"].includes(await container.status());
}

function withDefaults(options: AttachOptions): AttachOptions & { stream?: boolean } {
  const { stdin, stdout, stderr } = options;
  const streams = stdin || stdout || stderr ? {} : { stdout: true, stderr: true };
  return { ...options, ...(options.logs || options.stream ? {} : { stream: true }), ...streams };
}
