/** From the target of a request to an operation: version prefix, dialect, path. The table is made from lib/api. */
import { type Operation, type OperationName, operations } from "../api/operations.ts";
import { compareVersions, type Dialect } from "../api/versions.ts";
import { apiVersion, minApiVersion } from "./about.ts";
import { BadParameter, Failure } from "./failure.ts";

/** Where a request leads. */
export interface Route {
  name: OperationName;
  operation: Operation;
  path: ReadonlyMap<string, string>;
}

/** The target of a request, in its parts. */
export interface Target {
  /** Without version prefix, still percent-encoded. */
  path: string;
  query: string;
  version: string;
  dialect: Dialect;
}

/** A path that is to be written another way: without empty and dot segments. */
export interface Redirect {
  location: string;
  dialect: Dialect;
}

interface Entry {
  name: OperationName;
  operation: Operation;
  pattern: RegExp;
  names: string[];
}

/**
 * What engines of 2013 answered, although their document does not have it. They resized a terminal with rows and columns
 * mistaken for each other, and then said that it had failed; here it does what its words say, and succeeds.
 */
const undocumented: ReadonlySet<OperationName> = new Set<OperationName>(["ContainerResize"]);

/** Where else engines of 2013 answered an operation: the first of them knew the list by this name alone. */
const aliases: Partial<Record<OperationName, string>> = { ContainerList: "/containers/ps" };

const tables: Record<Dialect, Entry[]> = { "v1.0": table("v1.0"), modern: table("modern") };

function table(dialect: Dialect): Entry[] {
  const entries: Entry[] = [];
  for (const name of Object.keys(operations) as OperationName[]) {
    const operation = operations[name];
    if (!has(dialect, operation, name)) continue;
    const names: string[] = [];
    const pattern = operation.path.replace(/\{(\w+)\}/g, (_, parameter: string) => {
      names.push(parameter);
      // The name of an image may hold slashes.
      return parameter === "name" ? "(.+)" : "([^/]+)";
    });
    entries.push({ name, operation, names, pattern: new RegExp(`^${pattern}$`) });
    const alias = dialect === "v1.0" ? aliases[name] : undefined;
    if (alias !== undefined) entries.push({ name, operation, names: [], pattern: new RegExp(`^${alias}$`) });
  }
  // Fixed paths go before those with parameters: `/containers/create` is no container called `create`.
  return entries.sort((a, b) => a.names.length - b.names.length);
}

function has(dialect: Dialect, { success }: Operation, name: OperationName): boolean {
  return dialect === "modern" ? success.modern !== undefined : success.v1 !== undefined || undocumented.has(name);
}

/** Takes a target apart. Unprefixed paths are in the engine's own version. */
export function parseTarget(target: string, own: { version: string; dialect: Dialect }): Target | Redirect {
  // Some clients write a whole URL, even to a socket.
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(.*)$/i.exec(target);
  const local = absolute === null ? target : (absolute[1] ?? "");
  const [pathAndQuery = ""] = local.split("#", 1);
  const mark = pathAndQuery.indexOf("?");
  const path = mark < 0 ? pathAndQuery : pathAndQuery.slice(0, mark);
  const query = mark < 0 ? "" : pathAndQuery.slice(mark + 1);
  const cleaned = clean(path);
  const parsed = { query, ...parsePath(cleaned, own) };
  if (cleaned === path || path === "") return parsed;
  return { location: cleaned + (query === "" ? "" : `?${query}`), dialect: parsed.dialect };
}

function parsePath(path: string, own: { version: string; dialect: Dialect }): Omit<Target, "query"> {
  const [, prefix, rest] = /^\/v(\d+(?:\.\d+)?)(\/.*)$/.exec(path) ?? [];
  if (prefix !== undefined && rest !== undefined) return { path: rest, ...versionOf(prefix, own.dialect) };
  // Digits and dots that are no number (`/v1.0.0/`) are no version: the path counts as unprefixed, as it always did.
  const [, odd] = /^\/v[\d.]+(\/.*)$/.exec(path) ?? [];
  return { path: odd ?? path, ...own };
}

function versionOf(prefix: string, own: Dialect): { version: string; dialect: Dialect } {
  const [major = "0", minor = "0"] = prefix.split(".");
  const version = `${Number(major)}.${Number(minor)}`;
  if (Number(major) + Number(minor) > 0 && compareVersions(version, "1.2") < 0) return { version, dialect: "v1.0" };
  if (compareVersions(version, apiVersion) > 0) {
    if (own === "v1.0") throw new UnknownVersion(version);
    throw new Failure(400, `client version ${version} is too new. Maximum supported API version is ${apiVersion}`);
  }
  if (compareVersions(version, minApiVersion) < 0) {
    if (own === "v1.0") throw new UnknownVersion(version);
    throw new Failure(
      400,
      `client version ${version} is too old. Minimum supported API version is ${minApiVersion}, ` +
        "besides 1.0 and 1.1: please use a newer version",
    );
  }
  return { version, dialect: "modern" };
}

/** A version that an engine of 2013 has not heard of: its answer to that is a 404 without a word. */
export class UnknownVersion extends Failure {
  constructor(version: string) {
    super(404, `the engine does not speak API version ${version}`);
  }
}

/** The path without empty and dot segments. A slash at the end stays. */
function clean(path: string): string {
  if (!/\/\/|\/\.{1,2}(?:\/|$)/.test(path)) return path;
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  const end = segments.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${segments.join("/")}${end}`;
}

/** The operation at a path; undefined when there is none. */
export function findRoute(dialect: Dialect, method: string, path: string): Route | undefined {
  for (const { name, operation, pattern, names } of tables[dialect]) {
    if (!answers(operation, method, dialect)) continue;
    const match = pattern.exec(path);
    if (match === null) continue;
    const found = names.map((part, i): [string, string] => [part, decodePart(match[i + 1] ?? "")]);
    return { name, operation, path: new Map(found) };
  }
  return undefined;
}

/** HEAD is answered for texts alone, which is the ping. */
function answers(operation: Operation, method: string, dialect: Dialect): boolean {
  if (operation.method === method) return true;
  return method === "HEAD" && operation.method === "GET" && operation.reply === "text" && dialect === "modern";
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new BadParameter(`invalid URL escape in ${part}`);
  }
}

/** The parameters of a query; a Failure when an escape in it is malformed. */
export function parseQuery(query: string): URLSearchParams {
  const [malformed] = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(query) ?? [];
  if (malformed !== undefined) throw new Failure(400, `invalid URL escape "${malformed}"`);
  return new URLSearchParams(query);
}
