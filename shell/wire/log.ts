/** What goes over the wire of a session: shown when asked for, and the last call kept. */
import type { Transport } from "../../mod.ts";
import { visible, visibleLine } from "../format/text.ts";
import { BodyFolder, keptOfUpload } from "./body.ts";
import { curlLine, type Reachable } from "./curl.ts";
import { httpFile } from "./http-file.ts";
import { type Exchange, observe, type WireListener } from "./observe.ts";
import { type ViewOptions, WireView } from "./view.ts";

/** Options of {@link WireLog}. */
export interface WireLogOptions extends ViewOptions {
  /** Opens the engine inside this process to programs outside of it, and says where. */
  expose(): Promise<Reachable>;
}

/** The last call, and the way that it went. */
interface Last {
  readonly exchange: Exchange;
  readonly transport: Transport;
}

/** The wire of a session. */
export class WireLog {
  /** Whether it is shown as it goes. */
  shown = false;
  readonly #view: WireView;
  readonly #expose: () => Promise<Reachable>;
  readonly #folder = new BodyFolder();
  #last: Last | undefined;

  constructor(options: WireLogOptions) {
    this.#view = new WireView(options);
    this.#expose = options.expose;
  }

  /** For `connect({ wrap })`. */
  wrap(transport: Transport): Transport {
    return observe(transport, () => this.#listener(transport), keptOfUpload);
  }

  /** The last call as a line for curl, and what is to be said about it; undefined when there was none. */
  async curl(): Promise<string | undefined> {
    if (this.#last === undefined) return undefined;
    const { exchange } = this.#last;
    const { line, notes } = curlLine(exchange, await this.#reachable(this.#last), this.#folder);
    return [line, ...notes.map((note) => `# ${visibleLine(note)}`)].join("\n");
  }

  /** The last call as an HTTP file; undefined when there was none. */
  async http(): Promise<string | undefined> {
    if (this.#last === undefined) return undefined;
    return visible(httpFile(this.#last.exchange, await this.#reachable(this.#last), this.#folder));
  }

  /** Removes the bodies that were kept. */
  close(): void {
    this.#folder.close();
  }

  async #reachable({ exchange, transport }: { exchange: Exchange; transport: Transport }): Promise<Reachable> {
    const { endpoint, basePath = "", tls } = transport;
    const socket = /^unix:\/\/(\/.*)$/.exec(endpoint)?.[1];
    if (socket !== undefined) return { socket };
    if (endpoint === "embedded:") return this.#expose();
    const url = endpoint.replace(/^tcp:/, "http:").replace(/\/$/, "");
    // The head of a raw connection was written with the base path in it.
    const base = exchange.hijacked && basePath !== "" ? url.slice(0, -basePath.length) : url;
    return { url: base, ...(tls && { tls }) };
  }

  /** Remembers the last call, and hands everything on to the view while it is shown. */
  #listener(transport: Transport): WireListener {
    const view = this.shown ? this.#view : undefined;
    return {
      request: (exchange) => {
        // What the client asks on its own account is not what the user called.
        if (!exchange.path.endsWith("/_ping")) this.#last = { exchange, transport };
        view?.request(exchange);
      },
      uploaded: (exchange) => view?.uploaded(exchange),
      answered: (exchange) => view?.answered(exchange),
      received: (exchange, bytes) => view?.received(exchange, bytes),
      sent: (exchange, bytes) => view?.sent(exchange, bytes),
      ended: (exchange, direction) => view?.ended(exchange, direction),
      failed: (exchange, error) => view?.failed(exchange, error),
    };
  }
}
