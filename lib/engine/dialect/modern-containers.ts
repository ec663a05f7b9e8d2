/** Containers in today's form. */
import type {
  ContainerInspectResponse,
  ContainerConfig as ContainerConfigModel,
  ContainerSummary,
  EndpointSettings,
  HostConfig,
  MountPoint,
} from "../../api/generated/models.ts";
import { empty } from "../answer.ts";
import type { Call } from "../call.ts";
import type { ContainerConfig, ContainerSpec } from "../containers/config.ts";
import type { Container } from "../containers/container.ts";
import type { ContainerQuery } from "../containers/query.ts";
import { badBody, Failure } from "../failure.ts";
import type { Fields } from "../json.ts";
import type { ImageStore } from "../store/images.ts";
import { bareId } from "../store/image.ts";
import { date, duration, seconds } from "./durations.ts";
import type { ContainerForm } from "./form.ts";

export const modernContainers: ContainerForm = {
  query(call: Call): ContainerQuery {
    const limit = call.integer("limit");
    return {
      all: call.flag("all"),
      limit: limit === undefined || limit <= 0 ? undefined : limit,
      size: call.flag("size"),
      filters: call.filters("filters"),
      strict: true,
    };
  },

  summary(container: Container, images: ImageStore, { size }: ContainerQuery, now: number): ContainerSummary {
    const { image, config } = container;
    // A container keeps the name that it was made from, until that name means something else.
    const byName = images.find(config.Image)?.id === image.id;
    return {
      Id: container.id,
      Names: [`/${container.name}`],
      Image: byName ? config.Image : bareId(image.id).slice(0, 12),
      ImageID: image.id,
      Command: container.command.map((word, i) => (i > 0 && word.includes(" ") ? `'${word}'` : word)).join(" "),
      Created: seconds(container.created),
      Ports: [],
      ...(size ? { SizeRw: container.fs.bytes, SizeRootFs: container.fs.bytes + image.size } : {}),
      Labels: config.Labels,
      State: container.state.status,
      Status: statusOf(container, now),
      HostConfig: { NetworkMode: container.hostConfig.NetworkMode ?? "default" },
      NetworkSettings: { Networks: networksOf(container) },
      Mounts: mountsOf(container),
    };
  },

  inspection(container: Container, call: Call): ContainerInspectResponse {
    const { state } = container;
    const [program = "", ...args] = container.command;
    return {
      Id: container.id,
      Created: date(container.created),
      Path: program,
      Args: args,
      State: {
        Status: state.status,
        Running: container.running,
        Paused: false,
        Restarting: false,
        OOMKilled: false,
        Dead: false,
        Pid: state.pid,
        ExitCode: state.exitCode,
        Error: state.error,
        StartedAt: date(state.startedAt),
        FinishedAt: date(state.finishedAt),
      },
      Image: container.image.id,
      ResolvConfPath: "",
      HostnamePath: "",
      HostsPath: "",
      LogPath: "",
      Name: `/${container.name}`,
      RestartCount: 0,
      Driver: "memory",
      Platform: "linux",
      MountLabel: "",
      ProcessLabel: "",
      AppArmorProfile: "",
      ExecIDs: null,
      HostConfig: container.hostConfig,
      GraphDriver: { Name: "memory", Data: {} },
      ...(call.flag("size")
        ? { SizeRw: container.fs.bytes, SizeRootFs: container.fs.bytes + container.image.size }
        : {}),
      Mounts: mountsOf(container),
      Config: configModel(container.config),
      NetworkSettings: {
        Bridge: "",
        SandboxID: "",
        SandboxKey: "",
        HairpinMode: false,
        LinkLocalIPv6Address: "",
        LinkLocalIPv6PrefixLen: 0,
        SecondaryIPAddresses: null,
        SecondaryIPv6Addresses: null,
        Ports: {},
        ...noAddress,
        Networks: networksOf(container),
      },
    };
  },

  spec(body: Fields, call: Call): ContainerSpec {
    const hostConfig = hostConfigOf(body.fields("HostConfig"));
    return { name: call.text("name"), config: configOf(body), hostConfig, warnings: warningsFor(hostConfig) };
  },

  created(container: Container, warnings: string[]): unknown {
    return { Id: container.id, Warnings: warnings };
  },

  missingProgram: "refuse",

  startFailure(_container: Container, failure: Failure): Failure {
    return failure;
  },

  alreadyRunning() {
    return empty(304);
  },

  grace(asked: number | undefined): number | undefined {
    return asked;
  },

  alreadyStopped() {
    return empty(304);
  },

  notKilled(container: Container): never {
    throw new Failure(409, `cannot kill container: ${container.name}: container ${container.id} is not running`);
  },

  removalGrace: undefined,

  waited({ code, error }): unknown {
    return error === undefined ? { StatusCode: code } : { StatusCode: code, Error: { Message: error } };
  },

  waitsAloud(call: Call): boolean {
    return call.atLeast("1.30");
  },

  attach: {
    head(call: Call, tty: boolean) {
      const raw = tty || !call.atLeast("1.42");
      const type = `application/vnd.docker.${raw ? "raw" : "multiplexed"}-stream`;
      if (call.headers["upgrade"] === undefined) return { status: 200, headers: { "content-type": type } };
      const headers = { "content-type": type, connection: "Upgrade", upgrade: "tcp" };
      return { status: 101, reason: "UPGRADED", headers };
    },
    multiplexed: true,
    endsWithStdin: false,
    refusal: undefined,
    logByStream: false,
  },

  exportPrefix: "",
};

/** The engine has no network: what is asked about it has the shape of an answer, and says nothing. */
const noAddress = {
  EndpointID: "",
  Gateway: "",
  IPAddress: "",
  IPPrefixLen: 0,
  IPv6Gateway: "",
  GlobalIPv6Address: "",
  GlobalIPv6PrefixLen: 0,
  MacAddress: "",
};

function networksOf({ hostConfig }: Container): Record<string, EndpointSettings> {
  const mode = hostConfig.NetworkMode ?? "default";
  // That of another container, which has it.
  if (mode.startsWith("container:")) return {};
  const name = mode === "default" ? "bridge" : mode;
  return { [name]: { IPAMConfig: null, Links: null, Aliases: null, NetworkID: "", ...noAddress, DriverOpts: null } };
}

function mountsOf({ volumes }: Container): MountPoint[] {
  return volumes.map(({ id, path, readOnly }) => ({
    Type: "volume",
    Name: id,
    // A volume is nowhere outside of the engine.
    Source: "",
    Destination: path,
    Driver: "local",
    Mode: "",
    RW: !readOnly,
    Propagation: "",
  }));
}

function statusOf({ state }: Container, now: number): string {
  switch (state.status) {
    case "created":
      return "Created";
    case "running":
      return `Up ${duration(now - (state.startedAt ?? now))}`;
    case "removing":
      return "Removal In Progress";
    case "exited":
      return `Exited (${state.exitCode}) ${duration(now - (state.finishedAt ?? now))} ago`;
  }
}

function configOf(body: Fields): ContainerConfig {
  return {
    Hostname: body.text("Hostname") ?? "",
    Domainname: body.text("Domainname") ?? "",
    User: body.text("User") ?? "",
    AttachStdin: body.flag("AttachStdin"),
    AttachStdout: body.flag("AttachStdout"),
    AttachStderr: body.flag("AttachStderr"),
    ExposedPorts: body.object("ExposedPorts") as ContainerConfig["ExposedPorts"],
    Tty: body.flag("Tty"),
    OpenStdin: body.flag("OpenStdin"),
    StdinOnce: body.flag("StdinOnce"),
    Env: checkedEnv(body.texts("Env") ?? []),
    Cmd: body.textOrTexts("Cmd"),
    Image: body.text("Image") ?? "",
    Volumes: body.object("Volumes") as ContainerConfig["Volumes"],
    WorkingDir: body.text("WorkingDir") ?? "",
    Entrypoint: body.textOrTexts("Entrypoint"),
    OnBuild: body.texts("OnBuild"),
    Labels: body.textMap("Labels") ?? {},
    StopSignal: body.text("StopSignal"),
    Healthcheck: body.object("Healthcheck") as ContainerConfig["Healthcheck"],
    Shell: body.texts("Shell"),
    StopTimeout: body.integer("StopTimeout"),
    PortSpecs: undefined,
  };
}

function checkedEnv(env: string[]): string[] {
  for (const variable of env) {
    if (variable === "" || variable.startsWith("=")) throw badBody(`invalid environment variable: ${variable}`);
  }
  return env;
}

/** Kept as it came and shown by inspect, but for what would reach out of the engine. */
function hostConfigOf(fields: Fields): HostConfig {
  const binds = fields.texts("Binds") ?? [];
  if (binds.length > 0) {
    throw badBody(
      `invalid mount: the embedded engine does not touch the files of its host, so it cannot bind ${binds[0]}`,
    );
  }
  const mounts = fields.raw("Mounts");
  if (Array.isArray(mounts) && mounts.length > 0) {
    throw badBody(
      "invalid mount: the embedded engine does not touch the files of its host, and its volumes have no names: " +
        "put the paths of volumes into Volumes",
    );
  }
  fields.texts("VolumesFrom");
  const consoleSize = fields.raw("ConsoleSize");
  if (consoleSize !== undefined && !isSize(consoleSize)) throw badBody("ConsoleSize must be a list of two numbers");
  return {
    ...(fields.source() as HostConfig),
    NetworkMode: fields.text("NetworkMode") || "default",
    AutoRemove: fields.flag("AutoRemove"),
    ConsoleSize: (consoleSize as [number, number] | undefined) ?? [0, 0],
    LogConfig: (fields.object("LogConfig") as HostConfig["LogConfig"]) ?? { Type: "memory", Config: {} },
    RestartPolicy: restartPolicy(fields.fields("RestartPolicy"), fields.flag("AutoRemove")),
  };
}

const restartPolicies = ["no", "always", "on-failure", "unless-stopped"] as const;

function restartPolicy(fields: Fields, autoRemove: boolean): NonNullable<HostConfig["RestartPolicy"]> {
  const asked = fields.text("Name") || "no";
  const name = restartPolicies.find((known) => known === asked);
  if (name === undefined) throw badBody(`invalid restart policy '${asked}'`);
  if (name !== "no" && autoRemove) throw badBody("can't create 'AutoRemove' container with restart policy");
  return { Name: name, MaximumRetryCount: fields.integer("MaximumRetryCount") ?? 0 };
}

/** What was accepted, but has no effect here. */
function warningsFor({ RestartPolicy, PortBindings }: HostConfig): string[] {
  const warnings: string[] = [];
  if (RestartPolicy?.Name !== "no")
    warnings.push("The embedded engine does not restart containers: the restart policy has no effect.");
  if (Object.keys(PortBindings ?? {}).length > 0) {
    warnings.push("The embedded engine has no network: ports are not published.");
  }
  return warnings;
}

function isSize(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((one) => Number.isSafeInteger(one) && one >= 0);
}

function configModel(config: ContainerConfig): ContainerConfigModel {
  return {
    Hostname: config.Hostname,
    Domainname: config.Domainname,
    User: config.User,
    AttachStdin: config.AttachStdin,
    AttachStdout: config.AttachStdout,
    AttachStderr: config.AttachStderr,
    ...(config.ExposedPorts === undefined ? {} : { ExposedPorts: config.ExposedPorts }),
    Tty: config.Tty,
    OpenStdin: config.OpenStdin,
    StdinOnce: config.StdinOnce,
    Env: config.Env,
    Cmd: config.Cmd ?? null,
    Image: config.Image,
    Volumes: config.Volumes ?? null,
    WorkingDir: config.WorkingDir,
    Entrypoint: config.Entrypoint ?? null,
    OnBuild: config.OnBuild ?? null,
    Labels: config.Labels,
    ...(config.StopSignal === undefined ? {} : { StopSignal: config.StopSignal }),
    ...(config.Healthcheck === undefined ? {} : { Healthcheck: config.Healthcheck }),
    ...(config.Shell === undefined ? {} : { Shell: config.Shell }),
    ...(config.StopTimeout === undefined ? {} : { StopTimeout: config.StopTimeout }),
  };
}
