/** What an engine has. */
import type { Dialect } from "../api/versions.ts";
import type { ContainerStore } from "./containers/containers.ts";
import type { Fetch, Limits } from "./options.ts";
import type { Accounts } from "./registry/accounts.ts";
import type { Registry } from "./registry/registry.ts";
import type { ImageStore } from "./store/images.ts";

/** What the handlers work with. */
export interface EngineState {
  readonly id: string;
  readonly limits: Limits;
  readonly clock: () => number;
  /** The version and form of paths without a prefix. */
  readonly own: { version: string; dialect: Dialect };
  readonly images: ImageStore;
  readonly containers: ContainerStore;
  readonly registry: Registry;
  /** The accounts of the registry. */
  readonly accounts: Accounts;
  /** What the engine goes out with; undefined when it may not. */
  readonly fetch: Fetch | undefined;
}
