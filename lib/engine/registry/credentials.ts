/** The credentials that a call brings along, for the registry. */
import type { HeaderMap } from "../../transport/contract.ts";
import { Failure } from "../failure.ts";
import { Fields } from "../json.ts";

/** What somebody says to show who it is. */
export interface Credentials {
  username: string;
  password: string;
}

/** The credentials in a header X-Registry-Auth; undefined when there are none. A Failure 400 when it is malformed. */
export function credentialsIn(headers: HeaderMap): Credentials | undefined {
  const header = headers["x-registry-auth"];
  if (header === undefined || header === "") return undefined;
  const fields = new Fields(decode(header), "X-Registry-Auth");
  if (fields.text("identitytoken")) throw new Failure(400, "the engine's own registry gives out no identity tokens");
  const username = fields.text("username") ?? "";
  const password = fields.text("password") ?? "";
  return username === "" && password === "" ? undefined : { username, password };
}

/** JSON in base64, of the alphabet for URLs or of the old one. */
function decode(header: string): unknown {
  try {
    const binary = atob(header.replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (c) => c.charCodeAt(0))));
  } catch {
    // What cannot be read may hold a password, and is not quoted.
    throw new Failure(400, "invalid X-Registry-Auth header: it is not JSON in base64url");
  }
}
