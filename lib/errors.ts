/**
 * The one tree of errors. Every error of dks is a {@link DockerError} with a literal `name`, the `cause` where there is one,
 * and a `hint` that says what to do next.
 *
 * It stands beside the rooms of lib/ rather than in one of them, since all of them throw from it and it imports nothing.
 */

/** What every error of dks takes besides its message. */
export interface DockerErrorOptions {
  /** What led to this error. */
  cause?: unknown;
  /** One sentence that says what the reader can do about it. */
  hint?: string;
}

/**
 * The root of all errors that dks throws on purpose.
 *
 * What is listed at a call is what is special about it. Each may also end with a ConnectError, when the engine cannot be reached; a ServerError, when it
 * fails itself; a ProtocolError, when what it sends cannot be understood; an UnsupportedError, for what its API version does not have; an
 * InvalidArgumentError, for what cannot be sent; and with the reason of the signal, after an abort.
 *
 * @example
 * ```ts
 * try {
 *   await run("busybox", ["date"], { name: "not a name" });
 * } catch (error) {
 *   if (!(error instanceof DockerError)) throw error; // not one of ours
 *   print(`${error.name}: ${error.hint}`);
 * }
 * //| InvalidArgumentError: Pass a container's name or id.
 * ```
 */
export class DockerError extends Error {
  override readonly name: string = "DockerError";
  /** One sentence that says what to do next; undefined where nothing useful can be said. */
  readonly hint: string | undefined;

  constructor(message: string, options: DockerErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}

/** Where an {@link ApiError} comes from. */
export interface ApiErrorDetails extends DockerErrorOptions {
  /** The operation that failed, e.g. `ContainerCreate`; undefined for a raw request. */
  operation?: string | undefined;
  /** The HTTP method of the call. */
  method: string;
  /** The path of the call, with its version prefix, and without its query, which may hold secrets. */
  path: string;
  /** The HTTP status that the engine answered with. */
  status: number;
}

/**
 * The engine answered a call with an error status; `message` is what the engine said.
 *
 * @example
 * ```ts
 * try {
 *   await containers.get("no-such-container").start();
 * } catch (error) {
 *   if (!(error instanceof ApiError)) throw error;
 *   const { status, operation, method, path } = error;
 *   print(status, operation, method, path.endsWith("/start"));
 * }
 * //| 404 ContainerStart POST true
 * ```
 */
export class ApiError extends DockerError {
  override readonly name: string = "ApiError";
  /** The operation that failed, e.g. `ContainerCreate`; undefined for a raw request. */
  readonly operation: string | undefined;
  /** The HTTP method of the call. */
  readonly method: string;
  /** The path of the call, with its version prefix, and without its query, which may hold secrets. */
  readonly path: string;
  /** The HTTP status that the engine answered with. */
  readonly status: number;

  constructor(message: string, details: ApiErrorDetails) {
    super(message, details);
    this.operation = details.operation;
    this.method = details.method;
    this.path = details.path;
    this.status = details.status;
  }

  /**
   * The error class that stands for a status: {@link NotFoundError} for 404, and so on. An engine may say one thing in its message and another with its
   * status: then `meaning` is the status that it should have answered with.
   */
  static of(message: string, details: ApiErrorDetails, meaning: number = details.status): ApiError {
    const Class = byStatus[meaning] ?? (meaning >= 500 ? ServerError : ApiError);
    return new Class(message, details);
  }
}

/**
 * 400: a parameter or the body is wrong.
 *
 * @example
 * ```ts
 * await pull("busybox");
 * const c = await containers.create({ Image: "busybox" });
 * await c.wait({ condition: "sometime" as "removed" });
 * //!! BadParameterError 400: invalid condition: "sometime"
 * ```
 */
export class BadParameterError extends ApiError {
  override readonly name = "BadParameterError";
}

/**
 * 401 or 403: the engine or the registry wants other credentials.
 *
 * @example
 * ```ts
 * // dks: require engine embedded
 * // The registry inside dks takes who comes first.
 * await docker.login({ username: "ada", password: "correct horse" });
 * await docker.login({ username: "ada", password: "wrong horse" });
 * //!! UnauthorizedError 401: unauthorized: incorrect username or password
 * ```
 */
export class UnauthorizedError extends ApiError {
  override readonly name = "UnauthorizedError";
}

/**
 * 404: no such container, image or path.
 *
 * @example
 * ```ts
 * const job = { Image: "busybox", Cmd: ["true"] };
 * const c = await containers.create(job).catch(async (error) => {
 *   if (!(error instanceof NotFoundError)) throw error;
 *   await pull(job.Image); // it was not there yet
 *   return containers.create(job);
 * });
 * await c.start();
 * ```
 */
export class NotFoundError extends ApiError {
  override readonly name = "NotFoundError";
}

/**
 * 406: it is impossible to attach (v1.0), or no answer of an acceptable kind.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import type { AddressInfo } from "node:net";
 *
 * // The document of 2013 has it. No engine is known that does: here is one.
 * const played = createServer((_, response) =>
 *   response.writeHead(406).end("impossible to attach"),
 * );
 * await new Promise<void>((resolve) =>
 *   played.listen(0, "127.0.0.1", resolve),
 * );
 * const other = await connect(
 *   `tcp://127.0.0.1:${(played.address() as AddressInfo).port}`,
 *   { apiVersion: "1.0" },
 * );
 * await other.containers.create({ Image: "busybox" });
 * //!! NotAcceptableError 406: impossible to attach
 * await other.close();
 * played.close();
 * ```
 */
export class NotAcceptableError extends ApiError {
  override readonly name = "NotAcceptableError";
}

/**
 * 409: the state of the object forbids it, or the name is taken.
 *
 * @example
 * ```ts
 * await run("busybox", ["sleep", "60"], { detach: true, name: "only-one" });
 * await run("busybox", ["sleep", "60"], { detach: true, name: "only-one" });
 * //!! ConflictError 409: *The container name "/only-one" is already in use* (glob)
 * ```
 */
export class ConflictError extends ApiError {
  override readonly name = "ConflictError";
}

/**
 * 5xx: the engine itself failed.
 *
 * @example
 * ```ts
 * await using old = await connect("embedded:", { apiVersion: "1.0" });
 * const c = await old.run("busybox", ["sleep", "60"], { detach: true });
 * await c.start(); // the engines of 2013 call it a failure
 * //!! ServerError 500: Error starting container <id:1>: The container <id:1> is already running.
 * ```
 */
export class ServerError extends ApiError {
  override readonly name = "ServerError";
}

const byStatus: Record<number, new (message: string, details: ApiErrorDetails) => ApiError> = {
  400: BadParameterError,
  401: UnauthorizedError,
  403: UnauthorizedError,
  404: NotFoundError,
  406: NotAcceptableError,
  409: ConflictError,
};

/**
 * The engine reported an error inside a stream that had begun with success (a failed pull, for instance).
 *
 * @example
 * ```ts
 * try {
 *   await build({ dockerfile: "FROM busybox\nRUN exit 3" }, { forceRm: true });
 * } catch (error) {
 *   if (!(error instanceof StreamError)) throw error;
 *   // The exit code of the command that failed.
 *   print(error.operation, error.code);
 * }
 * //| ImageBuild 3
 * ```
 */
export class StreamError extends DockerError {
  override readonly name = "StreamError";
  /** The operation whose stream failed, e.g. `ImageCreate`. */
  readonly operation: string | undefined;
  /** The code that came with the error, where the engine sent one. */
  readonly code: number | undefined;

  constructor(message: string, options: DockerErrorOptions & { operation?: string; code?: number } = {}) {
    super(message, options);
    this.operation = options.operation;
    this.code = options.code;
  }
}

/** One endpoint that was tried, and why it did not work. */
export interface Attempt {
  /** The endpoint, e.g. `unix:///var/run/docker.sock`. */
  endpoint: string;
  /** Why it failed, in words. */
  reason: string;
}

/**
 * No engine could be reached. `attempts` has every candidate and why each failed.
 *
 * @example
 * ```ts
 * const nobody = await connect("unix:///nowhere/docker.sock");
 * try {
 *   await nobody.version();
 * } catch (error) {
 *   if (!(error instanceof ConnectError)) throw error;
 *   for (const { endpoint, reason } of error.attempts)
 *     print(`${endpoint}: ${reason}`);
 * }
 * //| unix:///nowhere/docker.sock: it does not exist* (glob)
 * ```
 */
export class ConnectError extends DockerError {
  override readonly name = "ConnectError";
  /** Every endpoint that was tried, in order, and why each failed. */
  readonly attempts: readonly Attempt[];
  /** The system's error code of the last attempt, e.g. `ENOENT`, `ECONNREFUSED`, `EACCES`. */
  readonly code: string | undefined;

  constructor(
    message: string,
    options: DockerErrorOptions & { attempts?: readonly Attempt[]; code?: string | undefined } = {},
  ) {
    super(message, options);
    this.attempts = options.attempts ?? [];
    this.code = options.code;
  }
}

/**
 * The bytes of the engine are truncated or malformed, or its JSON has the wrong shape.
 *
 * @example
 * ```ts
 * import { type AddressInfo, createServer } from "node:net";
 *
 * const mail = createServer((socket) =>
 *   socket.end("220 mail.example ESMTP\r\n"),
 * );
 * await new Promise<void>((resolve) => mail.listen(0, "127.0.0.1", resolve));
 * const wrong = await connect(
 *   `tcp://127.0.0.1:${(mail.address() as AddressInfo).port}`,
 * );
 * await wrong.version();
 * //!! ProtocolError: what answered GET /_ping does not speak HTTP/1.1
 * mail.close();
 * ```
 */
export class ProtocolError extends DockerError {
  override readonly name = "ProtocolError";
}

/**
 * The engine's API version has no such thing. The message names the version that brought it, or took it away.
 *
 * @example
 * ```ts
 * await using old = await connect("embedded:", { apiVersion: "1.0" });
 * await old.containers.get("web").resize({ rows: 40, columns: 120 });
 * //!! UnsupportedError: ContainerResize needs API 1.24 or newer; this engine speaks 1.0
 * ```
 */
export class UnsupportedError extends DockerError {
  override readonly name = "UnsupportedError";
}

/**
 * What the caller passed cannot be sent: an endpoint, a reference, an option. Nothing was sent.
 *
 * @example
 * ```ts
 * await connect("ftp://127.0.0.1");
 * //!! InvalidArgumentError: "ftp://127.0.0.1" is not an endpoint: * (glob)
 * containers.get("a/b");
 * //!! InvalidArgumentError: "a/b" cannot name a container: * (glob)
 * ```
 */
export class InvalidArgumentError extends DockerError {
  override readonly name = "InvalidArgumentError";
}

/**
 * The logins on this machine cannot be read: the docker configuration is broken, or the credential helper that it names fails.
 *
 * @example
 * ```ts
 * process.env["DOCKER_AUTH_CONFIG"] = "not JSON";
 * await docker.account("registry.example");
 * //!! CredentialsError: the docker configuration DOCKER_AUTH_CONFIG cannot be used: it is not JSON
 * delete process.env["DOCKER_AUTH_CONFIG"];
 * ```
 */
export class CredentialsError extends DockerError {
  override readonly name = "CredentialsError";
}
