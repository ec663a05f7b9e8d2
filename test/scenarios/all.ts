import { scenarios as accounts } from "./accounts.ts";
import { scenarios as attach } from "./attach.ts";
import { scenarios as build } from "./build.ts";
import { scenarios as commit } from "./commit.ts";
import { scenarios as containerFiles } from "./container-files.ts";
import { scenarios as containers } from "./containers.ts";
import { scenarios as imageHistory } from "./image-history.ts";
import { scenarios as imageInsert } from "./image-insert.ts";
import { scenarios as imageNames } from "./image-names.ts";
import { scenarios as imagePush } from "./image-push.ts";
import { scenarios as imageSearch } from "./image-search.ts";
import { scenarios as images } from "./images.ts";
import { scenarios as run } from "./run.ts";
import { scenarios as system } from "./system.ts";
import type { Scenario } from "./types.ts";
import { scenarios as volumes } from "./volumes.ts";

/** All scenarios, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  ...system,
  ...images,
  ...build,
  ...imageNames,
  ...imageHistory,
  ...imagePush,
  ...imageInsert,
  ...imageSearch,
  ...containers,
  ...containerFiles,
  ...volumes,
  ...commit,
  ...accounts,
  ...attach,
  ...run,
];
