/** An image made of another and one more file. */
import { Failure } from "../failure.ts";
import type { Handlers } from "./handler.ts";

export const imageInsertHandlers: Handlers<"ImageInsert"> = {
  ImageInsert: () => notYet(),
};

function notYet(): never {
  throw new Failure(501, "not implemented");
}
