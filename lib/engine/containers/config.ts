/** What a container is made from: the body of a create, checked and completed from the image. */
import type { HostConfig } from "../../api/generated/models.ts";
import type { RunConfig } from "../store/image.ts";

/** The configuration of a container, in today's field names. Lists that were not given are undefined. */
export interface ContainerConfig extends RunConfig {
  Hostname: string;
  Domainname: string;
  AttachStdin: boolean;
  AttachStdout: boolean;
  AttachStderr: boolean;
  Tty: boolean;
  OpenStdin: boolean;
  StdinOnce: boolean;
  /** The image, as it was asked for. */
  Image: string;
  /** Seconds between the stop signal and the end by force. */
  StopTimeout: number | undefined;
  /** Ports of a v1.0 container, as they were asked for. */
  PortSpecs: string[] | undefined;
}

/** A create, before it is known which image it means. */
export interface ContainerSpec {
  name: string | undefined;
  config: ContainerConfig;
  hostConfig: HostConfig;
  /** Whether the containers of HostConfig.VolumesFrom are looked for at its first start; else they must be there now. */
  lateVolumesFrom?: boolean;
  /** What the client is to be told about it. */
  warnings: string[];
}

/** Completes the configuration of a container with what its image says, as `docker run` does. */
export function withImage<Config extends RunConfig>(config: Config, image: RunConfig): Config {
  const named = new Set(config.Env.map((variable) => variable.split("=", 1)[0]));
  const inherited = image.Env.filter((variable) => !named.has(variable.split("=", 1)[0]));
  // Who replaces the entrypoint does not want the arguments of the old one.
  const keepsCommand = !config.Cmd?.length && !config.Entrypoint?.length;
  return {
    ...config,
    User: config.User || image.User,
    ExposedPorts: merged(image.ExposedPorts, config.ExposedPorts),
    Env: [...config.Env, ...inherited],
    Entrypoint: config.Entrypoint ?? image.Entrypoint,
    Cmd: keepsCommand ? image.Cmd : config.Cmd,
    Volumes: merged(image.Volumes, config.Volumes),
    WorkingDir: config.WorkingDir || image.WorkingDir,
    Labels: { ...image.Labels, ...config.Labels },
    StopSignal: config.StopSignal ?? image.StopSignal,
    Healthcheck: config.Healthcheck ?? image.Healthcheck,
    Shell: config.Shell ?? image.Shell,
  };
}

function merged<T>(
  below: Record<string, T> | undefined,
  above: Record<string, T> | undefined,
): Record<string, T> | undefined {
  return below === undefined && above === undefined ? undefined : { ...below, ...above };
}

/** The words of the command that a container runs: none when neither it nor its image has a command. */
export function commandOf({ Entrypoint, Cmd }: Pick<RunConfig, "Entrypoint" | "Cmd">): string[] {
  // `--entrypoint ""` arrives as one empty word, and means no entrypoint.
  const entrypoint = Entrypoint?.length === 1 && Entrypoint[0] === "" ? [] : (Entrypoint ?? []);
  return [...entrypoint, ...(Cmd ?? [])];
}
