/** Images built from a Dockerfile. */
import { Failure } from "../failure.ts";
import type { Handlers } from "./handler.ts";

export const buildHandlers: Handlers<"ImageBuild"> = {
  ImageBuild: () => notYet(),
};

function notYet(): never {
  throw new Failure(501, "not implemented");
}
