/** One call of an operation, as its handler sees it. */
import type { Operation } from "../api/operations.ts";
import { compareVersions } from "../api/versions.ts";
import type { HeaderMap } from "../transport/contract.ts";
import { BadParameter } from "./failure.ts";
import { Fields, parseJson } from "./json.ts";
import type { RequestBody } from "./request-body.ts";

/** How a dialect reads parameters. */
export interface ParameterRules {
  /** The text of a boolean parameter, empty when absent. */
  flag(name: string, text: string): boolean;
  /** What an integer parameter that is none counts as; throws where it is refused. */
  malformedInteger(name: string, text: string): number | undefined;
}

/** What stands in a request besides its body. */
export interface CallHead {
  operation: Operation;
  rules: ParameterRules;
  /** The API version that the call is made in. */
  version: string;
  path: ReadonlyMap<string, string>;
  query: URLSearchParams;
  headers: HeaderMap;
}

/** One call: its parameters, its body, and whether somebody still waits for its answer. */
export class Call {
  readonly operation: Operation;
  readonly version: string;
  readonly headers: HeaderMap;
  readonly body: RequestBody;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  readonly #rules: ParameterRules;
  readonly #path: ReadonlyMap<string, string>;
  readonly #query: URLSearchParams;
  readonly #jsonBytes: number;

  constructor(head: CallHead, body: RequestBody, signal: AbortSignal, jsonBytes: number) {
    this.operation = head.operation;
    this.#rules = head.rules;
    this.version = head.version;
    this.headers = head.headers;
    this.body = body;
    this.signal = signal;
    this.#path = head.path;
    this.#query = head.query;
    this.#jsonBytes = jsonBytes;
  }

  /** Whether the call is made in this API version or a later one. */
  atLeast(version: string): boolean {
    return compareVersions(this.version, version) >= 0;
  }

  /** A parameter of the path. */
  part(name: string): string {
    return this.#path.get(name) ?? "";
  }

  /** A parameter of the query; undefined when absent, or when this API version does not have it. */
  text(name: string): string | undefined {
    return this.#known(name) ? (this.#query.get(name) ?? undefined) : undefined;
  }

  /** All values of a parameter of the query that may be repeated. */
  texts(name: string): string[] {
    return this.#known(name) ? this.#query.getAll(name) : [];
  }

  flag(name: string): boolean {
    return this.#rules.flag(name, this.text(name) ?? "");
  }

  /** A whole number; undefined when absent. */
  integer(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined || text === "") return undefined;
    return /^[+-]?\d{1,10}$/.test(text) ? Number(text) : this.#rules.malformedInteger(name, text);
  }

  /** A JSON object of lists; each list may also be written as an object of booleans, as engines of old had it. */
  filters(name: string): Map<string, string[]> {
    const text = this.text(name);
    const filters = new Map<string, string[]>();
    if (text === undefined || text === "") return filters;
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      throw new BadParameter(`invalid filter: ${name} is not JSON`);
    }
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
      throw new BadParameter(`invalid filter: ${name} must be a JSON object of lists`);
    }
    for (const [key, value] of Object.entries(parsed)) filters.set(key, filterValues(key, value));
    return filters;
  }

  /** The body as an object of JSON. */
  async fields(where: string): Promise<Fields> {
    return new Fields(parseJson(await this.body.bytes(this.#jsonBytes)), where);
  }

  #known(name: string): boolean {
    const parameter = this.operation.parameters[name];
    if (parameter === undefined || parameter.in !== "query") return false;
    if (parameter.since !== undefined && compareVersions(this.version, parameter.since) < 0) return false;
    return parameter.until === undefined || compareVersions(this.version, parameter.until) <= 0;
  }
}

function filterValues(key: string, value: unknown): string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([one, on]) => (on === true ? [one] : []));
  }
  throw new BadParameter(`invalid filter: ${key} must be a list of strings`);
}
