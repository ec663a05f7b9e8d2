/** `dks engine`: the engine inside dks, for programs that are not dks. */
import process from "node:process";
import { exitCodes } from "./explain.ts";
import { formatReport, report } from "./format/error.ts";
import { UsageError } from "./options.ts";
import { processOutput } from "./output.ts";

/** Where to listen when nobody says so: the port of the first engines. */
const defaultEndpoint = "tcp://127.0.0.1:4243";

/** Serves until Ctrl-C or SIGTERM; gives the exit code. */
export async function serveEngine({
  listen: endpoint = defaultEndpoint,
  allowFetch,
  apiVersion,
}: {
  listen: string | undefined;
  allowFetch: boolean;
  apiVersion: string | undefined;
}): Promise<number> {
  const address = parseAddress(endpoint);
  if (apiVersion !== undefined && apiVersion !== "1.0") {
    throw new UsageError(
      `the engine cannot be one of API ${apiVersion}`,
      "Write --api-version 1.0 for an engine of 2013, or nothing for one of today.",
    );
  }
  const { out, err } = processOutput();
  const { createEngine, listen } = await import("../lib/engine/mod.ts");
  const engine = createEngine({ ...(apiVersion === "1.0" && { apiVersion }), ...(allowFetch && { fetch }) });
  try {
    const listener = await listen(engine, address);
    out.write(`${listener.endpoint}\n`);
    err.write(`dks: the engine listens. Use it with DOCKER_HOST=${listener.endpoint}; Ctrl-C ends it.\n`);
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    await listener.close();
    return exitCodes.ok;
  } catch (error) {
    err.write(`${formatReport(report(error, []), err.paint)}\n`);
    return exitCodes.failed;
  } finally {
    await engine.close();
  }
}

function parseAddress(endpoint: string): { path: string } | { host: string; port: number } {
  const path = /^unix:\/\/(\/.+)$/.exec(endpoint)?.[1];
  if (path !== undefined) return { path };
  const [, host, port] = /^tcp:\/\/(?:\[(?=.*\]))?([^[\]/]+?)\]?:(\d{1,5})$/.exec(endpoint) ?? [];
  if (host !== undefined && Number(port) <= 65_535) return { host, port: Number(port) };
  throw new UsageError(
    `${JSON.stringify(endpoint)} is nowhere to listen`,
    "Write --listen unix:///PATH, or --listen tcp://127.0.0.1:PORT.",
  );
}
