/** Where images come from: the history of one, and the graph of all. */
import { Failure } from "../failure.ts";
import type { Handlers } from "./handler.ts";

export const imageHistoryHandlers: Handlers<"ImageHistory" | "ImageViz"> = {
  ImageHistory: () => notYet(),
  ImageViz: () => notYet(),
};

function notYet(): never {
  throw new Failure(501, "not implemented");
}
