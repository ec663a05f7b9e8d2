/** Calls, then dials, an endpoint where nobody answers, and prints what was thrown: a line of JSON for each. */

import { ConnectError } from "../../lib/errors.ts";
import { openTransport, parseEndpoint } from "../../lib/transport/mod.ts";

const transport = openTransport(parseEndpoint(process.argv[2] ?? ""));
for (const attempt of [() => transport.call({ method: "GET", path: "/_ping" }), () => transport.dial()]) {
  try {
    await attempt();
    console.log(JSON.stringify("it worked"));
  } catch (error) {
    const { name, message, code, hint, attempts } = error as ConnectError;
    console.log(JSON.stringify({ typed: error instanceof ConnectError, name, message, code, hint, attempts }));
  }
}
// Where somebody does answer, the answer and the connection are still open.
await transport.close();
