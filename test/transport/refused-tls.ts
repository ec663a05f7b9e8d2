/**
 * Calls and dials endpoints over TLS that refuse, one after the other, and prints what was thrown, a line of JSON for each:
 *
 *     refused-tls.ts JSON      a list of { name, endpoint, tls, env }
 */

import { inspect } from "node:util";
import { DockerError } from "../../lib/errors.ts";
import { findEndpoint, openTransport, type TlsOptions, type Transport } from "../../lib/transport/mod.ts";

/** What is to be tried. */
export interface Attempted {
  name: string;
  endpoint: string;
  tls?: TlsOptions | boolean;
  env?: Record<string, string>;
}

/** What came of it. */
export interface Refused {
  name: string;
  call: Told;
  /** Of a raw connection, on which a request was written. */
  dial: Told;
}

export interface Told {
  kind?: string;
  code?: string;
  message?: string;
  hint?: string;
  /** All that there is in the error and what led to it, for what must not be in it. */
  all?: string;
  status?: number;
}

for (const { name, endpoint, tls, env = {} } of JSON.parse(process.argv[2]!) as Attempted[]) {
  Object.assign(process.env, env);
  const told = async (attempt: (transport: Transport) => Promise<Told>): Promise<Told> => {
    let transport: Transport | undefined;
    try {
      const found = await findEndpoint(endpoint, tls === undefined ? {} : { tls });
      transport = openTransport(found.endpoint, { tls: found.tls });
      return await attempt(transport);
    } catch (error) {
      if (!(error instanceof DockerError)) throw error;
      const { name: kind, message, hint } = error;
      const { code } = error as { code?: string };
      return {
        kind,
        message,
        all: inspect(error, { depth: 10 }),
        ...(code && { code }),
        ...(hint !== undefined && { hint }),
      };
    } finally {
      await transport?.close();
    }
  };
  const result: Refused = {
    name,
    call: await told(async (transport) => {
      const { status, body } = await transport.call({ method: "GET", path: "/_ping" });
      body.cancel();
      return { status };
    }),
    dial: await told(async (transport) => {
      const stream = await transport.dial();
      await stream.write(new TextEncoder().encode("GET /_ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
      const head = await stream.read();
      stream.cancel();
      return { status: Number(/^HTTP\/1\.\d (\d+)/.exec(new TextDecoder().decode(head))?.[1]) };
    }),
  };
  for (const variable of Object.keys(env)) delete process.env[variable];
  console.log(JSON.stringify(result));
}
