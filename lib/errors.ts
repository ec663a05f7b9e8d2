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

/** The root of all errors that dks throws on purpose. */
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
  /** The path of the call, with version prefix and query. */
  path: string;
  /** The HTTP status that the engine answered with. */
  status: number;
}

/** The engine answered a call with an error status; `message` is what the engine said. */
export class ApiError extends DockerError {
  override readonly name: string = "ApiError";
  /** The operation that failed, e.g. `ContainerCreate`; undefined for a raw request. */
  readonly operation: string | undefined;
  /** The HTTP method of the call. */
  readonly method: string;
  /** The path of the call, with version prefix and query. */
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

/** 400: a parameter or the body is wrong. */
export class BadParameterError extends ApiError {
  override readonly name = "BadParameterError";
}

/** 401 or 403: the engine or the registry wants other credentials. */
export class UnauthorizedError extends ApiError {
  override readonly name = "UnauthorizedError";
}

/** 404: no such container, image or path. */
export class NotFoundError extends ApiError {
  override readonly name = "NotFoundError";
}

/** 406: it is impossible to attach (v1.0), or no answer of an acceptable kind. */
export class NotAcceptableError extends ApiError {
  override readonly name = "NotAcceptableError";
}

/** 409: the state of the object forbids it, or the name is taken. */
export class ConflictError extends ApiError {
  override readonly name = "ConflictError";
}

/** 5xx: the engine itself failed. */
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

/** The engine reported an error inside a stream that had begun with success (a failed pull, for instance). */
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

/** No engine could be reached. `attempts` has every candidate and why each failed. */
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

/** The bytes of the engine are truncated or malformed, or its JSON has the wrong shape. */
export class ProtocolError extends DockerError {
  override readonly name = "ProtocolError";
}

/** The engine's API version has no such thing. The message names the version that brought it, or took it away. */
export class UnsupportedError extends DockerError {
  override readonly name = "UnsupportedError";
}

/** What the caller passed cannot be sent: an endpoint, a reference, an option. Nothing was sent. */
export class InvalidArgumentError extends DockerError {
  override readonly name = "InvalidArgumentError";
}

/** The logins on this machine cannot be read: the docker configuration is broken, or the credential helper that it names fails. */
export class CredentialsError extends DockerError {
  override readonly name = "CredentialsError";
}
