/**
 * Calls, then dials, an endpoint where nobody answers, and prints what was thrown: a line of JSON for each. Without an endpoint
 * it looks for one, and prints what was thrown then.
 */

import { ConnectError } from "../../lib/errors.ts";
import { findEndpoint, openTransport, parseEndpoint } from "../../lib/transport/mod.ts";

async function tell(attempt: () => Promise<unknown>): Promise<void> {
  try {
    await attempt();
    console.log(JSON.stringify("it worked"));
  } catch (error) {
    const { name, message, code, hint, attempts } = error as ConnectError;
    console.log(JSON.stringify({ typed: error instanceof ConnectError, name, message, code, hint, attempts }));
  }
}

const endpoint = process.argv[2];
if (endpoint === undefined) {
  await tell(() => findEndpoint());
} else {
  const transport = openTransport(parseEndpoint(endpoint));
  await tell(() => transport.call({ method: "GET", path: "/_ping" }));
  await tell(() => transport.dial());
  // Where somebody does answer, the answer and the connection are still open.
  await transport.close();
}
