/** What goes to the registry: pushes, searches, accounts. */
import { Failure } from "../failure.ts";
import type { Handlers } from "./handler.ts";

export const registryHandlers: Handlers<"ImagePush" | "ImageSearch" | "SystemAccount" | "SystemAuth"> = {
  ImagePush: () => notYet(),
  ImageSearch: () => notYet(),
  SystemAccount: () => notYet(),
  SystemAuth: () => notYet(),
};

function notYet(): never {
  throw new Failure(501, "not implemented");
}
