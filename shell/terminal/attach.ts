/** An attachment that is the value of a statement at the prompt: whoever attaches wants to talk to the container. */
import {
  type Attachment,
  type AttachOptions,
  type Container,
  type ContainerState,
  NotFoundError,
  UnsupportedError,
} from "../../mod.ts";
import { shortId } from "../format/listing.ts";
import type { Sink } from "../output.ts";
import { detachKeysOf } from "./config.ts";
import { formatDetachKeys, spellDetachKeys } from "./detach-keys.ts";
import { handOver } from "./hand-over.ts";
import { type Host, ProcessHost } from "./host.ts";

/** What an attachment was asked of, and how. */
export interface AttachmentOrigin {
  readonly container: Container;
  readonly options: AttachOptions;
}

/** What {@link attachTerminal} works with. */
export interface AttachTerminalOptions {
  /** Where it is said how to leave, and how to come back. */
  err: Sink;
  /** Aborting it detaches. */
  signal: AbortSignal;
  /** The terminal; that of the process when left out. */
  host?: Host;
}

/**
 * Hands the terminal over to the container of an attachment, until the attachment ends or the detach keys are typed. False, and nothing was done, where
 * there is nobody to type or nothing to type to: then it is a stream to be shown.
 */
export async function attachTerminal(
  attachment: Attachment,
  { container, options }: AttachmentOrigin,
  { err, signal, host = new ProcessHost() }: AttachTerminalOptions,
): Promise<boolean> {
  if (!host.isTerminal || !wantsInput(options)) return false;
  const keys = await detachKeysOf(options.detachKeys);
  if (options.stdin !== true && !(await takesInput(container, signal))) return false;
  const input = options.stdin === true ? attachment : await openInput(container, keys, signal, attachment);
  const name = nameOf(container);
  const way = attachment.tty ? spellDetachKeys(keys) : "Ctrl-C";
  const end = await handOver(attachment, {
    container,
    input,
    detachKeys: keys,
    signal,
    redraw: true,
    host,
    onOpen: () => host.echo(`attached to ${name}: ${way} detaches\r\n`),
  });
  const state = end === "ended" ? await stateAtEnd(container) : undefined;
  if (end === "detached" || state?.Running) err.write(comeBack(container));
  else if (state) err.write(`${name} has ended with ${state.ExitCode ?? 0}\n`);
  return true;
}

/** The line that says how to come back to a container. */
export function comeBack(container: Container, note = ""): string {
  const name = nameOf(container);
  return `detached; it goes on${note}: attach("${name}") comes back\n`;
}

/** Who names streams without stdin, or says that he wants no more than the log, wants to look. */
function wantsInput({ stdin, stdout, stderr, logs, stream }: AttachOptions): boolean {
  if (logs && !stream && !stdin) return false;
  return stdin ?? !(stdout || stderr);
}

async function takesInput(container: Container, signal: AbortSignal): Promise<boolean> {
  const { Config, State } = await container.inspect({ signal });
  return Config.OpenStdin === true && State.Running === true;
}

/** A connection for the input alone: the output goes on coming on the one that is there. */
async function openInput(
  container: Container,
  keys: Uint8Array,
  signal: AbortSignal,
  output: Attachment,
): Promise<Attachment> {
  const options = { stream: true, stdin: true, signal };
  try {
    return await container.attach({ ...options, detachKeys: formatDetachKeys(keys) }).catch((error: unknown) => {
      // An engine of v1.0 knows its own keys only; ours are seen here.
      if (error instanceof UnsupportedError) return container.attach(options);
      throw error;
    });
  } catch (error) {
    output.close();
    throw error;
  }
}

/**
 * What became of a container whose output ended. Some engines say that it runs for a moment longer; one that does after that was left by the engine's own
 * keys. Undefined when it is gone.
 */
async function stateAtEnd(container: Container): Promise<ContainerState | undefined> {
  for (let attempt = 1; ; attempt++) {
    const state = await container.inspect().then(
      ({ State }) => State,
      (error: unknown) => {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      },
    );
    if (!state?.Running || attempt === 5) return state;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Ids as short as they are written, names whole. */
function nameOf({ id }: Container): string {
  return /^[0-9a-f]{64}$/.test(id) ? shortId(id) : id.replace(/^\//, "");
}
