/// <reference lib="esnext.disposable" preserve="true" />
/**
 * dks: a scripting toolkit for the Docker Remote API, on Node, Deno and Bun.
 *
 * ```ts
 * import { connect } from "dks";
 *
 * const docker = await connect();
 * const { stdout } = await docker.run("busybox", ["echo", "hello"]);
 * console.log(stdout);
 * await docker.close();
 * ```
 *
 * @module
 */
export type {
  Account,
  AuthConfig,
  ContainerChange,
  ContainerConfig,
  ContainerCreated,
  ContainerCreateRequest,
  ContainerInspect,
  ContainerState,
  ContainerSummary,
  ContainerWait,
  HostConfig,
  ImageDeleted,
  ImageHistoryItem,
  ImageInspect,
  ImageSearchResult,
  ImageSummary,
  LoginResult,
  MountPoint,
  NetworkingConfig,
  PortSummary,
  SystemInfo,
  SystemVersion,
} from "./lib/api/models.ts";
export { type Operation, type OperationName, operations } from "./lib/api/operations.ts";
export type { ContainerRef, ImageRef, RunningContainerRef, Signal, StoppedContainerRef } from "./lib/api/reference.ts";
export type { Dialect } from "./lib/api/versions.ts";
export type { AttachOptions, LogsOptions } from "./lib/client/attach.ts";
export { Attachment, type Bytes } from "./lib/client/attachment.ts";
export type { CommitOptions } from "./lib/client/commit.ts";
export type { BuildContext, DockerfileContext } from "./lib/client/build/context.ts";
export type { BuildOptions } from "./lib/client/build/options.ts";
export { connect, type ConnectOptions } from "./lib/client/connect.ts";
export {
  type CallOptions,
  Container,
  type InspectOptions,
  type PutArchiveOptions,
  type RemoveOptions,
  type RestartOptions,
  type StopOptions,
  type WaitOptions,
} from "./lib/client/container.ts";
export {
  type ContainerCreateOptions,
  type ContainerFilters,
  type ContainerListOptions,
  Containers,
  type ContainerSpec,
} from "./lib/client/containers.ts";
export { Docker } from "./lib/client/docker.ts";
export type { ImageGraph } from "./lib/client/graph/image-graph.ts";
export type { ImageNode } from "./lib/client/graph/image-node.ts";
export type { TreeOptions } from "./lib/client/graph/tree.ts";
export { Image, type ImageRemoveOptions } from "./lib/client/image.ts";
export {
  type ImageFilters,
  type ImageListOptions,
  Images,
  type ImportOptions,
  type ImageSearchFilters,
  type ImageSearchOptions,
  type PullOptions,
} from "./lib/client/images.ts";
export type { InsertOptions } from "./lib/client/insert-options.ts";
export type { EngineVersion } from "./lib/client/negotiate.ts";
export { Progress } from "./lib/client/progress.ts";
export type { PushedTag, PushOptions } from "./lib/client/push.ts";
export type { RawAnswer, RequestOptions } from "./lib/client/raw.ts";
export type { RunOptions, RunResult } from "./lib/client/run.ts";
export type { Uploadable } from "./lib/client/upload.ts";
export {
  ApiError,
  type Attempt,
  BadParameterError,
  ConflictError,
  ConnectError,
  CredentialsError,
  DockerError,
  InvalidArgumentError,
  NotAcceptableError,
  NotFoundError,
  ProtocolError,
  ServerError,
  StreamError,
  UnauthorizedError,
  UnsupportedError,
} from "./lib/errors.ts";
export type {
  ByteSource,
  CallRequest,
  CallResponse,
  Duplex,
  HeaderMap,
  PemOrigin,
  TlsInfo,
  TlsOptions,
  Transport,
} from "./lib/transport/contract.ts";
export type { OutputChunk } from "./lib/wire/stdio.ts";
export type { ProgressMessage } from "./lib/wire/progress.ts";
