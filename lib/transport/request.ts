/** What of a request is the caller's, and what is ours. */

import { InvalidArgumentError } from "../errors.ts";
import { formatRequestHead } from "../wire/http1.ts";
import type { ByteSource, CallRequest, HeaderMap } from "./contract.ts";

/** These say how a message is framed and what becomes of the connection: that is our business alone. */
const ours = ["connection", "content-length", "transfer-encoding", "upgrade", "keep-alive", "te", "trailer", "expect"];

/**
 * The bytes of a request's head, with its framing. Throws an InvalidArgumentError for what cannot be sent, so it also checks a
 * request that somebody else will format.
 */
export function requestHead({ method, path, headers = {}, body }: CallRequest, host: string): Uint8Array {
  const all: HeaderMap = { host };
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (ours.includes(key))
      throw new InvalidArgumentError(`the header field ${key} cannot be set`, {
        hint: "It follows from the body; what changes the protocol goes over a dialled connection.",
      });
    all[key] = value;
  }
  if (body instanceof Uint8Array) all["content-length"] = String(body.length);
  else if (body !== undefined) all["transfer-encoding"] = "chunked";
  else if (method === "POST" || method === "PUT" || method === "PATCH") all["content-length"] = "0";
  return formatRequestHead({ method, target: path, headers: all });
}

/** The body that has to be pulled, if the request has one. */
export function sourceOf({ body }: CallRequest): ByteSource | undefined {
  return body instanceof Uint8Array ? undefined : body;
}
