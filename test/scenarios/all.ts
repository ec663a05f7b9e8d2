import { scenarios as attach } from "./attach.ts";
import { scenarios as containers } from "./containers.ts";
import { scenarios as images } from "./images.ts";
import { scenarios as run } from "./run.ts";
import { scenarios as system } from "./system.ts";
import type { Scenario } from "./types.ts";

/** All scenarios, in the order in which they run. */
export const scenarios: readonly Scenario[] = [...system, ...images, ...containers, ...attach, ...run];
