/**
 * Every recorded exchange with the engines of 2013, replayed through the client: what it sends is what was recorded, and what it makes of the
 * answer is what our table says. The recordings are kept beside the repository; where they are not, these tests are skipped.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Docker } from "../../mod.ts";
import { type Answer, keepsOpen } from "../../test/support/http-bytes.ts";
import { matches } from "../../test/support/names.ts";
import { type Exchange, recorded, recordings, unlessRecorded } from "../../test/support/recordings.ts";
import { normalized, ReplayEngine, type Step } from "../../test/support/replay.ts";
import { cannotBeAsked, type Row, rows, untyped } from "./data/recordings.ts";

const present = recordings.length > 0;
const engine = new ReplayEngine();
if (present) {
  beforeAll(() => engine.listen());
  afterAll(() => engine.close());
}

/** The version that a recorded request speaks; without a prefix it is the engine's own, 1.1. */
function versionOf(name: string): string {
  const target = recorded(name).requests[0]?.target ?? "";
  return target.startsWith("/v1.0") ? "1.0" : "1.1";
}

async function using<T>(name: string, use: (docker: Docker) => Promise<T>): Promise<T> {
  const docker = await connect(engine.endpoint, { apiVersion: versionOf(name) });
  try {
    return await use(docker);
  } finally {
    await docker.close();
  }
}

function stepsOf({ requests, answers, received }: Exchange, asked?: readonly string[]): Step[] {
  const steps = requests.map(({ method, target }, i): Step => {
    const answer = answers[i];
    // What stands before the answer, a 100 Continue, belongs to it.
    const bytes = requests.length === 1 ? received : (answer?.raw ?? "");
    const hijacks = answer?.headers.get("content-type")?.includes("raw-stream");
    return {
      asked: `${method} ${target}`,
      bytes,
      after: answer !== undefined && keepsOpen(answer) ? "keep" : "close",
      ...(hijacks && /[?&]stdin=1/.test(target) && { takesStdin: true }),
    };
  });
  if (asked === undefined) return steps;
  return asked.flatMap((line, i) => (line === "" ? [] : [{ ...steps[i]!, asked: line }]));
}

/** A second call shows that the client found the end of the first answer: it is made on the same connection. */
const version: Step = {
  asked: "GET /version",
  bytes: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n{"Version":"0.4.0"}',
  after: "keep",
};

async function settled(call: Promise<unknown>): Promise<unknown> {
  try {
    const value = await call;
    return { gives: value === undefined ? undefined : JSON.parse(JSON.stringify(value)) };
  } catch (error) {
    const { name, message } = error as Error;
    return { fails: [name, message] };
  }
}

describe.skipIf(!present)(`recorded exchanges, the raw way${unlessRecorded}`, () => {
  const asked = recordings.filter((name) => !cannotBeAsked.some(({ names }) => matches(names, name)));

  test.each(asked)("%s", async (name) => {
    const exchange = recorded(name);
    const steps = stepsOf(exchange).map((step): Step => ({ ...step, takesStdin: false }));
    const goesOn = steps.every(({ after }) => after === "keep");
    const seen = engine.play([...steps, version]);
    await using(name, async (docker) => {
      for (const [i, { method, target, headers, body }] of exchange.requests.entries()) {
        const type = headers.get("content-type");
        const bytes = Uint8Array.from(body, (c) => c.charCodeAt(0));
        const call = docker.request(`${method} ${target}`, {
          ...(type !== undefined && { headers: { "content-type": type } }),
          ...(bytes.length > 0 && { body: bytes }),
        });
        const answer = exchange.answers[i];
        if (answer === undefined || !answer.complete) await expect(call).rejects.toMatchObject(brokenOff(answer));
        else {
          const { status, headers: got, body: value } = await call;
          expect({ status, headers: got, body: value instanceof Uint8Array ? latin1(value) : value }).toEqual({
            status: answer.status,
            headers: Object.fromEntries(answer.headers),
            body: bodyOf(answer),
          });
        }
      }
      expect(seen.unexpected).toEqual([]);
      if (!goesOn) return;
      await docker.version();
      expect(seen.connections).toBe(1);
    });
  });
});

/** What the client says of an answer that never came, or that was cut. */
function brokenOff(answer: Answer | undefined): object {
  return answer === undefined
    ? { name: "ConnectError", message: expect.stringMatching(/^the connection was closed before the engine answered /) }
    : { name: "ProtocolError", message: expect.stringMatching(/ended/) };
}

function bodyOf(answer: Answer): unknown {
  if (answer.body === "") return undefined;
  const type = answer.headers.get("content-type") ?? "";
  if (type !== "application/json") return answer.body;
  try {
    return JSON.parse(answer.body);
  } catch {
    return answer.body; // objects that run together
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

describe.skipIf(!present)(`recorded exchanges, understood${unlessRecorded}`, () => {
  const cases = rows.flatMap((row) =>
    recordings.filter((name) => matches(row.names, name)).map((name): [string, Row] => [name, row]),
  );

  test.each(cases)("%s", async (name, row) => {
    const exchange = recorded(name);
    const steps = [
      ...stepsOf(exchange, row.asks),
      ...Object.entries(row.with ?? {}).flatMap(([asked, other]) => stepsOf(recorded(other), [asked])),
    ];
    // An attachment has a connection of its own, also when it is refused.
    const goesOn = steps.every(({ asked, after }) => after === "keep" && !asked.includes("/attach?"));
    const stdin = [name, ...Object.values(row.with ?? {})].map((one) => recorded(one).stdin).join("");
    const seen = engine.play(row.hangs ? steps.map((step): Step => ({ ...step, after: "hang" })) : steps);
    await using(name, async (docker) => {
      const outcome = await settled(row.call(docker, exchange));
      expect({ outcome, unexpected: seen.unexpected }).toEqual({
        outcome: row.fails === undefined ? { gives: row.gives } : { fails: row.fails },
        unexpected: [],
      });
      expect(engine.left).toEqual([]);
      expect(seen.stdin).toBe(stdin);
      checkBodies(exchange, row, seen.requests);
      if (!goesOn) return;
      engine.play([version]);
      await docker.version();
      expect(seen.connections).toBe(1);
    });
  });

  test("each is in one row, or has a reason why no call of its own can make it; and no row is idle", () => {
    const places = (name: string): number => [...rows, ...untyped].filter(({ names }) => matches(names, name)).length;
    expect(recordings.filter((name) => places(name) !== 1).map((name) => `${name}: ${places(name)}`)).toEqual([]);
    const idle = [...rows, ...untyped, ...cannotBeAsked].flatMap(({ names }) =>
      names.split(" ").filter((glob) => !recordings.some((name) => matches(glob, name))),
    );
    expect(idle).toEqual([]);
  });
});

/** JSON that the client sent is what was recorded, but for fields that say nothing. */
function checkBodies(
  exchange: Exchange,
  row: Row,
  sent: readonly { method: string; target: string; body: string }[],
): void {
  for (const [i, request] of exchange.requests.entries()) {
    if (request.headers.get("content-type") !== "application/json" || request.body === "") continue;
    const line = normalized(row.asks?.[i] ?? `${request.method} ${request.target}`);
    const ours = sent.find(({ method, target }) => normalized(`${method} ${target}`) === line);
    if (ours !== undefined) expect(meaning(ours.body)).toEqual(meaning(request.body));
  }
}

function meaning(json: string): unknown {
  if (json === "") return undefined;
  const value: unknown = JSON.parse(json);
  const isBlank = (field: unknown): boolean =>
    field === null || field === "" || field === 0 || field === false || JSON.stringify(field) === "{}";
  if (typeof value !== "object" || value === null) return undefined;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => !isBlank(field)));
}
