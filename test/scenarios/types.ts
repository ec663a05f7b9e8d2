import type { Dialect } from "../../lib/api/versions.ts";
import type { OperationName } from "../../lib/api/operations.ts";
import type { ContainerSpec, Docker } from "../../mod.ts";
import type { EngineName, Family } from "./engines.ts";

/** One thing that dks does with an engine, told once, and shown on every engine from every runtime. */
export interface Scenario {
  /** A sentence without a subject, e.g. `reports the exit code of a run`; unique among all scenarios. */
  readonly name: string;
  /** The operations that it shows. One that an engine's dialect does not have keeps the scenario off that engine. */
  readonly operations: readonly OperationName[];
  /** What else the engine must have, or be. */
  readonly needs?: readonly Need[];
  /** The API version that it needs, beyond that of its operations. Keeps it off an engine that is pinned to an older one. */
  readonly since?: string;
  /**
   * For what no real engine can show, such as the dialect of 2013: the test that holds the same behaviour against recorded
   * bytes, as a path from the root of the project. Any other scenario must be green on a real engine.
   */
  readonly rawBytes?: string;
  /** Asserts with node:assert/strict. Passes when it resolves. */
  run(t: Context): Promise<void>;
}

/** A property of an engine. A scenario is not applicable to an engine that lacks one of its needs. */
export type Need = "modern" | "v1.0" | "embedded" | "real" | "docker" | "podman" | "not podman" | "not embedded";

/** What a scenario gets to work with. */
export interface Context {
  /** Connected to the engine under test. Shared with the scenarios before and after; the runner closes it. */
  readonly docker: Docker;
  readonly engine: EngineUnderTest;
  /** A busybox image that the engine has. Not to be changed or removed. */
  readonly image: string;
  /** A reference to busybox that the engine can pull; pulling it, and removing it again, disturbs nobody. */
  readonly pullable: string;
  /** A repository name, with registry, that the engine can push to and pull from. */
  repository(name: string): string;
  /** A name that nothing else has: the prefix and some random letters. */
  name(prefix: string): string;
  /**
   * For every container that is created: the label by which it is found when it is left behind, and no network, which takes an engine
   * longer to set up than all the rest. Empty on v1.0, which has no labels.
   */
  readonly config: Pick<ContainerSpec, "Labels" | "NetworkDisabled" | "HostConfig">;
  /** Aborts when the scenario's time is up. */
  readonly signal: AbortSignal;
  /** To be called when the scenario is over, however it ended; the latest first. One that rejects makes the scenario fail. */
  cleanup(undo: () => unknown): void;
}

/** What a scenario may know about the engine. Prefer {@link Scenario.needs} to asking. */
export interface EngineUnderTest {
  readonly name: EngineName;
  readonly family: Family;
  readonly dialect: Dialect;
  /** The version that is spoken with it. */
  readonly apiVersion: string;
}

/** How a scenario ended: what the runner prints, one line of JSON each. */
export interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  /** Why it was not run. */
  readonly skipped?: string;
  readonly error?: { readonly name: string; readonly message: string; readonly stack: string };
  readonly ms: number;
}
