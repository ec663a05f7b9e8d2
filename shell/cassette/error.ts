/** What goes wrong with a cassette. */
import { DockerError } from "../../mod.ts";

/** A cassette cannot be read, or does not have what is asked for. */
export class CassetteError extends DockerError {
  override readonly name: string = "CassetteError";
}
