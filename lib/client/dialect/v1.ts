/**
 * The Remote API v1.0 in today's words: what the 2013 engine answers becomes what today's engine would say, and a request
 * body of today becomes one that the 2013 engine understands.
 */
import type { Account, ContainerCreateRequest } from "../../api/models.ts";
import { NotFoundError, ServerError, UnsupportedError } from "../../errors.ts";

/** What becomes of a field of today's models on a v1.0 engine. */
export type FieldFate = "same" | "derived" | "empty" | "absent";

/** Field by field: `same` as sent, `derived` from other fields, `empty` since v1.0 cannot know it, `absent` from the result. */
export const v1Fields: Readonly<Record<string, Readonly<Record<string, FieldFate>>>> = {
  ContainerSummary: {
    Id: "same",
    Names: "empty",
    Image: "same",
    ImageID: "absent",
    Command: "derived",
    Created: "same",
    Ports: "derived",
    Labels: "empty",
    State: "derived",
    Status: "same",
  },
  ContainerInspect: {
    Id: "same",
    Created: "same",
    Path: "same",
    Args: "same",
    State: "derived",
    Image: "same",
    Name: "empty",
    Config: "derived",
    HostConfig: "derived",
    NetworkSettings: "derived",
    Mounts: "derived",
    RestartCount: "absent",
    Driver: "absent",
  },
  ImageSummary: {
    Id: "same",
    RepoTags: "derived",
    Created: "same",
    ParentId: "absent",
    Size: "absent",
    Labels: "absent",
  },
  ImageInspect: {
    Id: "same",
    Parent: "same",
    Comment: "same",
    Created: "same",
    Container: "same",
    ContainerConfig: "same",
    DockerVersion: "same",
    Author: "same",
    Config: "derived",
    Architecture: "same",
    RepoTags: "absent",
    Size: "absent",
  },
  ImageHistoryItem: {
    Id: "same",
    Created: "same",
    CreatedBy: "same",
    Tags: "empty",
    Size: "absent",
    Comment: "absent",
  },
  ImageSearchResult: {
    name: "same",
    description: "same",
    star_count: "absent",
    is_official: "absent",
  },
  SystemInfo: {
    Containers: "same",
    Images: "same",
    Debug: "same",
    NFd: "same",
    NGoroutines: "same",
    MemoryLimit: "same",
    SwapLimit: "same",
  },
  SystemVersion: {
    Version: "same",
    ApiVersion: "derived",
    GitCommit: "same",
    GoVersion: "same",
    Os: "absent",
    Arch: "absent",
  },
};

type Json = Record<string, unknown>;

/** A row of `GET /containers/json`. */
export function containerSummary(row: unknown): unknown {
  if (!isObject(row)) return row;
  const { Status, Command, Ports, ...rest } = row;
  return {
    ...rest,
    Names: [],
    Command: typeof Command === "string" ? Command.trimEnd() : Command, // the engine of 2013 ends it with a space when there are no arguments
    Ports: portList(Ports),
    Labels: {},
    State: stateOf(Status),
    Status,
  };
}

/** `GET /containers/{id}/json`. */
export function containerInspect(answer: unknown): unknown {
  if (!isObject(answer)) return answer;
  const state = isObject(answer["State"]) ? answer["State"] : {};
  const config = isObject(answer["Config"]) ? answer["Config"] : {};
  const network = isObject(answer["NetworkSettings"]) ? answer["NetworkSettings"] : {};
  const { Ghost, ...known } = state;
  const started = typeof state["StartedAt"] === "string" && !state["StartedAt"].startsWith("0001-");
  const { Memory, MemorySwap, CpuShares, Dns, VolumesFrom, PortSpecs, ...portable } = config;
  return {
    ...answer,
    Name: "",
    State: {
      ...known,
      Status: state["Running"] === true ? "running" : Ghost === true ? "dead" : started ? "exited" : "created",
      Paused: false,
      Restarting: false,
      OOMKilled: false,
      Dead: Ghost === true,
      Error: "",
      FinishedAt: "",
    },
    Config: { ...portable, ...(Array.isArray(PortSpecs) && { ExposedPorts: exposedPorts(PortSpecs) }) },
    HostConfig: {
      Memory,
      MemorySwap,
      CpuShares,
      Dns,
      VolumesFrom: typeof VolumesFrom === "string" && VolumesFrom !== "" ? [VolumesFrom] : null,
    },
    NetworkSettings: {
      IPAddress: network["IpAddress"],
      IPPrefixLen: network["IpPrefixLen"],
      Gateway: network["Gateway"],
      Bridge: network["Bridge"],
      Ports: portMap(network["PortMapping"]),
      Networks: {},
    },
    Mounts: mounts(answer["Volumes"]),
  };
}

/** `GET /images/json`: a row per tag becomes an image with its tags. */
export function imageList(rows: unknown): unknown {
  if (!Array.isArray(rows)) return rows;
  const byId = new Map<unknown, Json>();
  for (const row of rows) {
    if (!isObject(row)) return rows; // left for the check of the shape to complain about
    const { Repository, Tag, ...rest } = row;
    const image = byId.get(row["Id"]) ?? { ...rest, RepoTags: [] };
    if (typeof Repository === "string" && Repository !== "")
      (image["RepoTags"] as string[]).push(`${Repository}:${Tag}`);
    byId.set(row["Id"], image);
  }
  return [...byId.values()];
}

/** `GET /images/{name}/json`, whose keys are in lower case. */
export function imageInspect(answer: unknown): unknown {
  if (!isObject(answer)) return answer;
  const {
    id,
    parent,
    comment,
    created,
    container,
    container_config,
    docker_version,
    author,
    config,
    architecture,
    ...rest
  } = answer;
  return {
    ...rest,
    Id: id ?? rest["Id"],
    Parent: parent ?? "",
    Comment: comment ?? "",
    Created: created,
    Container: container ?? "",
    ContainerConfig: container_config,
    DockerVersion: docker_version ?? "",
    Author: author ?? "",
    Config: config ?? container_config ?? {},
    Architecture: architecture ?? "",
  };
}

/** `GET /auth`, which always has an empty password, and says of nobody's login that the name is empty. */
export function account(answer: unknown): Account | undefined {
  if (!isObject(answer)) return undefined;
  const { username, email } = answer;
  if (typeof username !== "string" || username === "") return undefined;
  return { username, ...(typeof email === "string" && email !== "" && { email }) };
}

/** What the document answers with 404 and the engine of 2013 with 500, for history and tag: throws it as what it is, with the status that came. */
export function absentImage(error: unknown): never {
  if (error instanceof ServerError && error.message.startsWith("Image does not exist")) {
    const { operation, method, path, status } = error;
    const hint = "Pull the image first: images.pull(reference).";
    throw new NotFoundError(error.message, { operation, method, path, status, hint, cause: error });
  }
  throw error;
}

/** `GET /images/search`, whose keys are in upper case; null when nothing was found. */
export function imageSearch(rows: unknown): unknown {
  if (!Array.isArray(rows)) return rows;
  return rows.map((row) => (isObject(row) ? { name: row["Name"], description: row["Description"] } : row));
}

/** `GET /version`, which knows no API version. */
export function systemVersion(answer: unknown): unknown {
  return isObject(answer) ? { ApiVersion: "1.0", ...answer } : answer;
}

/** Fields of HostConfig that v1.0 has in its one flat configuration. */
const flatHostFields = new Set([
  "Memory",
  "MemorySwap",
  "CpuShares",
  "Dns",
  "VolumesFrom",
  "PortBindings",
  "AutoRemove",
]);
const configFields = new Set([
  "Hostname",
  "User",
  "AttachStdin",
  "AttachStdout",
  "AttachStderr",
  "Tty",
  "OpenStdin",
  "StdinOnce",
  "Env",
  "Cmd",
  "Image",
  "Volumes",
  "ExposedPorts",
  "Entrypoint",
  "Labels",
  "NetworkDisabled",
]);

/** The body of `POST /containers/create`. What v1.0 has no place for is refused, since the engine would drop it in silence. */
export function createBody(request: ContainerCreateRequest): object {
  const {
    HostConfig: host = {},
    NetworkingConfig,
    Entrypoint,
    ExposedPorts,
    Labels,
    NetworkDisabled,
    ...config
  } = request;
  for (const [field, value] of Object.entries(request)) {
    if (field !== "HostConfig" && !configFields.has(field) && !isBlank(value)) throw unsupported(field);
  }
  for (const [field, value] of Object.entries(host))
    if (!flatHostFields.has(field) && !isBlank(value)) throw unsupported(`HostConfig.${field}`);
  if (!isBlank(Labels)) throw unsupported("Labels", "1.17");
  if (!isBlank(NetworkDisabled)) throw unsupported("NetworkDisabled");
  if (host.AutoRemove) throw unsupported("HostConfig.AutoRemove", "1.25");
  if ((host.VolumesFrom?.length ?? 0) > 1) throw unsupported("more than one entry in HostConfig.VolumesFrom");
  return {
    ...config,
    // v1.0 has no entry point: the program and its arguments are one list
    Cmd: Entrypoint ? [...Entrypoint, ...(request.Cmd ?? [])] : request.Cmd,
    Memory: host.Memory,
    MemorySwap: host.MemorySwap,
    CpuShares: host.CpuShares,
    Dns: host.Dns,
    VolumesFrom: host.VolumesFrom?.[0],
    PortSpecs: portSpecs(ExposedPorts, host.PortBindings),
  };
}

function unsupported(field: string, since = "1.15"): UnsupportedError {
  return new UnsupportedError(`${field} needs API ${since} or newer; this engine speaks 1.0`, {
    hint: "Leave it out, or use a newer engine.",
  });
}

function isBlank(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false || value === 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

function stateOf(status: unknown): string {
  const text = typeof status === "string" ? status : "";
  if (text.startsWith("Up")) return "running";
  if (text.startsWith("Ghost")) return "dead";
  return "exited"; // v1.0 says `Exit 0` of a container that was never started, too
}

/** `49153->80, 49154->53` in the words of today. */
function portList(text: unknown): unknown[] {
  if (typeof text !== "string" || text === "") return [];
  return text.split(",").map((one) => {
    const [, publicPort, privatePort] = /^\s*(?:(\d+)->)?(\d+)\s*$/.exec(one) ?? [];
    return {
      PrivatePort: Number(privatePort),
      ...(publicPort !== undefined && { PublicPort: Number(publicPort) }),
      Type: "tcp",
    };
  });
}

function portMap(mapping: unknown): Json {
  if (!isObject(mapping)) return {};
  return Object.fromEntries(
    Object.entries(mapping).map(([port, host]) => [`${port}/tcp`, [{ HostIp: "", HostPort: String(host) }]]),
  );
}

function exposedPorts(specs: unknown[]): Json {
  return Object.fromEntries(specs.map((spec) => [`${String(spec).split(":").pop()}/tcp`, {}]));
}

function portSpecs(
  exposed: ContainerCreateRequest["ExposedPorts"],
  bindings: NonNullable<ContainerCreateRequest["HostConfig"]>["PortBindings"],
): string[] | undefined {
  const specs = new Map<string, string>();
  for (const port of Object.keys(exposed ?? {})) specs.set(port, port);
  for (const [port, hosts] of Object.entries(bindings ?? {})) {
    const number = port.replace(/\/tcp$/, "");
    if ((hosts?.length ?? 0) > 1) throw unsupported(`publishing port ${number} more than once`);
    if (hosts?.[0]?.HostIp) throw unsupported(`publishing port ${number} on ${hosts[0].HostIp} only`);
    const host = hosts?.[0]?.HostPort;
    if (host && host !== number) throw unsupported(`publishing port ${number} as ${host}`, "1.2");
    specs.set(port, host ? `:${number}` : number);
  }
  return specs.size === 0 ? undefined : [...specs.values()].map((spec) => spec.replace(/\/tcp$/, ""));
}

function mounts(volumes: unknown): unknown[] {
  if (!isObject(volumes)) return [];
  return Object.entries(volumes).map(([Destination, Name]) => ({ Type: "volume", Name, Destination }));
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
