import { operations } from "../../lib/api/operations.ts";
import { compareVersions, type Dialect, newestModern } from "../../lib/api/versions.ts";
import type { Need, Scenario } from "./types.ts";

export type EngineName = "embedded-v1.0" | "embedded" | "docker-unix" | "docker-tcp" | "docker-1.24" | "podman";

/** Who wrote the engine. */
export type Family = "embedded" | "docker" | "podman";

/** An engine that the scenarios run on. */
export interface Engine {
  readonly name: EngineName;
  readonly family: Family;
  readonly dialect: Dialect;
  /** Where it is: an endpoint, or the variable of the environment that names it. */
  readonly at: { readonly endpoint: string } | { readonly variable: string };
  /** The version to pin; absent where it is negotiated. */
  readonly apiVersion?: string;
}

/** All of them, in the order of the report. */
export const engines: readonly Engine[] = [
  { name: "embedded-v1.0", family: "embedded", dialect: "v1.0", at: { endpoint: "embedded:" }, apiVersion: "1.0" },
  { name: "docker-unix", family: "docker", dialect: "modern", at: { variable: "DKS_TEST_DOCKER" } },
  { name: "embedded", family: "embedded", dialect: "modern", at: { endpoint: "embedded:" } },
  { name: "docker-tcp", family: "docker", dialect: "modern", at: { variable: "DKS_TEST_DOCKER_TCP" } },
  { name: "podman", family: "podman", dialect: "modern", at: { variable: "DKS_TEST_PODMAN" } },
  // The oldest modern form, of an engine that still serves it.
  { name: "docker-1.24", family: "docker", dialect: "modern", at: { variable: "DKS_TEST_DOCKER" }, apiVersion: "1.24" },
];

/** Whether a real engine answers, rather than our own. */
export function isReal(engine: Engine): boolean {
  return engine.family !== "embedded";
}

const has: Record<Need, (engine: Engine) => boolean> = {
  modern: (engine) => engine.dialect === "modern",
  "v1.0": (engine) => engine.dialect === "v1.0",
  embedded: (engine) => engine.family === "embedded",
  "not embedded": isReal,
  real: isReal,
  docker: (engine) => engine.family === "docker",
  podman: (engine) => engine.family === "podman",
  "not podman": (engine) => engine.family !== "podman",
};

/** What the scenario wants and the engine has not; undefined when it applies to it. */
export function lacking(engine: Engine, scenario: Scenario): string | undefined {
  const missing = (scenario.needs ?? []).find((need) => !has[need](engine));
  if (missing !== undefined) return missing;
  // Where none is pinned it is a version of today. The operations that modern engines lost, the client supplies.
  const version = engine.apiVersion ?? newestModern;
  const young = scenario.operations.find((name) => compareVersions(operations[name].since, version) > 0);
  if (young !== undefined) return `${young} is of API ${operations[young].since}`;
  return compareVersions(scenario.since ?? "1.0", version) > 0 ? `it needs API ${scenario.since}` : undefined;
}
