/** The embedded engine: what it has, and how a connection gets at it. */
import { randomUUID } from "node:crypto";
import type { Duplex } from "../transport/contract.ts";
import { apiVersion } from "./about.ts";
import { serve } from "./connection.ts";
import { ContainerStore } from "./containers/containers.ts";
import { defaultLimits, type EngineOptions } from "./options.ts";
import { Accounts } from "./registry/accounts.ts";
import { Registry } from "./registry/registry.ts";
import type { EngineState } from "./state.ts";
import { ImageStore } from "./store/images.ts";

/**
 * An engine that answers the Docker API inside this process: no daemon, no root, no network.
 *
 * @example
 * ```ts
 * import { createEngine, type Engine } from "dks/engine";
 *
 * const engine: Engine = createEngine();
 * await engine.close();
 * await engine.close(); // again does no harm
 * ```
 */
export interface Engine {
  /** Answers calls on a connection, until it is closed. */
  accept(connection: Duplex): void;
  /** Kills all containers and closes all connections. The engine answers nothing afterwards. */
  close(): Promise<void>;
}

/**
 * Makes an engine of its own: with no images, no containers, and nothing shared with any other.
 *
 * @example
 * ```ts
 * import { connect } from "dks";
 * import { createEngine, listen } from "dks/engine";
 *
 * const engine = createEngine({
 *   limits: { containers: 1 },
 *   clock: () => Date.UTC(2013, 5, 1),
 * });
 * const { endpoint, close } = await listen(engine, { port: 0 });
 * const docker = await connect(endpoint);
 * await docker.images.pull("busybox");
 * const c = await docker.containers.create({ Image: "busybox" });
 * console.log((await c.inspect()).Created);
 * //| 2013-06-01T00:00:00*Z (glob)
 * await docker.close();
 * await close();
 * await engine.close();
 * ```
 */
export function createEngine(options: EngineOptions = {}): Engine {
  return new EmbeddedEngine(options);
}

class EmbeddedEngine implements Engine {
  readonly #state: EngineState;
  readonly #connections: Set<Duplex> = new Set();
  #closed = false;

  constructor(options: EngineOptions) {
    const limits = { ...defaultLimits, ...options.limits };
    const clock = options.clock ?? Date.now;
    this.#state = {
      id: randomUUID(),
      limits,
      clock,
      // An engine of 2013 that was given no version spoke 1.1.
      own:
        options.apiVersion === "1.0" ? { version: "1.1", dialect: "v1.0" } : { version: apiVersion, dialect: "modern" },
      images: new ImageStore(limits, clock),
      containers: new ContainerStore(limits, clock),
      registry: new Registry(limits),
      accounts: new Accounts(),
      fetch: options.fetch,
    };
  }

  accept(connection: Duplex): void {
    if (this.#closed) {
      connection.cancel();
      return;
    }
    this.#connections.add(connection);
    serve(connection, this.#state).finally(() => this.#connections.delete(connection));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#state.containers.close();
    for (const connection of this.#connections) connection.cancel();
    this.#connections.clear();
  }
}

let shared: Engine | undefined;

/**
 * The engine of this process, the one that `connect("embedded:")` reaches; made when it is first asked for.
 *
 * @example
 * ```ts
 * import { connect } from "dks";
 * import { defaultEngine, listen } from "dks/engine";
 *
 * const { endpoint, close } = await listen(defaultEngine(), { port: 0 });
 * const inside = await connect("embedded:");
 * await inside.images.pull("hello-world");
 * const outside = await connect(endpoint); // the same engine, by its port
 * console.log((await outside.images.get("hello-world").inspect()).Config.Cmd);
 * //| [ '/hello' ]
 * await outside.close();
 * await inside.close();
 * await close();
 * ```
 */
export function defaultEngine(): Engine {
  shared ??= createEngine();
  return shared;
}
