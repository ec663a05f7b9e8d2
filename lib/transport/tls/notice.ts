/** An engine that speaks TLS, and is spoken to without: it says so in an answer of its own, in plain HTTP. */

import type { ByteSource, CallResponse } from "../contract.ts";
import { formatAuthority, type TcpEndpoint } from "../endpoint.ts";
import { unreachable } from "../failures.ts";
import type { CallClient } from "../fetch.ts";

/** What Go's HTTP server says, which engines have, and what proxies say. */
const complaint = /HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port/i;

/** No complaint is longer. */
const limit = 4096;

/** The client, with such an answer as a ConnectError. */
export function noticingTls(endpoint: TcpEndpoint, client: CallClient): CallClient {
  return {
    async call(request) {
      const response = await client.call(request);
      if (response.status !== 400 || /json/.test(response.headers["content-type"] ?? "")) return response;
      return notComplaining(endpoint, response);
    },
    close: () => client.close(),
  };
}

/** The answer as it was, after a look at its beginning. */
async function notComplaining(endpoint: TcpEndpoint, response: CallResponse): Promise<CallResponse> {
  const { body } = response;
  const decoder = new TextDecoder();
  const read: Uint8Array[] = [];
  let text = "";
  while (text.length < limit) {
    const bytes = await body.read();
    if (bytes === undefined) break;
    read.push(bytes);
    text += decoder.decode(bytes, { stream: true });
  }
  if (!complaint.test(text)) return { ...response, body: before(read, body) };
  body.cancel();
  throw unreachable(endpoint, {
    reason: "it speaks TLS, and was spoken to without",
    hint: `Write https://${formatAuthority(endpoint)}${endpoint.basePath}, or set DOCKER_TLS_VERIFY=1.`,
    code: "ERR_TLS_REQUIRED",
  });
}

function before(read: Uint8Array[], body: ByteSource): ByteSource {
  return {
    read: async () => read.shift() ?? body.read(),
    cancel: (reason) => body.cancel(reason),
  };
}
