import { createServer, type Socket } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Script, scriptedTransport } from "../../test/support/scripted-transport.ts";
import { NotFoundError, ProtocolError, ServerError } from "../errors.ts";
import { connect } from "./connect.ts";
import type { Container } from "./container.ts";
import { Docker } from "./docker.ts";

function container(script: Script, version = "1.41") {
  const transport = scriptedTransport(script);
  return { transport, container: new Docker(transport, version).containers.get("x") };
}

/** An engine that answers an export with these bytes, and then waits, or hangs up. */
async function exporting(
  bytes: string,
  after: "wait" | "hang up",
  use: (container: Container, socket: Promise<Socket>) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "dks-export-"));
  const path = join(folder, "engine.sock");
  const server = createServer();
  const asked = new Promise<Socket>((resolve) => {
    server.on("connection", (socket) => {
      socket.on("error", () => {});
      socket.once("data", () => {
        resolve(socket);
        socket.write(
          `HTTP/1.1 200 OK\r\ncontent-type: application/x-tar\r\ntransfer-encoding: chunked\r\n\r\n${bytes}`,
        );
        if (after === "hang up") socket.end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const docker = await connect(`unix://${path}`, { apiVersion: "1.41" });
  try {
    await use(docker.containers.get("x"), asked);
  } finally {
    await docker.close();
    server.close();
    rmSync(folder, { recursive: true });
  }
}

test("a new container says what the engine warned of", async () => {
  const made = (body: string) =>
    new Docker(
      scriptedTransport(() => ({ status: 201, body })),
      "1.41",
    ).containers.create({ Image: "busybox" });
  expect((await made('{"Id":"c1","Warnings":["no swap"]}')).warnings).toEqual(["no swap"]);
  expect((await made('{"Id":"c1","Warnings":null}')).warnings).toEqual([]);
  expect(container(() => undefined).container.warnings).toEqual([]);
});

describe("an export", () => {
  test("that is cut off rejects with a ProtocolError, after what has come", async () => {
    await exporting("5\r\nhello\r\n9\r\nhal", "hang up", async (subject) => {
      const reader = (await subject.export()).getReader();
      let text = "";
      const rest = async () => {
        for (let next = await reader.read(); !next.done; next = await reader.read())
          text += new TextDecoder().decode(next.value);
      };
      await expect(rest()).rejects.toThrow(ProtocolError);
      expect(text).toMatch(/^hello/);
    });
  });

  test("that is cancelled closes the connection", async () => {
    await exporting("5\r\nhello\r\n", "wait", async (subject, asked) => {
      const archive = await subject.export();
      const socket = await asked;
      const closed = new Promise((resolve) => socket.once("close", resolve));
      await archive.cancel();
      await closed;
    });
  });

  test("that is aborted closes the connection, and rejects with the reason", async () => {
    await exporting("5\r\nhello\r\n", "wait", async (subject, asked) => {
      const controller = new AbortController();
      const reader = (await subject.export({ signal: controller.signal })).getReader();
      await reader.read();
      const socket = await asked;
      const closed = new Promise((resolve) => socket.once("close", resolve));
      const next = reader.read();
      controller.abort(new Error("enough"));
      await expect(next).rejects.toThrow("enough");
      await closed;
    });
  });

  test("is read only as it is asked for, and handed on without a copy", async () => {
    const pieces = [new Uint8Array(65_536), new Uint8Array(65_536)];
    let reads = 0;
    const { transport, container: subject } = container(() => ({ body: pieces }));
    const { call } = transport;
    transport.call = async (request) => {
      const answer = await call(request);
      const { body } = answer;
      const counted = {
        read() {
          reads++;
          return body.read();
        },
        cancel: () => body.cancel(),
      };
      return { ...answer, body: counted };
    };
    const reader = (await subject.export()).getReader();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(reads).toBe(0);
    expect((await reader.read()).value).toBe(pieces[0]);
    expect(reads).toBe(1);
  });
});

test("changes that an engine has none of are an empty list", async () => {
  expect(await container(() => ({ body: "null" })).container.changes()).toEqual([]);
});

test("a kind of change that does not exist is a ProtocolError", async () => {
  const { container: subject } = container(() => ({ body: '[{"Path":"/x","Kind":7}]' }));
  await expect(subject.changes()).rejects.toThrow(ProtocolError);
});

test("Podman's word for changes of a container that is not there is a NotFoundError", async () => {
  const said = (message: string) => container(() => ({ status: 500, body: JSON.stringify({ message }) })).container;
  await expect(said("x not found: layer not known").changes()).rejects.toThrow(NotFoundError);
  await expect(said("the disk is on fire").changes()).rejects.toThrow(ServerError);
});

test("a commit on v1.0 has its message and its configuration in both forms, that of the document and that of the engine", async () => {
  const { transport, container: subject } = container(() => ({ status: 201, body: '{"Id":"8e4e0283f4d6"}' }), "1.0");
  const config = { Cmd: ["cat"], ExposedPorts: { "80/tcp": {} } };
  const image = await subject.commit({ repository: "team/app:v1", message: "hello", author: "me", config });
  expect(image.ref).toBe("8e4e0283f4d6");
  const url = new URL(transport.calls[0]!.replace("POST ", "http://engine"));
  const { run, ...rest } = Object.fromEntries(url.searchParams);
  expect(rest).toEqual({ container: "x", repo: "team/app", tag: "v1", comment: "hello", m: "hello", author: "me" });
  expect(JSON.parse(run!)).toEqual({ Cmd: ["cat"], PortSpecs: ["80"] });
  expect(JSON.parse(transport.bodies[0]!)).toEqual({ Cmd: ["cat"], PortSpecs: ["80"] });
});

test("a commit on v1.0 without a configuration has no body", async () => {
  const { transport, container: subject } = container(() => ({ status: 201, body: '{"Id":"8e4e0283f4d6"}' }), "1.0");
  await subject.commit();
  expect(transport.calls).toEqual(["POST /v1.0/commit?container=x"]);
  expect(transport.bodies).toEqual([]);
});
