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

/** An engine that answers the Docker API inside this process: no daemon, no root, no network. */
export interface Engine {
  /** Answers calls on a connection, until it is closed. */
  accept(connection: Duplex): void;
  /** Kills all containers and closes all connections. The engine answers nothing afterwards. */
  close(): Promise<void>;
}

/** Makes an engine of its own: with no images, no containers, and nothing shared with any other. */
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

/** The engine of this process, made when it is first asked for. */
export function defaultEngine(): Engine {
  shared ??= createEngine();
  return shared;
}
