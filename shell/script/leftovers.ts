/** What a script has made and not removed, to be removed at its end. */
import {
  type ByteSource,
  type CallRequest,
  type CallResponse,
  type Docker,
  NotFoundError,
  type Transport,
} from "../../mod.ts";

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

/** Sees which containers are made and removed over a connection. */
export class Leftovers {
  readonly #ids = new Set<string>();

  /** For `connect({ wrap })`. */
  wrap(transport: Transport): Transport {
    return {
      endpoint: transport.endpoint,
      ...(transport.basePath !== undefined && { basePath: transport.basePath }),
      call: async (request) => this.#seen(request, await transport.call(request)),
      dial: (signal) => transport.dial(signal),
      close: () => transport.close(),
    };
  }

  /** Removes what is left, the youngest first. Throws a {@link LeftBehindError} for the first that stays, after all had their turn. */
  async remove(docker: Docker): Promise<void> {
    const failures: LeftBehindError[] = [];
    for (const id of [...this.#ids].reverse()) {
      try {
        await docker.containers.get(id).remove({ force: true });
      } catch (error) {
        if (!(error instanceof NotFoundError)) failures.push(new LeftBehindError(id, error));
      }
    }
    if (failures[0]) throw failures[0];
  }

  #seen({ method, path }: CallRequest, response: CallResponse): CallResponse {
    const [, rest = ""] = /^(?:\/v[\d.]+)?\/containers\/([^/?]+)(?=\?|$)/.exec(path) ?? [];
    if (method === "DELETE" && response.status < 300) this.#ids.delete(decodeURIComponent(rest));
    if (method !== "POST" || rest !== "create" || response.status !== 201) return response;
    return { ...response, body: copied(response.body, (bytes) => this.#created(bytes)) };
  }

  #created(bytes: Uint8Array): void {
    try {
      const { Id } = JSON.parse(new TextDecoder().decode(bytes)) as { Id?: unknown };
      if (typeof Id === "string" && /^[\da-f]{12,64}$/.test(Id)) this.#ids.add(Id);
    } catch {
      // no JSON: the client says so
    }
  }
}

/** The same bytes; the first of them are handed out at the end. */
function copied(source: ByteSource, done: (bytes: Uint8Array) => void): ByteSource {
  const pieces: number[] = [];
  return {
    async read() {
      const bytes = await source.read();
      if (bytes === undefined) done(Uint8Array.from(pieces));
      else pieces.push(...bytes.subarray(0, longest - pieces.length));
      return bytes;
    },
    cancel: (reason) => source.cancel(reason),
  };
}
