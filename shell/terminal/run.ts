/** `run` with the terminal as the program's input and output. */
import { type Container, type Docker, InvalidArgumentError, type RunOptions, type RunResult } from "../../mod.ts";
import { compareVersions } from "../../lib/api/versions.ts";
import type { ImageRef } from "../../lib/api/reference.ts";
import type { Sink } from "../output.ts";
import { comeBack } from "./attach.ts";
import { detachKeysOf } from "./config.ts";
import { formatDetachKeys } from "./detach-keys.ts";
import { handOver } from "./hand-over.ts";
import { type Host, ProcessHost } from "./host.ts";
import { inheritedInput, inheritedOutput } from "./streams.ts";

/** What {@link runInTerminal} works with. */
export interface RunInTerminalOptions {
  /** Where it is said how to come back. */
  err: Sink;
  /** Aborted by an interrupt of the session. */
  signal: AbortSignal;
  /** Whether an interrupt leaves the container running, as at the prompt; elsewhere it ends the run, and the container goes. */
  detachesOnInterrupt: boolean;
  /** The terminal; that of the process when left out. */
  host?: Host;
}

/**
 * Runs a program in a new container, with the terminal handed over; gives the container when the detach keys were typed. Without a terminal it has the
 * streams of the process.
 */
export async function runInTerminal(
  docker: Docker,
  image: ImageRef,
  command: readonly string[] | undefined,
  options: Omit<RunOptions, "stdin">,
  { err, signal, detachesOnInterrupt, host = new ProcessHost() }: RunInTerminalOptions,
): Promise<RunResult | Container> {
  check(options);
  if (!host.isTerminal && !options.tty)
    return docker.run(image, command, {
      ...options,
      detach: false,
      stdin: inheritedInput(),
      stdout: inheritedOutput("stdout"),
      stderr: inheritedOutput("stderr"),
    });
  const { version } = await docker.api();
  const keys = await detachKeysOf(options.detachKeys);
  const hostConfig = { ...options.config?.HostConfig };
  const size = options.tty ? host.size() : undefined;
  if (size && compareVersions(version, "1.42") >= 0) hostConfig.ConsoleSize ??= [size.rows, size.columns];
  // Nobody may be here at its end. Older engines do not say an exit code in time.
  const removesItself = options.rm !== false && compareVersions(version, "1.30") >= 0;
  if (removesItself) hostConfig.AutoRemove = true;
  const result = await docker.run(image, command, {
    ...options,
    detachKeys: formatDetachKeys(keys),
    ...(Object.keys(hostConfig).length > 0 && { config: { ...options.config, HostConfig: hostConfig } }),
    onAttached: async (attachment, container) => {
      const end = await handOver(attachment, { container, detachKeys: keys, signal, host });
      if (end === "detached" && signal.aborted && !detachesOnInterrupt) throw signal.reason;
      return end;
    },
  });
  if (!("exitCode" in result)) err.write(comeBack(result, hostConfig.AutoRemove ? ", and is removed at its end" : ""));
  return result;
}

function check(options: Omit<RunOptions, "stdin">): void {
  const other = (["detach", "stdout", "stderr", "onOutput", "onAttached"] as const).find((name) => options[name]);
  if (other === undefined) return;
  throw new InvalidArgumentError(`run: \`stdin: "inherit"\` and \`${other}\` exclude each other`, {
    hint: "With the terminal as its input, the program also writes to it. Leave out one of the two.",
  });
}
