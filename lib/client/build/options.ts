/** What may be said of a build, and what it is called in the API. */
import type { AuthConfig } from "../../api/models.ts";
import { operations } from "../../api/operations.ts";
import type { ImageRef } from "../../api/reference.ts";
import { InvalidArgumentError, UnsupportedError } from "../../errors.ts";
import { checkOptions, kindOf } from "../../transport/given.ts";
import { type ParameterValue, requireVersion } from "../api-client.ts";
import type { CallOptions } from "../container.ts";
import { newImageName } from "../image-name.ts";
import type { EngineVersion } from "../negotiate.ts";

/** Options of {@link Images.build}. */
export interface BuildOptions extends CallOptions {
  /** What to call the image: a name, or several, each with `latest` where it has no tag. A v1.0 engine gives one name. */
  tag?: ImageRef | readonly ImageRef[];
  /**
   * Where the Dockerfile is in the context; `Dockerfile` unless it is said. For a directory it may also lie outside, as a path from the
   * directory or an absolute one. For a Dockerfile given as text, the name that it has among its files.
   */
  dockerfile?: string;
  /** Values for the Dockerfile's `ARG`s. They show in the history of the image: not for secrets. Since API 1.24. */
  buildArgs?: Readonly<Record<string, string>>;
  /** Labels of the image, besides those of the Dockerfile. Since API 1.24. */
  labels?: Readonly<Record<string, string>>;
  /** The stage of the Dockerfile to end with. Since API 1.29. */
  target?: string;
  /** Builds every step anew. Since API 1.24. */
  noCache?: boolean;
  /** Looks for newer base images in their registries. Since API 1.24. */
  pull?: boolean;
  /** Removes the containers of the steps when the build has succeeded; true unless it is said. Since API 1.24. */
  rm?: boolean;
  /** Removes the containers of the steps also when the build has failed. Since API 1.24. */
  forceRm?: boolean;
  /** The platform to build for, e.g. `linux/arm64`. Since API 1.32. */
  platform?: string;
  /** Says nothing but the id of the image. Since API 1.24. */
  quiet?: boolean;
  /** The network of the `RUN` steps: `bridge`, `host`, `none`, `container:NAME` or the name of a network. Since API 1.25. */
  networkMode?: string;
  /** Images whose steps may serve as cache. Since API 1.25. */
  cacheFrom?: readonly ImageRef[];
  /** More lines for the `RUN` steps' `/etc/hosts`, each `name:address`. Since API 1.24. */
  extraHosts?: readonly string[];
  /** Makes one layer of all that the build adds; dockerd has it as an experiment. Since API 1.25. */
  squash?: boolean;
  /** Memory that the `RUN` steps may use, in bytes. Since API 1.24. */
  memory?: number;
  /** Memory and swap together, in bytes; -1 for swap without limit. Since API 1.24. */
  memorySwap?: number;
  /** The share of the processors, relative to other containers (1024). Since API 1.24. */
  cpuShares?: number;
  /** The processors that may be used, e.g. `0-3` or `0,1`. Since API 1.24. */
  cpusetCpus?: string;
  /** The period that `cpuQuota` is a part of, in microseconds. Since API 1.24. */
  cpuPeriod?: number;
  /** Processor time in each period, in microseconds. Since API 1.24. */
  cpuQuota?: number;
  /** Size of `/dev/shm` for the `RUN` steps, in bytes. Since API 1.24. */
  shmSize?: number;
  /**
   * Credentials for the registries that images are pulled from, by registry; `false` sends none. Left out, those of `docker login` are taken.
   * Since API 1.24.
   */
  auth?: Readonly<Record<string, AuthConfig>> | false;
}

/** What an option is called in the query. `dockerfile` is missing: on v1.0 the client looks for the Dockerfile itself. */
const wireNames: Readonly<Partial<Record<keyof BuildOptions, string>>> = {
  tag: "t",
  buildArgs: "buildargs",
  labels: "labels",
  target: "target",
  noCache: "nocache",
  pull: "pull",
  rm: "rm",
  forceRm: "forcerm",
  platform: "platform",
  quiet: "q",
  networkMode: "networkmode",
  cacheFrom: "cachefrom",
  extraHosts: "extrahosts",
  squash: "squash",
  memory: "memory",
  memorySwap: "memswap",
  cpuShares: "cpushares",
  cpusetCpus: "cpusetcpus",
  cpuPeriod: "cpuperiod",
  cpuQuota: "cpuquota",
  shmSize: "shmsize",
};

const others: readonly string[] = ["dockerfile", "auth", "signal"] satisfies (keyof BuildOptions)[];

/** Throws an InvalidArgumentError for what no engine would understand. */
export function checkBuildOptions(options: BuildOptions): void {
  checkOptions("build", options);
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(wireNames, name) || others.includes(name)) continue;
    throw new InvalidArgumentError(`a build has no option \`${name}\``, {
      hint: `It has: ${[...Object.keys(wireNames), ...others].join(", ")}.`,
    });
  }
  const { tag } = options;
  if (
    tag !== undefined &&
    typeof tag !== "string" &&
    !(Array.isArray(tag) && tag.every((one) => typeof one === "string"))
  ) {
    throw new InvalidArgumentError(
      `the option \`tag\` of a build must be a text, or a list of texts; it is ${kindOf(tag)}`,
      {
        hint: 'Write { tag: "team/app:1.0" }.',
      },
    );
  }
  for (const name of tagsOf(options)) newImageName(name);
  if (options.dockerfile === "") {
    throw new InvalidArgumentError("the path of the Dockerfile is empty", {
      hint: "Leave `dockerfile` out where it is called Dockerfile.",
    });
  }
}

/** The query of a build. Throws an UnsupportedError for an option that the engine's API does not have. */
export function buildParameters(
  options: BuildOptions,
  engine: EngineVersion,
  podman: boolean,
): Record<string, ParameterValue> {
  const tags = tagsOf(options);
  if (engine.dialect === "v1.0" && tags.length > 1) {
    throw new UnsupportedError("more than one tag of ImageBuild needs API 1.24 or newer; this engine speaks 1.0", {
      hint: "Build with one, and give the image the others: image.tag(name).",
    });
  }
  const parameters: Record<string, ParameterValue> = {};
  for (const [name, wire] of Object.entries(wireNames)) {
    const value = options[name as keyof BuildOptions] as ParameterValue;
    if (value === undefined) continue;
    const { since } = operations.ImageBuild.parameters[wire]!;
    if (since !== undefined) requireVersion(`the option \`${name}\` of ImageBuild`, since, engine);
    parameters[wire] = value;
  }
  if (tags.length > 0) parameters["t"] = tags;
  // Docker takes the parameter several times, Podman (4.3) one list.
  if (podman && options.extraHosts !== undefined) parameters["extrahosts"] = JSON.stringify(options.extraHosts);
  return parameters;
}

function tagsOf({ tag }: BuildOptions): readonly ImageRef[] {
  if (tag === undefined) return [];
  return typeof tag === "string" ? [tag] : tag;
}
