/** What a build is asked for. */
import type { Call } from "../call.ts";
import { BadParameter } from "../failure.ts";
import type { Pair } from "./dockerfile/instruction.ts";
import type { Reference } from "../store/reference.ts";
import { parseName } from "../store/reference.ts";

/** The parameters of a build, besides its files. */
export interface BuildRequest {
  /** The names that the image is to have. */
  names: readonly Reference[];
  /** Where the Dockerfile is in the context. */
  dockerfile: string;
  /** The last stage to build, by name or number; undefined for all. */
  target: string | undefined;
  /** What ARG gets. `null` for an argument without a value. */
  buildArgs: ReadonlyMap<string, string | null>;
  /** Labels that the image has besides those of the Dockerfile. */
  labels: readonly Pair[];
  /** Whether images that were made before are taken. */
  cache: boolean;
  /** Whether images are pulled though they are there. */
  pull: boolean;
  /** Whether the containers of the steps are removed: those of steps that went well, or also one that failed. */
  remove: "never" | "done" | "all";
  /** Whether nothing is told but the result. */
  quiet: boolean;
}

/** The platform of everything here. */
export const platform = "linux/amd64";

/** Reads the parameters; a Failure 400 for one that is malformed, or that asks for what the engine does not have. */
export function buildRequest(call: Call, names: readonly string[]): BuildRequest {
  refuse(call);
  const forced = call.flag("forcerm");
  const kept = call.text("rm") !== undefined && call.text("rm") !== "" && !call.flag("rm");
  return {
    names: distinct(names.filter((name) => name !== "")).map((name) => parseName(name, undefined)),
    dockerfile: call.text("dockerfile") || "Dockerfile",
    target: call.text("target") || undefined,
    buildArgs: new Map(pairsIn(call, "buildargs", "build args")),
    labels: pairsIn(call, "labels", "labels")
      .map(([name, value]): Pair => [name, value ?? ""])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    cache: !call.flag("nocache"),
    pull: call.flag("pull"),
    remove: forced ? "all" : kept ? "never" : "done",
    quiet: call.flag("q"),
  };
}

/** Whether a platform is the engine's own. An empty one is. */
export function isOwnPlatform(asked: string): boolean {
  return ["", "linux", "amd64", "x86_64", platform, "linux/x86_64"].includes(asked.toLowerCase());
}

function refuse(call: Call): void {
  const version = call.text("version") ?? "";
  if (version === "2") {
    throw new BadParameter(
      "the embedded engine has no BuildKit (version=2): build with version=1, or DOCKER_BUILDKIT=0",
    );
  }
  if (version !== "" && version !== "1") throw new BadParameter(`invalid version ${JSON.stringify(version)}`);
  if (call.text("remote")) {
    throw new BadParameter("the embedded engine does not fetch a context (remote): send it in the body, as an archive");
  }
  if (call.flag("squash")) throw new BadParameter("squash is only supported with experimental mode");
  const asked = call.text("platform") ?? "";
  if (!isOwnPlatform(asked))
    throw new BadParameter(`the embedded engine builds for ${platform} only, not for ${asked}`);
}

function pairsIn(call: Call, name: string, what: string): [string, string | null][] {
  const text = call.text(name) ?? "";
  if (text === "") return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new BadParameter(`error reading ${what}: ${(cause as Error).message}`);
  }
  if (parsed === null) return [];
  const pairs = typeof parsed === "object" && !Array.isArray(parsed) ? Object.entries(parsed) : undefined;
  if (pairs === undefined || !pairs.every(([, value]) => value === null || typeof value === "string")) {
    throw new BadParameter(`error reading ${what}: ${name} must be a JSON object of strings`);
  }
  return pairs as [string, string | null][];
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
