/** An image: layers, and the configuration that containers of it begin with. */
import { createHash } from "node:crypto";
import type { HealthConfig } from "../../api/generated/models.ts";
import type { Layer } from "../kernel/mod.ts";

/** What an image says about the containers that are made of it. */
export interface RunConfig {
  User: string;
  ExposedPorts: Record<string, Record<string, never>> | undefined;
  Env: string[];
  Entrypoint: string[] | undefined;
  Cmd: string[] | undefined;
  Volumes: Record<string, Record<string, never>> | undefined;
  WorkingDir: string;
  Labels: Record<string, string>;
  StopSignal: string | undefined;
  OnBuild: string[] | undefined;
  /** How to find out whether a container is well: kept and shown, and not done. */
  Healthcheck?: HealthConfig | undefined;
  /** What runs the lines of a Dockerfile. */
  Shell?: string[] | undefined;
}

/** The configuration of an image that says nothing. */
export function emptyRunConfig(): RunConfig {
  return {
    User: "",
    ExposedPorts: undefined,
    Env: [],
    Entrypoint: undefined,
    Cmd: undefined,
    Volumes: undefined,
    WorkingDir: "",
    Labels: {},
    StopSignal: undefined,
    OnBuild: undefined,
  };
}

/** Of a configuration that says more, what an image says. */
export function runConfigOf(config: RunConfig): RunConfig {
  const { User, ExposedPorts, Env, Entrypoint, Cmd, Volumes, WorkingDir, Labels, StopSignal, OnBuild } = config;
  const { Healthcheck, Shell } = config;
  return {
    ...{ User, ExposedPorts, Env, Entrypoint, Cmd, Volumes, WorkingDir, Labels, StopSignal, OnBuild },
    ...(Healthcheck === undefined ? {} : { Healthcheck }),
    ...(Shell === undefined ? {} : { Shell }),
  };
}

/** A layer with what identifies it. */
export interface StoredLayer {
  layer: Layer;
  /** `sha256:` and the digest of the layer as a tar archive. */
  diffId: string;
  /** Bytes of its files. */
  size: number;
}

/** How an image came to have what it has, oldest first. */
export interface HistoryEntry {
  created: string;
  created_by: string;
  comment?: string;
  empty_layer?: boolean;
}

/** What an image is made from. */
export interface ImageParts {
  layers: readonly StoredLayer[];
  config: RunConfig;
  /** RFC 3339. */
  created: string;
  history: readonly HistoryEntry[];
  comment?: string;
  author?: string;
  /** Id of the image that this one was made from, within this engine. */
  parent?: string | undefined;
  /** Id of the container that this image was made from. */
  container?: string | undefined;
  /** What a build compares, to take an image that it has made before instead of making it again. */
  recipe?: string;
}

/** An image of the store. It never changes: what changes is which names point to it. */
export interface Image extends ImageParts {
  /** `sha256:` and the digest of the image's configuration as JSON. */
  id: string;
  /** The configuration as JSON, in the form of the OCI image specification; what the id is the digest of. */
  json: string;
  /** Bytes of the files of all layers. */
  size: number;
}

export const architecture = "amd64";

/** Makes an image. Equal parts make an image with the same id. */
export function makeImage(parts: ImageParts): Image {
  const { config } = parts;
  const json = JSON.stringify({
    architecture,
    os: "linux",
    created: parts.created,
    author: parts.author || undefined,
    config: {
      User: config.User || undefined,
      ExposedPorts: config.ExposedPorts,
      Env: config.Env.length > 0 ? config.Env : undefined,
      Entrypoint: config.Entrypoint,
      Cmd: config.Cmd,
      Volumes: config.Volumes,
      WorkingDir: config.WorkingDir || undefined,
      Labels: Object.keys(config.Labels).length > 0 ? config.Labels : undefined,
      StopSignal: config.StopSignal,
      OnBuild: config.OnBuild,
      Healthcheck: config.Healthcheck,
      Shell: config.Shell,
    },
    rootfs: { type: "layers", diff_ids: parts.layers.map((layer) => layer.diffId) },
    history: parts.history,
  });
  const id = `sha256:${createHash("sha256").update(json).digest("hex")}`;
  return { ...parts, id, json, size: parts.layers.reduce((sum, layer) => sum + layer.size, 0) };
}

/** An id without the name of its digest, as v1.0 and people write it. */
export function bareId(id: string): string {
  return id.startsWith("sha256:") ? id.slice(7) : id;
}
