/** Images made of containers. */
import { Failure } from "../failure.ts";
import type { Handlers } from "./handler.ts";

export const commitHandlers: Handlers<"ImageCommit"> = {
  ImageCommit: () => notYet(),
};

function notYet(): never {
  throw new Failure(501, "not implemented");
}
