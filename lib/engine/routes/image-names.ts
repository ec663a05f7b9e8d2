/** The names of images: giving them, and taking them away until the image goes, too. */
import { Failure } from "../failure.ts";
import type { Handlers } from "./handler.ts";

export const imageNameHandlers: Handlers<"ImageTag" | "ImageDelete"> = {
  ImageTag: () => notYet(),
  ImageDelete: () => notYet(),
};

function notYet(): never {
  throw new Failure(501, "not implemented");
}
