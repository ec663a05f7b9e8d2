/** Runs a module, a .ts or .js file, with the runtime's own import. Its `connect()` finds the engine through the environment. */
import { relative } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { openEngine } from "./engine.ts";
import { exitCodeOf, exitCodes, isUsage } from "./explain.ts";
import { report } from "./format/error.ts";
import { onBrokenPipe, processOutput } from "./output.ts";
import { formatFailure } from "./run-session.ts";
import { importTypeScript, isTypeScript } from "./typescript.ts";

/** What is run, and what the command line says about the engine. */
export interface ModuleOptions {
  /** Absolute. */
  path: string;
  args: readonly string[];
  host: string | undefined;
  apiVersion: string | undefined;
  json: boolean;
}

/** Runs a module; gives the exit code. */
export async function runModule({ path, args, json, ...engine }: ModuleOptions): Promise<number> {
  const output = processOutput();
  const fail = (error: unknown): number => {
    output.err.write(`${formatFailure({ ...report(error, []), at: placesIn(error) }, json, output)}\n`);
    return exitCodeOf(error);
  };
  try {
    await nameEngine(engine, output.err);
  } catch (error) {
    const code = fail(error);
    return isUsage(error) ? exitCodes.usage : code;
  }
  process.on("unhandledRejection", (error) => process.exit(fail(error)));
  process.on("uncaughtException", (error) => process.exit(fail(error)));
  onBrokenPipe(() => process.exit(exitCodes.ok));
  process.argv.splice(1, process.argv.length, path, ...args);
  try {
    const url = pathToFileURL(path).href;
    await (isTypeScript(path) ? importTypeScript(url, path) : import(url));
  } catch (error) {
    return fail(error);
  }
  return Number(process.exitCode ?? exitCodes.ok);
}

/** Tells the script's own `connect()` what the command line says, or that there is nothing but the engine inside dks. */
async function nameEngine(
  settings: { host: string | undefined; apiVersion: string | undefined },
  err: ReturnType<typeof processOutput>["err"],
): Promise<void> {
  const docker = await openEngine(settings, err);
  if (settings.host !== undefined || docker.endpoint === "embedded:") process.env["DOCKER_HOST"] = docker.endpoint;
  if (settings.apiVersion !== undefined) process.env["DOCKER_API_VERSION"] = settings.apiVersion;
  await docker.close();
}

const root = fileURLToPath(new URL("../", import.meta.url));
const own: readonly string[] = ["shell/", "lib/", "dist/", "mod.ts"].map((path) => root + path);

/** Where in files that are neither dks's nor the runtime's nor a package's an error happened, innermost first. */
function placesIn(error: unknown): string[] {
  if (!(error instanceof Error) || typeof error.stack !== "string") return [];
  const frames = error.stack.matchAll(/^\s*at (?:.*\()?(?:async )?(file:\/\/\S+|\/.+?):(\d+):(\d+)\)?$/gm);
  return [...frames].flatMap(([, where = "", line, column]) => {
    const file = where.startsWith("file:") ? fileURLToPath(where) : where;
    return own.some((path) => file.startsWith(path)) || file.includes("/node_modules/")
      ? []
      : [`${relative(process.cwd(), file)}:${line}:${column}`];
  });
}
