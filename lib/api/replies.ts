/**
 * The shapes of the JSON answers: what must be there, and of which type, for the types in models.ts to be true. Fields beyond these pass
 * through untouched. Lists and maps that engines leave out, or send as null, become empty ones.
 */
import * as v from "valibot";
import type {
  ContainerChange,
  ContainerCreated,
  ContainerInspect,
  ContainerSummary,
  ContainerWait,
  ImageDeleted,
  ImageHistoryItem,
  ImageInspect,
  ImageSearchResult,
  ImageSummary,
  LoginResult,
  SystemInfo,
  SystemVersion,
} from "./models.ts";

/** A shape that an answer is held against. */
export type ReplySchema<T> = v.GenericSchema<unknown, T>;

const strings = v.nullish(v.array(v.string()), []);
const labels = v.nullish(v.record(v.string(), v.string()), {});
const objects = v.nullish(v.array(v.looseObject({})), []);

// The inferred types know only the fields that are checked; models.ts states the rest as optional, so the cast adds no promise.
function shape<T>(schema: v.GenericSchema): ReplySchema<T> {
  return schema as ReplySchema<T>;
}

export const containerList: ReplySchema<ContainerSummary[]> = shape(
  v.nullish(
    v.array(
      v.looseObject({
        Id: v.string(),
        Names: strings,
        Image: v.string(),
        Command: v.nullish(v.string(), ""),
        Created: v.number(),
        Ports: objects,
        Labels: labels,
        State: v.string(),
        Status: v.nullish(v.string(), ""),
      }),
    ),
    [],
  ),
);

export const containerInspect: ReplySchema<ContainerInspect> = shape(
  v.looseObject({
    Id: v.string(),
    Created: v.string(),
    Path: v.nullish(v.string(), ""),
    Args: strings,
    State: v.looseObject({ Status: v.string(), Running: v.boolean(), ExitCode: v.number() }),
    Image: v.string(),
    Name: v.string(),
    Config: v.looseObject({ Tty: v.nullish(v.boolean(), false), OpenStdin: v.nullish(v.boolean(), false) }),
    HostConfig: v.nullish(v.looseObject({}), {}),
    NetworkSettings: v.nullish(v.looseObject({}), {}),
    Mounts: objects,
  }),
);

export const containerCreated: ReplySchema<ContainerCreated> = shape(
  v.looseObject({ Id: v.pipe(v.string(), v.nonEmpty()), Warnings: strings }),
);

export const containerWait: ReplySchema<ContainerWait> = shape(v.looseObject({ StatusCode: v.number() }));

export const imageList: ReplySchema<ImageSummary[]> = shape(
  v.nullish(v.array(v.looseObject({ Id: v.string(), RepoTags: strings, Created: v.number() })), []),
);

export const imageInspect: ReplySchema<ImageInspect> = shape(
  v.looseObject({ Id: v.string(), RepoTags: strings, Config: v.nullish(v.looseObject({}), {}) }),
);

export const systemInfo: ReplySchema<SystemInfo> = shape(v.looseObject({ Containers: v.number(), Images: v.number() }));

export const systemVersion: ReplySchema<SystemVersion> = shape(
  v.looseObject({ Version: v.string(), ApiVersion: v.string() }),
);

export const containerChanges: ReplySchema<ContainerChange[]> = shape(
  v.nullish(v.array(v.looseObject({ Path: v.string(), Kind: v.picklist([0, 1, 2]) })), []),
);

export const imageHistory: ReplySchema<ImageHistoryItem[]> = shape(
  v.nullish(
    v.array(
      v.looseObject({ Id: v.string(), Created: v.number(), CreatedBy: v.nullish(v.string(), ""), Tags: strings }),
    ),
    [],
  ),
);

export const imageDeleted: ReplySchema<ImageDeleted[]> = shape(
  v.nullish(v.array(v.looseObject({ Untagged: v.optional(v.string()), Deleted: v.optional(v.string()) })), []),
);

export const imageSearch: ReplySchema<ImageSearchResult[]> = shape(
  v.nullish(v.array(v.looseObject({ name: v.string(), description: v.nullish(v.string(), "") })), []),
);

export const imageCommitted: ReplySchema<{ Id: string }> = shape(
  v.looseObject({ Id: v.pipe(v.string(), v.nonEmpty()) }),
);

export const loginResult: ReplySchema<LoginResult> = shape(v.looseObject({ Status: v.nullish(v.string(), "") }));
