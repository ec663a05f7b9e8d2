/** Recording at the prompt: `.record`, and `dks record`. */
import { CommandError } from "../commands/command.ts";
import type { Shell } from "../shell.ts";
import { engineName } from "../script/requirements.ts";
import { Recording } from "./recording.ts";

/** How long it is waited for the engine to say what it is, in milliseconds. */
const patience = 5000;

/** What somebody asked for. */
export interface RecordRequest {
  path: string;
  append: boolean;
  wire: boolean;
}

/** Reads what stands behind `.record`. Throws a {@link CommandError}. */
export function readRequest(argument: string): RecordRequest {
  const words = argument.split(/\s+/).filter((word) => word !== "");
  const [append, wire] = [words.includes("--append"), words.includes("--wire")];
  const paths = words.filter((word) => !word.startsWith("--"));
  const unknown = words.find((word) => word.startsWith("--") && word !== "--append" && word !== "--wire");
  if (unknown !== undefined) throw new CommandError(`unknown option ${unknown}`, "There are --append and --wire.");
  if (paths.length !== 1) throw new CommandError(".record needs a file", "Write .record FILE.");
  return { path: paths[0]!, append, wire };
}

/** Begins a recording in a shell. Throws a {@link CommandError} when one is going on, or its file cannot be made. */
export async function startRecording(shell: Shell, request: RecordRequest): Promise<Recording> {
  if (shell.recording) throw new CommandError(`${shell.recording.path} is being recorded already`, ".stop ends that.");
  const { session, apiVersion, given } = shell;
  const isEmbedded = session.docker.endpoint === "embedded:";
  // An engine that does not answer now is not waited for: it may do so later.
  const recorded = isEmbedded
    ? undefined
    : await engineName(session.docker, { signal: AbortSignal.timeout(patience) }).catch(() => undefined);
  const recording = await Recording.open({
    ...request,
    session,
    header: {
      embedded: isEmbedded,
      ...(apiVersion !== undefined && { apiVersion }),
      ...(recorded !== undefined && { recorded }),
    },
    given,
    note: (text) => shell.note(`recording: ${text}`),
  });
  shell.recording = recording;
  // What a new connection asks first must be on the cassette, too; this one has asked already.
  if (request.wire)
    for (const path of ["/_ping", "/version"]) await session.docker.request(`GET ${path}`).catch(() => {});
  return recording;
}

/** Ends the recording of a shell, if there is one; says what there is now. */
export async function stopRecording(shell: Shell): Promise<string | undefined> {
  const { recording } = shell;
  if (recording === undefined) return undefined;
  shell.recording = undefined;
  const count = await recording.stop();
  return `${count} ${count === 1 ? "statement" : "statements"} in ${recording.path}`;
}
