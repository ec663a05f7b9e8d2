/**
 * The one place that every call goes through: it puts the version before the path, writes the parameters as the table of
 * operations says, checks the status, and turns an error answer into the error that stands for it.
 */
import { operations, type Operation, type OperationName, type Parameter } from "../api/operations.ts";
import { compareVersions, type Dialect, oldestModern } from "../api/versions.ts";
import { InvalidArgumentError, UnsupportedError } from "../errors.ts";
import type { ByteSource, CallResponse, HeaderMap, Transport } from "../transport/contract.ts";
import { unlessAborted } from "../transport/abort.ts";
import { checkSignal, kindOf } from "../transport/given.ts";
import { readJson, readText, statusError } from "./answer.ts";
import { type Hijacked, hijack } from "./hijack.ts";
import { type EngineVersion, isPodman, negotiate } from "./negotiate.ts";

/** A value that a parameter can have; `undefined` leaves the parameter out. */
export type ParameterValue = string | number | boolean | readonly string[] | object | undefined;

/** What goes with a call. */
export interface PerformOptions {
  /** Parameters by their names in the table of operations, those of the path included. */
  parameters?: Readonly<Record<string, ParameterValue>>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: Uint8Array | ByteSource;
  headers?: HeaderMap;
  signal?: AbortSignal | undefined;
}

/** Speaks to one engine, in the version that was agreed on. */
export class ApiClient {
  readonly transport: Transport;
  readonly #pinned: string | undefined;
  #engine: Promise<EngineVersion> | undefined;
  #podman: Promise<boolean> | undefined;

  constructor(transport: Transport, pinned: string | undefined) {
    this.transport = transport;
    this.#pinned = pinned;
  }

  /** The version and dialect to speak; asked of the engine once, by the first call that needs it. */
  async engine(signal?: AbortSignal): Promise<EngineVersion> {
    checkSignal("a call", signal); // each call comes here first
    this.#engine ??= negotiate(this.transport, this.#pinned).catch((error) => {
      this.#engine = undefined; // an engine that is not up yet may be up at the next call
      throw error;
    });
    return unlessAborted(this.#engine, signal); // shared by all calls, so one that gives up does not break it off
  }

  /** Whether the engine is Podman; asked of it where a pinned version left that open. */
  async isPodman(): Promise<boolean> {
    const { dialect, podman } = await this.engine();
    if (podman !== undefined || dialect === "v1.0") return podman ?? false;
    this.#podman ??= this.transport.call({ method: "GET", path: "/_ping" }).then(async (ping) => {
      await readText(ping.body, 64 * 1024);
      return isPodman(ping.headers);
    });
    this.#podman.catch(() => {
      this.#podman = undefined;
    });
    return this.#podman;
  }

  /** Makes a call and checks its status. The body of what is returned must be read or cancelled. */
  async perform(name: OperationName, options: PerformOptions = {}): Promise<CallResponse> {
    const operation = operations[name];
    const { path, headers } = await this.address(operation, options).catch((error) => {
      if (options.body && "cancel" in options.body) options.body.cancel(error); // nobody will read it any more
      throw error;
    });
    let body = options.body;
    if (options.json !== undefined) {
      headers["content-type"] = "application/json";
      body = new TextEncoder().encode(JSON.stringify(options.json));
    }
    const response = await this.transport.call({
      method: operation.method,
      path,
      headers,
      ...(body && { body }),
      signal: options.signal,
    });
    if (!isSuccess(operation, response.status))
      throw await statusError({ operation: name, method: operation.method, path }, response);
    return response;
  }

  /** Makes a call whose answer is JSON, and gives the value, not looked at yet. */
  async json(name: OperationName, options: PerformOptions = {}): Promise<unknown> {
    return readJson(name, await this.perform(name, options));
  }

  /** Makes a call whose answer says nothing; gives its status. */
  async empty(name: OperationName, options: PerformOptions = {}): Promise<number> {
    const response = await this.perform(name, options);
    while ((await response.body.read()) !== undefined); // so that the connection can serve again
    return response.status;
  }

  /** Makes a call after which the connection becomes a raw two-way stream. */
  async hijack(name: OperationName, options: PerformOptions = {}): Promise<Hijacked> {
    const operation = operations[name];
    const { path, headers } = await this.address(operation, options);
    return hijack(this.transport, { operation: name, method: operation.method, path, headers, signal: options.signal });
  }

  /** Throws what the call would throw before anything is sent: for those that first have to ask the engine something else. */
  async check(name: OperationName, options: PerformOptions): Promise<void> {
    await this.address(operations[name], options);
  }

  /** The path with version and query, and the headers, of a call. */
  async address(operation: Operation, options: PerformOptions): Promise<{ path: string; headers: HeaderMap }> {
    const engine = await this.engine(options.signal);
    requireVersion(operation.name, operation.since, engine);
    refuseGone(
      operation.name,
      operation.until,
      engine,
      "dks does the same by today's means: use its own method for it.",
    );
    const headers: HeaderMap = { ...options.headers };
    const query = new URLSearchParams();
    let path = operation.path;
    for (const [name, value] of Object.entries(options.parameters ?? {})) {
      if (value === undefined) continue;
      const parameter = Object.hasOwn(operation.parameters, name) ? operation.parameters[name] : undefined;
      if (!parameter) {
        throw new InvalidArgumentError(`${operation.name} has no option \`${name}\``, {
          hint: `It has: ${Object.keys(operation.parameters).join(", ")}.`,
        });
      }
      checkParameter(operation.name, name, parameter, engine);
      checkKind(operation.name, name, parameter, value);
      if (parameter.in === "path") path = path.replace(`{${name}}`, () => encodePath(String(value)));
      else if (parameter.in === "header") headers[name.toLowerCase()] = base64url(write(parameter, value));
      else if (Array.isArray(value) && parameter.kind === "string")
        for (const one of value) query.append(name, String(one));
      else query.append(name, write(parameter, value));
    }
    const search = query.size > 0 ? `?${query}` : "";
    return { path: `/v${engine.version}${path}${search}`, headers };
  }
}

/** Throws an UnsupportedError when the engine's API does not reach `since`. */
export function requireVersion(what: string, since: string, engine: { version: string; dialect: Dialect }): void {
  if (compareVersions(engine.version, since) >= 0) return;
  throw new UnsupportedError(`${what} needs API ${since} or newer; this engine speaks ${engine.version}`, {
    hint:
      engine.dialect === "v1.0"
        ? "The Remote API v1.0 never had it."
        : "Use a newer engine, or unset DOCKER_API_VERSION.",
  });
}

function checkParameter(operation: string, name: string, parameter: Parameter, engine: EngineVersion): void {
  if (parameter.since !== undefined) requireVersion(`the option \`${name}\` of ${operation}`, parameter.since, engine);
  refuseGone(`the option \`${name}\` of ${operation}`, parameter.until, engine, "Leave it out, or use `filters`.");
}

/** What a parameter of each kind may be, and how that is told. Engines take what is not like it for something else, or for nothing. */
const kinds: Record<Parameter["kind"], readonly [string, (value: unknown) => boolean]> = {
  boolean: ["true or false", (value) => typeof value === "boolean"],
  integer: ["a whole number", Number.isSafeInteger],
  string: ["a text", (value) => isText(value) || (Array.isArray(value) && value.every(isText))],
  filters: ["an object of lists", (value) => typeof value === "object" && value !== null && !Array.isArray(value)],
  json: ["a value", (value) => value !== null],
};

function isText(value: unknown): boolean {
  return typeof value === "string" || Number.isFinite(value);
}

function checkKind(operation: string, name: string, { kind }: Parameter, value: unknown): void {
  const [wanted, fits] = kinds[kind];
  if (fits(value)) return;
  throw new InvalidArgumentError(`the option \`${name}\` of ${operation} must be ${wanted}; it is ${kindOf(value)}`, {
    hint: `Pass ${wanted}. Nothing was sent.`,
  });
}

/** Throws an UnsupportedError when the engine's API is beyond the last one that had it. */
function refuseGone(what: string, until: string | undefined, engine: EngineVersion, hint: string): void {
  if (until === undefined || compareVersions(engine.version, until) <= 0) return;
  throw new UnsupportedError(`${what} is gone since API ${oldestModern}; this engine speaks ${engine.version}`, {
    hint,
  });
}

function write(parameter: Parameter, value: NonNullable<ParameterValue>): string {
  if (parameter.kind === "boolean") return value ? "1" : "0";
  if (parameter.kind === "filters" || parameter.kind === "json") return JSON.stringify(value);
  return String(value);
}

function base64url(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

/** An image's name may hold slashes, and is sent with them: engines look for the last part of the path. */
function encodePath(value: string): string {
  // Engines name containers with a slash at the beginning, and do not know them by it.
  return value
    .replace(/^\//, "")
    .split("/")
    .map(encodeURIComponent)
    .join("/")
    .replaceAll("%3A", ":")
    .replaceAll("%40", "@");
}

function isSuccess(operation: Operation, status: number): boolean {
  // Engines differ in which 2xx they choose (the v1.0 document says 200 where its engine sent 204), never in what it means.
  return (status >= 200 && status < 300) || operation.success.modern?.includes(status) === true;
}
