/** Exchanges with an engine that were recorded, and are had again without it. */
import { Docker } from "../../mod.ts";
import { readCassette } from "./read.ts";
import { cassetteTransport } from "./transport.ts";

export { CassetteError } from "./error.ts";
export { readCassette } from "./read.ts";
export { cassetteTransport } from "./transport.ts";

/** Where the cassette of a recording lies. */
export function cassettePath(recording: string): string {
  return `${recording}.wire`;
}

/** A connection to what a cassette holds. Throws a CassetteError when it cannot be read. */
export async function openCassette(path: string): Promise<Docker> {
  const cassette = await readCassette(path);
  return new Docker(cassetteTransport(cassette), cassette.apiVersion);
}
