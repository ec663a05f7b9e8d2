/** The file system of a container: what changed in it, all of it as an archive, and archives put into it. */
import { Failure } from "../failure.ts";
import type { Handlers } from "./handler.ts";

export const containerFileHandlers: Handlers<"ContainerChanges" | "ContainerExport" | "PutContainerArchive"> = {
  ContainerChanges: () => notYet(),
  ContainerExport: () => notYet(),
  PutContainerArchive: () => notYet(),
};

function notYet(): never {
  throw new Failure(501, "not implemented");
}
