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

/** How a parameter is written: a boolean as 1 or 0, filters as a JSON object of lists, json as JSON, in a header as base64url of it. */
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
  /** The HTTP method. */
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Without version prefix; parameters of the path in braces. An image's name may hold slashes. */
  readonly path: string;
  /** Of path, query and headers, by name. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** What a request carries; absent where it carries nothing. */
  readonly body?: BodyKind;
  /** What an answer carries. */
  readonly reply: ReplyKind;
  /** The statuses that mean success; the first is what an engine of that dialect answers by its document. */
  readonly success: { readonly v1?: readonly number[]; readonly modern?: readonly number[] };
  /** What the error statuses mean, besides 500. */
  readonly errors: Readonly<Record<number, string>>;
  /** The API version that brought it. */
  readonly since: string;
  /** The last API version that had it; absent where today's still have it. What is gone the client supplies by today's means. */
  readonly until?: string;
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
  ContainerChanges: {
    name: "ContainerChanges",
    method: "GET",
    path: "/containers/{id}/changes",
    parameters: { id },
    reply: "json",
    success: { v1: [200], modern: [200] },
    errors: { 404: noSuchContainer },
    since: "1.0",
  },
  ContainerExport: {
    name: "ContainerExport",
    method: "GET",
    path: "/containers/{id}/export",
    parameters: { id },
    reply: "tar",
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
  ContainerRestart: {
    name: "ContainerRestart",
    method: "POST",
    path: "/containers/{id}/restart",
    parameters: { id, t: count, signal: { ...text, since: "1.42" } },
    reply: "empty",
    success: { v1: [204], modern: [204] },
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
  PutContainerArchive: {
    name: "PutContainerArchive",
    method: "PUT",
    path: "/containers/{id}/archive",
    parameters: {
      id,
      path: { ...text, since: "1.24" },
      noOverwriteDirNonDir: { ...flag, since: "1.24" },
    },
    body: "tar",
    reply: "empty",
    success: { modern: [200] },
    errors: { 400: "bad parameter", 403: "the path is read-only", 404: "no such container, or no such path in it" },
    since: "1.24",
  },
  ImageList: {
    name: "ImageList",
    method: "GET",
    path: "/images/json",
    parameters: {
      all: flag,
      // Not in the document of 2013, but in its engine and its command line: the name of a repository.
      filter: { ...text, until: "1.1" },
      filters: { in: "query", kind: "filters", since: "1.24" },
      digests: { ...flag, since: "1.24" },
      "shared-size": { ...flag, since: "1.42" },
    },
    reply: "json",
    success: { v1: [200], modern: [200] },
    errors: { 400: "bad parameter" },
    since: "1.0",
  },
  ImageViz: {
    name: "ImageViz",
    method: "GET",
    path: "/images/viz",
    parameters: { all: flag },
    reply: "text",
    success: { v1: [200] },
    errors: { 400: "bad parameter" },
    since: "1.0",
    until: "1.1",
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
  ImageInsert: {
    name: "ImageInsert",
    method: "POST",
    path: "/images/{name}/insert",
    parameters: { name: id, url: text, path: text },
    reply: "progress",
    success: { v1: [200] },
    errors: {},
    since: "1.0",
    until: "1.1",
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
  ImageHistory: {
    name: "ImageHistory",
    method: "GET",
    path: "/images/{name}/history",
    parameters: { name: id, platform: { in: "query", kind: "json", since: "1.48" } },
    reply: "json",
    success: { v1: [200], modern: [200] },
    errors: { 404: noSuchImage },
    since: "1.0",
  },
  ImagePush: {
    name: "ImagePush",
    method: "POST",
    path: "/images/{name}/push",
    parameters: {
      name: id,
      registry: { ...text, until: "1.1" },
      tag: { ...text, since: "1.24" },
      platform: { in: "query", kind: "json", since: "1.46" },
      "X-Registry-Auth": { in: "header", kind: "json", since: "1.24" },
    },
    reply: "progress",
    success: { v1: [200], modern: [200] },
    errors: { 404: noSuchImage },
    since: "1.0",
  },
  ImageTag: {
    name: "ImageTag",
    method: "POST",
    path: "/images/{name}/tag",
    parameters: { name: id, repo: text, tag: text, force: { ...flag, until: "1.1" } },
    reply: "empty",
    success: { v1: [200, 201], modern: [201] },
    errors: { 400: "bad parameter", 404: noSuchImage, 409: "conflict" },
    since: "1.0",
  },
  ImageDelete: {
    name: "ImageDelete",
    method: "DELETE",
    path: "/images/{name}",
    parameters: {
      name: id,
      force: { ...flag, since: "1.24" },
      noprune: { ...flag, since: "1.24" },
    },
    reply: "json",
    success: { v1: [204], modern: [200] },
    errors: { 404: noSuchImage, 409: "the image is used by a container, or has several names" },
    since: "1.0",
  },
  ImageSearch: {
    name: "ImageSearch",
    method: "GET",
    path: "/images/search",
    parameters: {
      term: text,
      limit: { ...count, since: "1.24" },
      filters: { in: "query", kind: "filters", since: "1.24" },
    },
    reply: "json",
    success: { v1: [200], modern: [200] },
    errors: {},
    since: "1.0",
  },
  ImageBuild: {
    name: "ImageBuild",
    method: "POST",
    path: "/build",
    parameters: {
      t: text,
      dockerfile: { ...text, since: "1.24" },
      extrahosts: { ...text, since: "1.24" },
      remote: { ...text, since: "1.24" },
      q: { ...flag, since: "1.24" },
      nocache: { ...flag, since: "1.24" },
      cachefrom: { in: "query", kind: "json", since: "1.25" },
      pull: { ...flag, since: "1.24" },
      rm: { ...flag, since: "1.24" },
      forcerm: { ...flag, since: "1.24" },
      memory: { ...count, since: "1.24" },
      memswap: { ...count, since: "1.24" },
      cpushares: { ...count, since: "1.24" },
      cpusetcpus: { ...text, since: "1.24" },
      cpuperiod: { ...count, since: "1.24" },
      cpuquota: { ...count, since: "1.24" },
      buildargs: { in: "query", kind: "json", since: "1.24" },
      shmsize: { ...count, since: "1.24" },
      squash: { ...flag, since: "1.25" },
      labels: { in: "query", kind: "json", since: "1.24" },
      networkmode: { ...text, since: "1.25" },
      platform: { ...text, since: "1.32" },
      target: { ...text, since: "1.29" },
      version: { ...text, since: "1.38" },
      "X-Registry-Config": { in: "header", kind: "json", since: "1.24" },
    },
    body: "tar",
    reply: "progress",
    success: { v1: [200], modern: [200] },
    errors: { 400: "bad parameter" },
    since: "1.0",
  },
  ImageCommit: {
    name: "ImageCommit",
    method: "POST",
    path: "/commit",
    parameters: {
      container: text,
      repo: text,
      tag: text,
      // The document of 2013 says `m` and `run`; its engine, like those of today, took `comment` and a body.
      m: { ...text, until: "1.1" },
      run: { in: "query", kind: "json", until: "1.1" },
      comment: text,
      author: text,
      pause: { ...flag, since: "1.24" },
      changes: { ...text, since: "1.24" },
    },
    body: "json",
    reply: "json",
    success: { v1: [201], modern: [201] },
    errors: { 404: noSuchContainer },
    since: "1.0",
  },
  SystemAccount: {
    name: "SystemAccount",
    method: "GET",
    path: "/auth",
    parameters: {},
    reply: "json",
    success: { v1: [200] },
    errors: {},
    since: "1.0",
    until: "1.1",
  },
  SystemAuth: {
    name: "SystemAuth",
    method: "POST",
    path: "/auth",
    parameters: {},
    body: "json",
    reply: "json",
    success: { v1: [200, 204], modern: [200, 204] },
    errors: { 401: "the registry refuses the credentials" },
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
  | "ContainerChanges"
  | "ContainerExport"
  | "ContainerStart"
  | "ContainerStop"
  | "ContainerRestart"
  | "ContainerKill"
  | "ContainerAttach"
  | "ContainerLogs"
  | "ContainerResize"
  | "ContainerWait"
  | "ContainerDelete"
  | "PutContainerArchive"
  | "ImageList"
  | "ImageViz"
  | "ImageCreate"
  | "ImageInsert"
  | "ImageInspect"
  | "ImageHistory"
  | "ImagePush"
  | "ImageTag"
  | "ImageDelete"
  | "ImageSearch"
  | "ImageBuild"
  | "ImageCommit"
  | "SystemAccount"
  | "SystemAuth"
  | "SystemInfo"
  | "SystemVersion"
  | "SystemPing";
