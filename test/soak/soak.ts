/** Many runs on one engine, several at a time. */
import { compareVersions } from "../../lib/api/versions.ts";
import { connect, type ConnectOptions, type Docker } from "../../mod.ts";
import { type Engine, isReal } from "../scenarios/engines.ts";
import { label } from "../scenarios/sweep.ts";
import { type Runs, type SoakCase, soakCases } from "./cases.ts";

/** How the runs of one kind went. */
export interface Count {
  readonly name: string;
  runs: number;
  readonly failures: unknown[];
}

/** What a soak came to. */
export interface SoakResult {
  readonly counts: readonly Count[];
  /** Containers that the runs left behind. */
  readonly left: readonly string[];
}

/** An engine with a mark of its own for what is made on it. */
export interface Ground extends Runs {
  /** The containers that are there, of those that bear the mark; all where there are no labels. */
  containers(): Promise<string[]>;
}

/** What every engine has, or can pull. */
const image = "busybox";

/** Connects to an engine, and lets it have the image. */
export async function ground(engine: Engine, endpoint: string, options: ConnectOptions = {}): Promise<Ground> {
  const { apiVersion } = engine;
  const docker = await connect(endpoint, { ...options, ...(apiVersion !== undefined && { apiVersion }) });
  if (!isReal(engine)) await docker.images.pull(image);
  const mark = crypto.randomUUID();
  const modern = engine.dialect === "modern";
  return {
    docker,
    image,
    config: modern ? { Labels: { [label]: mark }, NetworkDisabled: true, HostConfig: { NetworkMode: "none" } } : {},
    async containers() {
      const filters = modern ? { filters: { label: [`${label}=${mark}`] } } : {};
      return (await docker.containers.list({ all: true, ...filters })).map(({ Id }) => Id);
    },
  };
}

/** Runs the cases in turn, `runs` runs in all, `atOnce` of them at a time. */
export async function soak(engine: Engine, endpoint: string, runs: number, atOnce = 4): Promise<SoakResult> {
  const on = await ground(engine, endpoint);
  try {
    const before = new Set(await on.containers());
    const cases = await possible(on.docker);
    const counts = cases.map(({ name }): Count => ({ name, runs: 0, failures: [] }));
    let next = 0;
    const worker = async () => {
      for (let index = next++; index < runs; index = next++) {
        const which = index % cases.length;
        const count = counts[which]!;
        count.runs++;
        await cases[which]!.run(on, index).catch((error: unknown) => count.failures.push(error));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return { counts, left: (await on.containers()).filter((id) => !before.has(id)) };
  } finally {
    await on.docker.close();
  }
}

async function possible(docker: Docker): Promise<SoakCase[]> {
  const { version } = await docker.api();
  return soakCases.filter(({ since = "1.0" }) => compareVersions(version, since) >= 0);
}
