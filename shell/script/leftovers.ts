/** What a script has made and not removed, to be removed at its end. */
import {
  type ByteSource,
  type CallRequest,
  type CallResponse,
  ConflictError,
  type connect,
  type Docker,
  NotFoundError,
  type Transport,
} from "../../mod.ts";
import type { EngineSettings } from "../engine.ts";
import { Keeper } from "./keeper.ts";

/** A container that a script made could not be removed. */
export class LeftBehindError extends Error {
  override readonly name = "LeftBehindError";
  readonly hint: string;

  constructor(id: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`the container ${id.slice(0, 12)}, which the script made, could not be removed: ${reason}`);
    this.hint = `Remove it by hand: dks -e 'rm("${id.slice(0, 12)}", { force: true })'`;
  }
}

/** The longest answer to a creation that is looked at, in bytes. */
const longest = 64 * 1024;
/** How long an answer is waited for that the script waits for no more, in milliseconds. */
const patience = 5000;

/** Sees which containers a script makes and removes: over the connection of its session, and over those that it opens itself. */
export class Leftovers {
  readonly #session: Made;
  readonly #others: { made: Made; open: () => Promise<Docker> }[] = [];

  /** `engine` is what the command line, or the header, says of the engine; nothing, if left out. */
  constructor(engine: EngineSettings = { host: undefined, apiVersion: undefined }) {
    this.#session = new Made(engine);
  }

  /** For `connect({ wrap })`, of the session's own connection. */
  wrap(transport: Transport): Transport {
    return this.#session.wrap(transport);
  }

  /** The function `connect` as the script has it. */
  connecting(open: typeof connect): typeof connect {
    return (endpoint, options = {}) => {
      const made = new Made({ host: endpoint, apiVersion: options.apiVersion });
      this.#others.push({ made, open: () => open(endpoint, options) });
      return open(endpoint, { ...options, wrap: (transport) => made.wrap(options.wrap?.(transport) ?? transport) });
    };
  }

  /** Removes what is left, the youngest first. Throws a {@link LeftBehindError} for the first that stays, after all had their turn. */
  async remove(docker: Docker): Promise<void> {
    const failures = await this.#session.remove(async () => docker);
    for (const { made, open } of this.#others) {
      let own: Docker | undefined;
      failures.push(
        ...(await made.remove(async () => {
          own ??= await open();
          return own;
        })),
      );
      await own?.close();
    }
    if (failures[0]) throw failures[0];
  }
}

/** What is made over one connection. */
class Made {
  readonly #ids = new Set<string>();
  readonly #pending = new Set<Promise<unknown>>();
  readonly #engine: EngineSettings;
  #keeper: Keeper | undefined;

  constructor(engine: EngineSettings) {
    this.#engine = engine;
  }

  wrap(transport: Transport): Transport {
    // What is inside dks goes with the process.
    if (transport.endpoint !== "embedded:") this.#keeper = new Keeper(this.#engine);
    return {
      endpoint: transport.endpoint,
      ...(transport.tls !== undefined && { tls: transport.tls }),
      ...(transport.basePath !== undefined && { basePath: transport.basePath }),
      call: (request) => this.#call(request, transport),
      dial: (signal) => transport.dial(signal),
      close: () => transport.close(),
    };
  }

  /** Gives an error for each that stays. */
  async remove(docker: () => Promise<Docker>): Promise<LeftBehindError[]> {
    await settled(this.#pending);
    const failures: LeftBehindError[] = [];
    for (const id of [...this.#ids].reverse()) {
      try {
        await (await docker()).containers.get(id).remove({ force: true, v: true });
      } catch (error) {
        if (!isGone(error)) failures.push(new LeftBehindError(id, error));
      }
    }
    if (failures.length === 0) this.#keeper?.done();
    return failures;
  }

  async #call(request: CallRequest, transport: Transport): Promise<CallResponse> {
    const { method, path } = request;
    const [, rest = ""] = /^(?:\/v[\d.]+)?\/containers\/([^/?]+)(?=\?|$)/.exec(path) ?? [];
    if (method === "POST" && rest === "create") return this.#create(request, transport);
    const response = await transport.call(request);
    if (method === "DELETE" && response.status < 300) this.#ids.delete(decodeURIComponent(rest));
    return response;
  }

  /** A creation is seen to its end, also when the script does not want it any more: the engine may have made the container. */
  async #create({ signal, ...request }: CallRequest, transport: Transport): Promise<CallResponse> {
    signal?.throwIfAborted();
    const creating = transport.call(request).then((response) => this.#seen(response));
    this.#pending.add(creating);
    const over = (): void => void this.#pending.delete(creating);
    creating.then(over, over);
    if (!signal) return creating;
    return new Promise((resolve, reject) => {
      const aborted = (): void => reject(signal.reason);
      signal.addEventListener("abort", aborted, { once: true });
      creating.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
    });
  }

  async #seen(response: CallResponse): Promise<CallResponse> {
    if (response.status !== 201) return response;
    const { pieces, rest } = await beginning(response.body);
    this.#created(pieces);
    return { ...response, body: joined(pieces, rest) };
  }

  #created(pieces: readonly Uint8Array[]): void {
    try {
      const decoder = new TextDecoder();
      const text = pieces.map((piece) => decoder.decode(piece, { stream: true })).join("");
      const { Id } = JSON.parse(text) as { Id?: unknown };
      if (typeof Id !== "string" || !/^[\da-f]{12,64}$/.test(Id)) return;
      this.#ids.add(Id);
      this.#keeper?.made(Id);
    } catch {
      // no JSON: the client says so
    }
  }
}

/** Whether it is no more, or just going. */
function isGone(error: unknown): boolean {
  return (
    error instanceof NotFoundError || (error instanceof ConflictError && /already in progress/.test(error.message))
  );
}

/** When all are settled, or have had their time. */
async function settled(promises: Iterable<Promise<unknown>>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  await Promise.race([Promise.allSettled(promises), enough]);
  clearTimeout(timer);
}

/** The first bytes of a source, to its end if that is near; else what is left of it, too. */
async function beginning(source: ByteSource): Promise<{ pieces: Uint8Array[]; rest: ByteSource | undefined }> {
  const pieces: Uint8Array[] = [];
  for (let length = 0; length < longest; ) {
    const bytes = await source.read();
    if (bytes === undefined) return { pieces, rest: undefined };
    pieces.push(bytes);
    length += bytes.length;
  }
  return { pieces, rest: source };
}

function joined(pieces: Uint8Array[], rest: ByteSource | undefined): ByteSource {
  return {
    read: async () => pieces.shift() ?? rest?.read(),
    cancel: (reason) => rest?.cancel(reason),
  };
}
