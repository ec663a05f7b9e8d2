/** Whether an engine is what a file requires. */
import type { CallOptions, Docker } from "../../mod.ts";
import { compareVersions } from "../../lib/api/versions.ts";
import type { ApiOperator, EngineKind, Requirement } from "./directives.ts";

/** The engine is not what a script requires. */
export class RequirementError extends Error {
  override readonly name = "RequirementError";
  readonly hint = "Choose another engine with -H, or another version with --api-version.";
}

const comparisons: Readonly<Record<ApiOperator, (difference: number) => boolean>> = {
  ">=": (difference) => difference >= 0,
  "<=": (difference) => difference <= 0,
  ">": (difference) => difference > 0,
  "<": (difference) => difference < 0,
  "=": (difference) => difference === 0,
};

/** Why a file cannot run on an engine; undefined if it can. Asks the engine only if something is required. */
export async function unmet(docker: Docker, requirements: readonly Requirement[]): Promise<string | undefined> {
  for (const requirement of requirements) {
    if (requirement.kind === "api") {
      const { version } = await docker.api();
      const { operator, version: wanted } = requirement;
      if (!comparisons[operator](compareVersions(version, wanted)))
        return `it requires API ${operator} ${wanted}, and API ${version} is spoken`;
    } else {
      const kind = await kindOf(docker);
      if (!requirement.engines.includes(kind))
        return `it requires the engine ${requirement.engines.join(" or ")}, and this one is ${kind}`;
    }
  }
  return undefined;
}

async function kindOf(docker: Docker): Promise<EngineKind> {
  return (await engineName(docker)).split(" ")[0] as EngineKind;
}

/** What an engine is, as a header has it: `embedded`, `docker 28.3.2`, `podman 4.3.1`. */
export async function engineName(docker: Docker, options: CallOptions = {}): Promise<string> {
  if (docker.endpoint === "embedded:") return "embedded";
  const { Version = "", Components } = (await docker.version(options)) as {
    Version?: string;
    Components?: readonly { Name?: string }[] | null;
  };
  const kind = Components?.some(({ Name }) => /podman/i.test(Name ?? "")) ? "podman" : "docker";
  return [kind, ...(Version.match(/^[\w.+~-]+$/) ?? [])].join(" ");
}
