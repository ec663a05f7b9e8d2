/** The places of a call: which parameter or property an argument stands at, and what may stand there. */
import type { Meaning, MemberEntry, ParameterEntry, TypeEntry, TypeProperty } from "../reference/model.ts";
import type { Argument } from "./context.ts";
import { methodAt, typeNamed, type World } from "./resolve.ts";

/** What a text means there; beyond what its type tells, by what is done with it. */
export type Sense = Meaning | "Repository" | "Path" | "Endpoint" | "Topic" | "Module" | "RequestLine";

/** A parameter, or a property of what it takes. */
export interface Place {
  readonly entry: ParameterEntry | TypeProperty;
  readonly sense: Sense | undefined;
}

/** What texts mean whose type is no more than `string`: by method and parameter, or by type and property. */
export const senses: Readonly<Record<string, Sense>> = {
  "build.context": "Path",
  "connect.endpoint": "Endpoint",
  "help.topic": "Topic",
  "request.line": "RequestLine",
  "save.path": "Path",
  "use.module": "Module",
  "CommitOptions.repository": "Repository",
  "HostConfig.Links": "ContainerRef",
  "HostConfig.VolumesFrom": "ContainerRef",
  "ImportOptions.repository": "Repository",
  "ContainerConfig.StopSignal": "Signal",
  "ContainerCreateRequest.StopSignal": "Signal",
  "ContainerSpec.StopSignal": "Signal",
};

/** The place of an argument; undefined where nothing is known of it. */
export function placeOf({ callee, index, keys }: Argument, world: World): Place | undefined {
  const method = methodAt(callee, world);
  if (method?.kind !== "method") return undefined;
  let entry: ParameterEntry | TypeProperty | undefined = parameterAt(method, index);
  let owner = method.name;
  for (const key of keys) {
    const type: TypeEntry | undefined = typeNamed(world, entry?.object);
    entry = type?.properties.find(({ name }) => name === key);
    owner = type?.name ?? "";
  }
  return entry && { entry, sense: entry.meaning ?? senses[`${owner}.${entry.name}`] };
}

/** The last parameter may be one of many, as in `print(...values)`. */
function parameterAt({ parameters }: MemberEntry & { kind: "method" }, index: number): ParameterEntry | undefined {
  return parameters[index] ?? parameters.at(-1);
}
