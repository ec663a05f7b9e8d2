/** What goes over the wire of a session: shown when asked for, and the last call kept. */
import type { Transport } from "../../mod.ts";
import { curlLine, httpFile, type Reachable } from "./curl.ts";
import { type Exchange, observe, type WireListener } from "./observe.ts";
import { type ViewOptions, WireView } from "./view.ts";

/** Options of {@link WireLog}. */
export interface WireLogOptions extends ViewOptions {
  /** Opens the engine inside this process to programs outside of it, and says where. */
  expose(): Promise<Reachable>;
}

/** The wire of a session. */
export class WireLog {
  /** Whether it is shown as it goes. */
  shown = false;
  readonly #view: WireView;
  readonly #expose: () => Promise<Reachable>;
  #last: { exchange: Exchange; endpoint: string } | undefined;

  constructor(options: WireLogOptions) {
    this.#view = new WireView(options);
    this.#expose = options.expose;
  }

  /** For `connect({ wrap })`. */
  wrap(transport: Transport): Transport {
    return observe(transport, () => this.#listener(transport.endpoint));
  }

  /** The last call as a line for curl, and what is to be said about it; undefined when there was none. */
  async curl(): Promise<string | undefined> {
    if (this.#last === undefined) return undefined;
    const { line, notes } = curlLine(this.#last.exchange, await this.#reachable(this.#last.endpoint));
    return [line, ...notes.map((note) => `# ${note}`)].join("\n");
  }

  /** The last call as an HTTP file; undefined when there was none. */
  async http(): Promise<string | undefined> {
    if (this.#last === undefined) return undefined;
    return httpFile(this.#last.exchange, await this.#reachable(this.#last.endpoint));
  }

  async #reachable(endpoint: string): Promise<Reachable> {
    const socket = /^unix:\/\/(\/.*)$/.exec(endpoint)?.[1];
    if (socket !== undefined) return { socket };
    if (endpoint === "embedded:") return this.#expose();
    return { url: endpoint.replace(/^tcp:/, "http:").replace(/\/$/, "") };
  }

  /** Remembers the last call, and hands everything on to the view while it is shown. */
  #listener(endpoint: string): WireListener {
    const view = this.shown ? this.#view : undefined;
    return {
      request: (exchange) => {
        // What the client asks on its own account is not what the user called.
        if (!exchange.path.endsWith("/_ping")) this.#last = { exchange, endpoint };
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
