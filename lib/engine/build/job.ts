/** What a build works with. */
import type { LayeredFileSystem } from "../kernel/mod.ts";
import type { EngineState } from "../state.ts";
import type { Image } from "../store/image.ts";
import type { Dockerfile } from "./dockerfile/parse.ts";
import type { BuildArguments } from "./environment.ts";
import type { Tell } from "./events.ts";
import type { BuildRequest } from "./request.ts";
import type { StepContainers } from "./step-container.ts";

/** Everything that is given to a build. */
export interface BuildJob {
  engine: EngineState;
  request: BuildRequest;
  dockerfile: Dockerfile;
  /** Undefined when the Dockerfile came alone. */
  context: LayeredFileSystem | undefined;
  /** Aborted when nobody waits for the build any more. */
  signal: AbortSignal;
  tell: Tell;
}

/** What the stages of a build share besides. */
export interface Shared extends BuildJob {
  args: BuildArguments;
  containers: StepContainers;
  /** The image of an earlier stage, by its name or number, or any other image. A Failure when there is none. */
  imageFor(from: string): Promise<Image>;
}
