/** Streams that a script has opened and neither read to their end nor closed. */
import type { ByteSource, Duplex, Transport } from "../../mod.ts";
import type { Place } from "../evaluate/unit.ts";
import { PlacedError, type Session } from "../session.ts";

/** A stream was still open when its script was over. */
export class OpenStreamError extends PlacedError {
  override readonly name = "OpenStreamError";
  readonly hint = "Read it to its end, close it, or declare it with `await using`, which closes it.";

  constructor(place: Place | undefined) {
    super("a stream that is opened here is still open at the end", place);
  }
}

/** Sees which streams are opened and ended over a connection. */
export class OpenStreams {
  readonly #open = new Map<object, Place | undefined>();
  #session: Session | undefined;

  /** The session whose statements open them. */
  follow(session: Session): void {
    this.#session = session;
  }

  /** For `connect({ wrap })`. */
  wrap(transport: Transport): Transport {
    return {
      endpoint: transport.endpoint,
      ...(transport.tls !== undefined && { tls: transport.tls }),
      ...(transport.basePath !== undefined && { basePath: transport.basePath }),
      call: async (request) => {
        const response = await transport.call(request);
        return { ...response, body: this.#watched(response.body) };
      },
      dial: async (signal) => this.#watchedDuplex(await transport.dial(signal)),
      close: () => transport.close(),
    };
  }

  /** An error for each statement that has left one open. */
  errors(): OpenStreamError[] {
    const places = new Map([...this.#open.values()].map((place) => [`${place?.line}:${place?.column}`, place]));
    return [...places.values()].map((place) => new OpenStreamError(place));
  }

  #watched<S extends ByteSource>(source: S): ByteSource {
    this.#open.set(source, this.#session?.place);
    const over = (): void => void this.#open.delete(source);
    return {
      async read() {
        try {
          const bytes = await source.read();
          if (bytes === undefined) over();
          return bytes;
        } catch (error) {
          over();
          throw error;
        }
      },
      cancel(reason) {
        over();
        source.cancel(reason);
      },
    };
  }

  /** Whoever has ended his own side is done with it. */
  #watchedDuplex(duplex: Duplex): Duplex {
    return {
      ...this.#watched(duplex),
      write: (bytes) => duplex.write(bytes),
      end: () => {
        this.#open.delete(duplex);
        return duplex.end();
      },
      get closed() {
        return duplex.closed;
      },
    };
  }
}
