/**
 * Every operation of the API that dks speaks, declared once, as data. The client's calls, the embedded engine's routes, the curl line of the
 * wire view and the scenarios' list of operations all come from this table.
 *
 * Versions: `1.0` is the Remote API of 2013 (prefixes 1.0 and 1.1); the modern form begins with `1.24`. A parameter without
 * `since` exists in both; one with `since` is a modern parameter of that version.
 */

/** What the answer's body is. */
export type ReplyKind = "json" | "empty" | "text" | "tar" | "progress" | "stdio" | "hijack";

/** What the request's body is. */
export type BodyKind = "json" | "tar";

/** How a parameter is written: a boolean as 1 or 0, filters as a JSON object of lists, json as base64url-encoded JSON (headers). */
export type ParameterKind = "boolean" | "integer" | "string" | "filters" | "json";

/** A parameter of an operation. */
export interface Parameter {
  /** Where it stands. */
  readonly in: "path" | "query" | "header";
  readonly kind: ParameterKind;
  /** The API version that brought it; absent where v1.0 had it. */
  readonly since?: string;
  /** The last API version that had it. */
  readonly until?: string;
}

/** An operation of the API. */
export interface Operation {
  /** Its name in Docker's specification. */
  readonly name: string;
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Without version prefix; parameters of the path in braces. An image's name may hold slashes. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly body?: BodyKind;
  readonly reply: ReplyKind;
  /** The statuses that mean success; the first is what an engine of that dialect answers by its document. */
  readonly success: { readonly v1?: readonly number[]; readonly modern: readonly number[] };
  /** What the error statuses mean, besides 500. */
  readonly errors: Readonly<Record<number, string>>;
  /** The API version that brought it. */
  readonly since: string;
}

const id: Parameter = { in: "path", kind: "string" };
const flag: Parameter = { in: "query", kind: "boolean" };
const text: Parameter = { in: "query", kind: "string" };
const count: Parameter = { in: "query", kind: "integer" };

const noSuchContainer = "no such container";
const noSuchImage = "no such image";

/** The operations, by name. */
export const operations: { readonly [N in OperationName]: Operation } = {
  ContainerList: {
    name: "ContainerList",
    method: "GET",
    path: "/containers/json",
    parameters: {
      all: flag,
      limit: count,
      since: { ...text, until: "1.1" },
      before: { ...text, until: "1.1" },
      size: { ...flag, since: "1.24" },
      filters: { in: "query", kind: "filters", since: "1.24" },
    },
    reply: "json",
    success: { v1: [200], modern: [200] },
    errors: { 400: "bad parameter" },
    since: "1.0",
  },
  ContainerCreate: {
    name: "ContainerCreate",
    method: "POST",
    path: "/containers/create",
    parameters: { name: { ...text, since: "1.24" }, platform: { ...text, since: "1.41" } },
    body: "json",
    reply: "json",
    success: { v1: [201], modern: [201] },
    errors: { 400: "bad parameter", 404: noSuchImage, 406: "impossible to attach", 409: "the name is taken" },
    since: "1.0",
  },
  ContainerInspect: {
    name: "ContainerInspect",
    method: "GET",
    path: "/containers/{id}/json",
    parameters: { id, size: { ...flag, since: "1.24" } },
    reply: "json",
    success: { v1: [200], modern: [200] },
    errors: { 404: noSuchContainer },
    since: "1.0",
  },
  ContainerStart: {
    name: "ContainerStart",
    method: "POST",
    path: "/containers/{id}/start",
    parameters: { id, detachKeys: { ...text, since: "1.24" } },
    reply: "empty",
    success: { v1: [200, 204], modern: [204, 304] },
    errors: { 404: noSuchContainer },
    since: "1.0",
  },
  ContainerStop: {
    name: "ContainerStop",
    method: "POST",
    path: "/containers/{id}/stop",
    parameters: { id, t: count, signal: { ...text, since: "1.42" } },
    reply: "empty",
    success: { v1: [204], modern: [204, 304] },
    errors: { 404: noSuchContainer },
    since: "1.0",
  },
  ContainerKill: {
    name: "ContainerKill",
    method: "POST",
    path: "/containers/{id}/kill",
    parameters: { id, signal: { ...text, since: "1.24" } },
    reply: "empty",
    success: { v1: [204], modern: [204] },
    errors: { 404: noSuchContainer, 409: "the container is not running" },
    since: "1.0",
  },
  ContainerAttach: {
    name: "ContainerAttach",
    method: "POST",
    path: "/containers/{id}/attach",
    parameters: {
      id,
      logs: flag,
      stream: flag,
      stdin: flag,
      stdout: flag,
      stderr: flag,
      detachKeys: { ...text, since: "1.24" },
    },
    reply: "hijack",
    success: { v1: [200], modern: [101, 200] },
    errors: { 400: "bad parameter", 404: noSuchContainer, 409: "the container is paused" },
    since: "1.0",
  },
  ContainerLogs: {
    name: "ContainerLogs",
    method: "GET",
    path: "/containers/{id}/logs",
    parameters: {
      id,
      follow: { ...flag, since: "1.24" },
      stdout: { ...flag, since: "1.24" },
      stderr: { ...flag, since: "1.24" },
      since: { ...text, since: "1.24" },
      until: { ...text, since: "1.35" },
      timestamps: { ...flag, since: "1.24" },
      tail: { ...text, since: "1.24" },
    },
    reply: "stdio",
    success: { modern: [200] },
    errors: { 400: "bad parameter", 404: noSuchContainer },
    since: "1.24",
  },
  ContainerResize: {
    name: "ContainerResize",
    method: "POST",
    path: "/containers/{id}/resize",
    parameters: { id, h: count, w: count },
    reply: "empty",
    success: { modern: [200] },
    errors: { 404: noSuchContainer },
    since: "1.24",
  },
  ContainerWait: {
    name: "ContainerWait",
    method: "POST",
    path: "/containers/{id}/wait",
    parameters: { id, condition: { ...text, since: "1.30" } },
    reply: "json",
    success: { v1: [200], modern: [200] },
    errors: { 400: "bad parameter", 404: noSuchContainer },
    since: "1.0",
  },
  ContainerDelete: {
    name: "ContainerDelete",
    method: "DELETE",
    path: "/containers/{id}",
    parameters: { id, v: flag, force: { ...flag, since: "1.24" }, link: { ...flag, since: "1.24" } },
    reply: "empty",
    success: { v1: [204], modern: [204] },
    errors: { 400: "bad parameter", 404: noSuchContainer, 409: "the container is running" },
    since: "1.0",
  },
  ImageList: {
    name: "ImageList",
    method: "GET",
    path: "/images/json",
    parameters: {
      all: flag,
      filters: { in: "query", kind: "filters", since: "1.24" },
      digests: { ...flag, since: "1.24" },
      "shared-size": { ...flag, since: "1.42" },
    },
    reply: "json",
    success: { v1: [200], modern: [200] },
    errors: { 400: "bad parameter" },
    since: "1.0",
  },
  ImageCreate: {
    name: "ImageCreate",
    method: "POST",
    path: "/images/create",
    parameters: {
      fromImage: text,
      fromSrc: text,
      repo: text,
      tag: text,
      registry: { ...text, until: "1.1" },
      message: { ...text, since: "1.24" },
      changes: { ...text, since: "1.24" },
      platform: { ...text, since: "1.32" },
      "X-Registry-Auth": { in: "header", kind: "json", since: "1.24" },
    },
    body: "tar",
    reply: "progress",
    success: { v1: [200], modern: [200] },
    errors: { 404: "no such image, or no read access to it" },
    since: "1.0",
  },
  ImageInspect: {
    name: "ImageInspect",
    method: "GET",
    path: "/images/{name}/json",
    parameters: { name: id },
    reply: "json",
    success: { v1: [200], modern: [200] },
    errors: { 404: noSuchImage },
    since: "1.0",
  },
  SystemInfo: {
    name: "SystemInfo",
    method: "GET",
    path: "/info",
    parameters: {},
    reply: "json",
    success: { v1: [200], modern: [200] },
    errors: {},
    since: "1.0",
  },
  SystemVersion: {
    name: "SystemVersion",
    method: "GET",
    path: "/version",
    parameters: {},
    reply: "json",
    success: { v1: [200], modern: [200] },
    errors: {},
    since: "1.0",
  },
  SystemPing: {
    name: "SystemPing",
    method: "GET",
    path: "/_ping",
    parameters: {},
    reply: "text",
    success: { modern: [200] },
    errors: {},
    since: "1.24",
  },
};

/** The name of an operation. */
export type OperationName =
  | "ContainerList"
  | "ContainerCreate"
  | "ContainerInspect"
  | "ContainerStart"
  | "ContainerStop"
  | "ContainerKill"
  | "ContainerAttach"
  | "ContainerLogs"
  | "ContainerResize"
  | "ContainerWait"
  | "ContainerDelete"
  | "ImageList"
  | "ImageCreate"
  | "ImageInspect"
  | "SystemInfo"
  | "SystemVersion"
  | "SystemPing";
