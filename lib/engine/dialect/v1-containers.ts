/** Containers in the form of 2013. */
import type { HostConfig } from "../../api/generated/models.ts";
import type { Answer } from "../answer.ts";
import { text } from "../answer.ts";
import type { Call } from "../call.ts";
import type { ContainerConfig, ContainerSpec } from "../containers/config.ts";
import type { Container } from "../containers/container.ts";
import type { ContainerQuery } from "../containers/query.ts";
import { Failure } from "../failure.ts";
import type { Fields } from "../json.ts";
import { bareId } from "../store/image.ts";
import type { ImageStore } from "../store/images.ts";
import { date, duration, seconds } from "./durations.ts";
import type { ContainerForm } from "./form.ts";

const shortLength = 12;

export const v1Containers: ContainerForm = {
  query(call: Call): ContainerQuery {
    const limit = call.integer("limit");
    const since = call.text("since");
    const before = call.text("before");
    const filters = new Map<string, string[]>();
    if (since) filters.set("since", [since]);
    if (before) filters.set("before", [before]);
    return {
      // Any of the three includes those that do not run; a limit of -1 is none, and any below it sets none either.
      all: call.flag("all") || filters.size > 0 || (limit !== undefined && limit < -1),
      limit: limit === undefined || limit < 0 ? undefined : limit,
      size: false,
      filters,
      strict: false,
    };
  },

  summary(container: Container, images: ImageStore, _query: ContainerQuery, now: number): unknown {
    const [program = "", ...args] = container.command;
    const [tag] = images.repoTags(container.image.id);
    return {
      Id: container.id.slice(0, shortLength),
      Image: tag ?? bareId(container.image.id).slice(0, shortLength),
      Command: `${program} ${args.join(" ")}`,
      Created: seconds(container.created),
      Status: statusOf(container, now),
      Ports: "",
    };
  },

  inspection(container: Container): unknown {
    const { state } = container;
    const [program = "", ...args] = container.command;
    return {
      Id: container.id,
      Created: date(container.created),
      Path: program,
      Args: args,
      Config: v1Config(container.config, container.hostConfig),
      State: {
        Running: container.running,
        Pid: state.pid,
        ExitCode: state.exitCode,
        StartedAt: date(state.startedAt),
        Ghost: false,
      },
      Image: bareId(container.image.id),
      NetworkSettings: {
        IpAddress: "",
        IpPrefixLen: 0,
        Gateway: "",
        Bridge: "",
        PortMapping: container.running ? {} : null,
      },
      SysInitPath: "",
      ResolvConfPath: "/etc/resolv.conf",
      Volumes:
        state.startedAt === undefined ? null : Object.fromEntries(container.volumes.map(({ path, id }) => [path, id])),
    };
  },

  spec(body: Fields): ContainerSpec {
    const volumesFrom = body.text("VolumesFrom");
    const ports = body.texts("PortSpecs");
    return {
      name: undefined,
      config: {
        Hostname: body.text("Hostname") ?? "",
        Domainname: "",
        User: body.text("User") ?? "",
        AttachStdin: body.flag("AttachStdin"),
        AttachStdout: body.flag("AttachStdout"),
        AttachStderr: body.flag("AttachStderr"),
        ExposedPorts: undefined,
        Tty: body.flag("Tty"),
        OpenStdin: body.flag("OpenStdin"),
        StdinOnce: body.flag("StdinOnce"),
        Env: body.texts("Env") ?? [],
        Entrypoint: undefined,
        Cmd: body.texts("Cmd"),
        Image: body.text("Image") ?? "",
        Volumes: body.object("Volumes") as ContainerConfig["Volumes"],
        WorkingDir: "",
        Labels: {},
        StopSignal: undefined,
        StopTimeout: undefined,
        OnBuild: undefined,
        PortSpecs: ports,
      },
      hostConfig: {
        Memory: body.integer("Memory") ?? 0,
        MemorySwap: body.integer("MemorySwap") ?? 0,
        CpuShares: body.integer("CpuShares") ?? 0,
        Dns: body.texts("Dns") ?? null,
        VolumesFrom: volumesFrom ? [volumesFrom] : null,
      },
      lateVolumesFrom: true,
      warnings: ports?.length ? ["The embedded engine has no network: ports are not published."] : [],
    };
  },

  created(container: Container, warnings: string[]): unknown {
    return { Id: container.id.slice(0, shortLength), Warnings: warnings };
  },

  missingProgram: "run",

  startFailure: notStarted,

  alreadyRunning(container: Container): Answer {
    throw notStarted(container, new Failure(409, `The container ${container.id} is already running.`));
  },

  grace(asked: number | undefined): number | undefined {
    return asked === undefined || asked < 0 ? undefined : asked;
  },

  alreadyStopped(): Answer {
    return text(204, "text/plain; charset=utf-8", "");
  },

  notKilled(): Answer {
    return text(204, "text/plain; charset=utf-8", "");
  },

  removalGrace: 3,

  waited({ code }: { code: number }): unknown {
    return { StatusCode: code };
  },

  waitsAloud(): boolean {
    return false;
  },

  attach: {
    head() {
      return { status: 200, headers: { "content-type": "application/vnd.docker.raw-stream" } };
    },
    multiplexed: false,
    endsWithStdin: true,
    refusal: "Error: Impossible to attach to a stopped container, start it first\n",
    logByStream: true,
  },

  exportPrefix: "./",
};

function notStarted({ id }: Container, failure: Failure): Failure {
  const message = `Error starting container ${id.slice(0, shortLength)}: ${failure.message}`;
  return new Failure(500, message, { cause: failure });
}

function statusOf({ running, state }: Container, now: number): string {
  if (running) return `Up ${duration(now - (state.startedAt ?? now))}`;
  return `Exit ${state.exitCode}`;
}

/** The Config of 2013: what it had no word for stands in none. */
export function v1Config(config: Partial<ContainerConfig>, host: HostConfig): unknown {
  const list = (values: string[] | null | undefined): string[] | null => (values?.length ? values : null);
  return {
    Hostname: config.Hostname ?? "",
    User: config.User ?? "",
    Memory: host.Memory ?? 0,
    MemorySwap: host.MemorySwap ?? 0,
    CpuShares: host.CpuShares ?? 0,
    AttachStdin: config.AttachStdin ?? false,
    AttachStdout: config.AttachStdout ?? false,
    AttachStderr: config.AttachStderr ?? false,
    PortSpecs: list(config.PortSpecs ?? Object.keys(config.ExposedPorts ?? {}).map((port) => port.replace("/tcp", ""))),
    Tty: config.Tty ?? false,
    OpenStdin: config.OpenStdin ?? false,
    StdinOnce: config.StdinOnce ?? false,
    Env: list(config.Env),
    Cmd: list([...(config.Entrypoint ?? []), ...(config.Cmd ?? [])]),
    Dns: list(host.Dns),
    Image: config.Image ?? "",
    Volumes: config.Volumes ?? null,
    VolumesFrom: host.VolumesFrom?.[0] ?? "",
  };
}
