/**
 * Attachments of v1.0 as conversations, on real sockets and in raw bytes: what an engine of 2013 was recorded to do, and, where the recordings are,
 * that it is what was recorded.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recorded, recordings, unlessRecorded } from "../support/recordings.ts";
import { Connection, type ListeningEngine, request, startEngine } from "./engine.ts";
import { base, Place, running } from "./needs.ts";

let engine: ListeningEngine;
beforeAll(async () => {
  engine = await startEngine();
  await base(new Place(engine.path));
});
afterAll(() => engine.close());

/** The head, to the byte: no date, no length, nothing about the connection. */
const head = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n";

const stdinOnce = { OpenStdin: true, StdinOnce: true };
const stdinMany = { OpenStdin: true };

/** A container that runs. */
async function container(cmd: readonly string[], config: object = {}): Promise<Place> {
  const place = new Place(engine.path);
  place.full = "not asked for a base";
  await running(cmd, config)(place);
  return place;
}

/** An attachment, its head read. */
async function attach(place: Place, query: string, early = ""): Promise<Connection> {
  const connection = new Connection(engine.path);
  connection.send(
    request(`POST /v1.0/containers/${place.id}/attach?${query}`, { headers: { "Content-Type": "plain/text" } }) + early,
  );
  expect((await connection.until("\r\n\r\n")).toLowerCase()).toBe(head.toLowerCase());
  return connection;
}

const isRunning = async ({ path, id }: Place): Promise<boolean> =>
  JSON.parse(await new Place(path).call(`GET /v1.0/containers/${id}/json`)).State.Running;
const log = async (place: Place): Promise<string> => {
  await place.call(`POST /v1.0/containers/${place.id}/wait`);
  return (await attach(place, "logs=1&stdout=1")).rest();
};

/** Each is named by its recorded exchange, and gives what came on its connection. */
const conversations: Readonly<Record<string, { says: string; talk: () => Promise<string> }>> = {
  "attach-stdin-once-half": {
    says: "hello\nworld\n",
    async talk() {
      const connection = await attach(await container(["cat"], stdinOnce), "stream=1&stdin=1&stdout=1&stderr=1");
      connection.send("hello\n");
      const first = await connection.until("hello\n");
      connection.send("world\n");
      const second = await connection.until("world\n");
      connection.half();
      return first + second + (await connection.rest());
    },
  },
  "attach-stdin-once-fullclose": {
    says: "x\n",
    async talk() {
      const place = await container(["cat"], stdinOnce);
      const connection = await attach(place, "stream=1&stdin=1&stdout=1");
      connection.send("x\n");
      const said = await connection.until("x\n");
      connection.close();
      await place.call(`POST /v1.0/containers/${place.id}/wait`); // the end of its input ends cat
      return said;
    },
  },
  "attach-stdin-only": {
    says: "",
    async talk() {
      const place = await container(["cat"], stdinOnce);
      const connection = await attach(place, "stream=1&stdin=1");
      connection.send("only in\n");
      connection.half();
      const said = await connection.rest();
      expect(await log(place)).toBe("only in\n");
      return said;
    },
  },
  "attach-stdin-exit-first": {
    says: "line\nbye\n",
    async talk() {
      const place = await container(["sh", "-c", 'read l; echo "$l"; echo bye'], stdinOnce);
      const connection = await attach(place, "stream=1&stdin=1&stdout=1&stderr=1");
      connection.send("line\n");
      return connection.rest();
    },
  },
  "attach-stdin-exit-first-notonce": {
    says: "line\nbye\n",
    async talk() {
      const place = await container(["sh", "-c", 'read l; echo "$l"; echo bye'], stdinMany);
      const connection = await attach(place, "stream=1&stdin=1&stdout=1&stderr=1");
      connection.send("line\n");
      const said = await connection.until("bye\n");
      await place.call(`POST /v1.0/containers/${place.id}/wait`);
      connection.send("poke\n"); // only now does the engine notice the end
      return said + (await connection.rest());
    },
  },
  "attach-stdin-not-open": {
    says: "done\n",
    async talk() {
      const place = await container(["sh", "-c", "sleep 1; echo done"]);
      const connection = await attach(place, "stream=1&stdin=1&stdout=1");
      connection.send("ignored\n");
      return connection.rest();
    },
  },
  "attach-stdin-many-half": {
    says: "one\n",
    async talk() {
      const place = await container(["cat"], stdinMany);
      const connection = await attach(place, "stream=1&stdin=1&stdout=1&stderr=1");
      connection.send("one\n");
      const said = await connection.until("one\n");
      connection.half();
      const rest = await connection.rest();
      expect(await isRunning(place)).toBe(true);
      return said + rest;
    },
  },
  "attach-stdin-many-again": {
    says: "two\n",
    async talk() {
      const place = await container(["cat"], stdinMany);
      (await attach(place, "stream=1&stdin=1&stdout=1")).half();
      const connection = await attach(place, "stream=1&stdin=1&stdout=1&stderr=1");
      connection.send("two\n");
      const said = await connection.until("two\n");
      connection.close();
      return said;
    },
  },
  "attach-nontty-detach": {
    says: "\x10\x11",
    async talk() {
      const place = await container(["cat"], stdinOnce);
      const connection = await attach(place, "stream=1&stdin=1&stdout=1");
      connection.send("\x10");
      const first = await connection.until("\x10");
      connection.send("\x11");
      const second = await connection.until("\x11");
      connection.half();
      return first + second + (await connection.rest());
    },
  },
  "attach-tty-detach": {
    says: "",
    async talk() {
      const place = await container(["sleep", "1000"], { ...stdinOnce, Tty: true });
      const connection = await attach(place, "stream=1&stdin=1&stdout=1&stderr=1");
      connection.send("\x10");
      await place.call("GET /v1.0/version"); // a read of its own
      connection.send("\x11");
      const said = await connection.rest();
      expect(await isRunning(place)).toBe(true);
      return said;
    },
  },
  "attach-tty-stderr-only": {
    says: "",
    async talk() {
      const place = await container(["sh", "-c", "read go; echo out; echo err >&2"], { ...stdinOnce, Tty: true });
      const connection = await attach(place, "stream=1&stderr=1");
      (await attach(place, "stream=1&stdin=1")).send("go\n");
      return connection.rest();
    },
  },
  "attach-killed": {
    says: "",
    async talk() {
      const place = await container(["sleep", "1000"]);
      const connection = await attach(place, "stream=1&stdout=1&stderr=1");
      await place.call(`POST /v1.0/containers/${place.id}/kill`);
      return connection.rest();
    },
  },
  "attach-live-stdout": { says: "out2\nout3\nend", talk: async () => (await live()).stdout },
  "attach-live-stderr": { says: "err2\nerr3\n", talk: async () => (await live()).stderr },
  "attach-eof-split-out": { says: "data\nafter eof\nlate\n", talk: async () => (await split()).output },
  "attach-eof-split-in": { says: "", talk: async () => (await split()).input },
  "cli-run-i-2": {
    says: "foo\n",
    async talk() {
      const place = await container(["cat"], stdinOnce);
      const connection = new Connection(engine.path);
      connection.send(
        `POST /v1.1/containers/${place.id}/attach?logs=1&stdin=1&stdout=1&stream=1 HTTP/1.1\r\nHost: \r\nUser-Agent: Go-http-client/1.1\r\n` +
          "Content-Length: 0\r\nContent-Type: plain/text\r\n\r\n",
      );
      expect((await connection.until("\r\n\r\n")).toLowerCase()).toBe(head.toLowerCase());
      connection.send("foo\n");
      const said = await connection.until("foo\n");
      connection.half();
      return said + (await connection.rest());
    },
  },
};

/** Two connections, one for each stream, and what each gets. */
async function live(): Promise<{ stdout: string; stderr: string }> {
  const program = "read go; echo out2; echo err2 >&2; echo out3; echo err3 >&2; printf end";
  const place = await container(["sh", "-c", program], stdinOnce);
  const [stdout, stderr] = [await attach(place, "stream=1&stdout=1"), await attach(place, "stream=1&stderr=1")];
  (await attach(place, "stream=1&stdin=1")).send("go\n");
  return { stdout: await stdout.rest(), stderr: await stderr.rest() };
}

/** Input on a connection of its own, half-closed, and output on another: nothing is lost. */
async function split(): Promise<{ input: string; output: string }> {
  const place = await container(["sh", "-c", "cat; echo after eof; sleep 0.2; echo late"], stdinOnce);
  const [input, output] = [await attach(place, "stream=1&stdin=1"), await attach(place, "stream=1&stdout=1&stderr=1")];
  input.send("data\n");
  input.half();
  return { input: await input.rest(), output: await output.rest() };
}

describe("an attachment of the embedded engine goes as it went in 2013", () => {
  test.each(Object.entries(conversations))("%s", async (_, { says, talk }) => {
    expect(await talk()).toBe(says);
  });

  test("but what comes together with the request is not lost, where that engine forgot it: attach-stdin-early", async () => {
    const connection = await attach(await container(["cat"], stdinOnce), "stream=1&stdin=1&stdout=1", "EARLY\n");
    const early = await connection.until("EARLY\n");
    connection.send("later\n");
    const later = await connection.until("later\n");
    connection.half();
    expect(early + later + (await connection.rest())).toBe("EARLY\nlater\n");
  });
});

describe.skipIf(recordings.length === 0)(`the conversations are what was recorded${unlessRecorded}`, () => {
  test.each(Object.entries(conversations))("%s", (name, { says }) => {
    expect(recorded(name).answers[0]!.body).toBe(says);
  });
});
