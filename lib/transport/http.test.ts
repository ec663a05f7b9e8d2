/** What the suite under test/transport cannot stage with a real connection: who dials when, and what is written when. */

import { describe, expect, test } from "vitest";
import { ConnectError } from "../errors.ts";
import type { CallRequest, Duplex } from "./contract.ts";
import { duplexPair, readAll } from "./duplex.ts";
import { HttpClient } from "./http.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What the engine does with one connection. */
type Script = (engine: Duplex) => Promise<void>;

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** Answers so many requests, each read in one piece, then does what comes last. */
function answering(count: number, last: Script = async () => {}): Script {
  return async (engine) => {
    for (let i = 0; i < count; i++) {
      if ((await engine.read()) === undefined) return;
      await engine.write(encode(ok));
    }
    await last(engine);
  };
}

/** A client whose connections go, one after the other, to these scripts. */
function clientOf(...scripts: Script[]): { client: HttpClient; dialled: () => number } {
  let dialled = 0;
  const client = new HttpClient(
    async () => {
      const script = scripts[dialled++];
      if (script === undefined) throw new ConnectError("nobody there", { code: "ECONNREFUSED" });
      const [ours, theirs] = duplexPair();
      script(theirs).catch(() => theirs.cancel());
      return ours;
    },
    { host: "docker" },
  );
  return { client, dialled: () => dialled };
}

async function call(client: HttpClient, method = "GET", more: Partial<CallRequest> = {}): Promise<string> {
  const response = await client.call({ method, path: "/x", ...more });
  return decode(await readAll(response.body));
}

const closing: Script = async (engine) => {
  await engine.read();
  engine.cancel();
};

describe("keep-alive", () => {
  test("calls one after the other share a connection", async () => {
    const { client, dialled } = clientOf(answering(5));
    for (let i = 0; i < 5; i++) expect(await call(client, i % 2 === 0 ? "GET" : "POST")).toBe("ok");
    expect(dialled()).toBe(1);
  });

  test("calls at the same time do not", async () => {
    const { client, dialled } = clientOf(answering(1), answering(1), answering(1));
    await Promise.all([call(client), call(client), call(client)]);
    expect(dialled()).toBe(3);
  });

  test.each([
    ["Connection: close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"],
    ["HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"],
    ["bytes behind the answer", `${ok}more`],
  ])("a connection is not used again after %s", async (_, answer) => {
    const once: Script = async (engine) => {
      await engine.read();
      await engine.write(encode(answer));
    };
    const { client, dialled } = clientOf(once, once);
    expect(await call(client)).toBe("ok");
    expect(await call(client)).toBe("ok");
    expect(dialled()).toBe(2);
  });

  test("an idle connection that ends, breaks or speaks is thrown away", async () => {
    const { client, dialled } = clientOf(
      answering(1, (engine) => engine.end()),
      answering(1, async (engine) => engine.cancel()),
      answering(1, (engine) => engine.write(encode(ok))),
      answering(1),
    );
    for (const method of ["POST", "DELETE", "GET", "POST"]) {
      expect(await call(client, method)).toBe("ok");
      await turn();
    }
    expect(dialled()).toBe(4);
  });

  test("an answer that was not read to its end is not followed by another call", async () => {
    const half: Script = async (engine) => {
      await engine.read();
      await engine.write(encode("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
    };
    const { client, dialled } = clientOf(half, answering(1));
    const response = await client.call({ method: "GET", path: "/x" });
    expect(decode(await response.body.read())).toBe("half");
    response.body.cancel();
    expect(await call(client)).toBe("ok");
    expect(dialled()).toBe(2);
  });
});

describe("what is sent again", () => {
  test.each(["GET", "HEAD"])("a %s on a connection that was idle and then closed, once", async (method) => {
    const { client, dialled } = clientOf(answering(1, closing), answering(1));
    await call(client);
    expect(await call(client, method)).toBe(method === "HEAD" ? "" : "ok");
    expect(dialled()).toBe(2);
  });

  test("not twice", async () => {
    const { client, dialled } = clientOf(answering(1, closing), closing, answering(1));
    await call(client);
    await expect(call(client)).rejects.toBeInstanceOf(ConnectError);
    expect(dialled()).toBe(2);
  });

  test("not on a fresh connection", async () => {
    const { client, dialled } = clientOf(closing, answering(1));
    await expect(call(client)).rejects.toBeInstanceOf(ConnectError);
    expect(dialled()).toBe(1);
  });

  test.each(["POST", "PUT", "DELETE", "PATCH"])("not a %s", async (method) => {
    const { client, dialled } = clientOf(answering(1, closing), answering(1));
    await call(client);
    await expect(call(client, method)).rejects.toMatchObject({ hint: expect.stringContaining("unknown") });
    expect(dialled()).toBe(1);
  });

  test("not when a byte of the answer came", async () => {
    const begun: Script = async (engine) => {
      await engine.read();
      await engine.write(encode("H"));
      await engine.end();
    };
    const { client, dialled } = clientOf(answering(1, begun), answering(1));
    await call(client);
    await expect(call(client)).rejects.toMatchObject({ name: "ProtocolError" });
    expect(dialled()).toBe(1);
  });

  test("not when the signal was the reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const { client, dialled } = clientOf(
      answering(1, async (engine) => {
        await engine.read();
        controller.abort(reason);
      }),
      answering(1),
    );
    await call(client);
    await expect(call(client, "GET", { signal: controller.signal })).rejects.toBe(reason);
    expect(dialled()).toBe(1);
  });
});

describe("what is written", () => {
  test("head and small body go out in one write", async () => {
    const seen: string[] = [];
    const { client } = clientOf(async (engine) => {
      seen.push(decode(await engine.read()));
      await engine.write(encode(ok));
    });
    await call(client, "POST", { headers: { "Content-Type": "text/plain" }, body: encode("hello") });
    expect(seen).toEqual([
      "POST /x HTTP/1.1\r\nHost: docker\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
    ]);
  });

  test.each([
    ["POST", "\r\nContent-Length: 0\r\n"],
    ["GET", ""],
    ["DELETE", ""],
  ])("a %s without a body says so as it is usual", async (method, length) => {
    let seen = "";
    const { client } = clientOf(async (engine) => {
      seen = decode(await engine.read());
      await engine.write(encode(ok));
    });
    await call(client, method);
    expect(seen).toBe(`${method} /x HTTP/1.1\r\nHost: docker${length || "\r\n"}\r\n`);
  });

  test("nothing that cannot be sent is sent", async () => {
    const { client, dialled } = clientOf(answering(1));
    let cancelled = false;
    const body = {
      read: async () => undefined,
      cancel() {
        cancelled = true;
      },
    };
    await expect(client.call({ method: "POST", path: "/a b", body })).rejects.toMatchObject({
      name: "InvalidArgumentError",
    });
    expect([dialled(), cancelled]).toEqual([0, true]);
  });
});

describe("giving up", () => {
  /** A dial that never succeeds, as to a host that is down. */
  function dialling(): { client: HttpClient; begun: Promise<void> } {
    let begin: () => void;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const client = new HttpClient(
      (signal) =>
        new Promise((_, reject) => {
          begin();
          signal?.addEventListener("abort", () => reject(signal.reason));
        }),
      { host: "docker" },
    );
    return { client, begun };
  }

  test("abort while dialling", async () => {
    const { client, begun } = dialling();
    const controller = new AbortController();
    const reason = new Error("enough");
    const pending = call(client, "GET", { signal: controller.signal });
    await begun;
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });

  test("close while dialling", async () => {
    const { client, begun } = dialling();
    const pending = call(client);
    await begun;
    await client.close();
    await expect(pending).rejects.toMatchObject({ name: "ConnectError", code: "ECONNABORTED" });
    await expect(call(client)).rejects.toMatchObject({ code: "ECONNABORTED" });
  });

  test("a connection that comes too late is closed", async () => {
    const [ours, theirs] = duplexPair();
    let connect: (connection: Duplex) => void;
    const client = new HttpClient(() => new Promise((resolve) => (connect = resolve)), { host: "docker" });
    const pending = call(client);
    await turn();
    await client.close();
    connect!(ours);
    await expect(pending).rejects.toMatchObject({ code: "ECONNABORTED" });
    await expect(theirs.read()).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  test("any reason is passed on as it is", async () => {
    for (const reason of ["a word", null, 0]) {
      const controller = new AbortController();
      const { client } = clientOf(async (engine) => {
        await engine.read();
        controller.abort(reason);
      });
      const pending = call(client, "GET", { signal: controller.signal });
      await expect(pending).rejects.toBe(reason);
    }
  });
});

test("a change of protocol that nobody asked for is refused", async () => {
  const { client } = clientOf(async (engine) => {
    await engine.read();
    await engine.write(encode("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"));
  });
  await expect(call(client)).rejects.toMatchObject({ name: "ProtocolError" });
});

test("a dial that fails is the failure of the call", async () => {
  await expect(call(clientOf().client)).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("an answer while the upload goes on is read at the same time", async () => {
  const { client } = clientOf(async (engine) => {
    await engine.read();
    await engine.write(encode("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"));
    for (let got = ""; !got.endsWith("0\r\n\r\n"); ) got += decode(await engine.read());
    await engine.write(encode("2\r\ncd\r\n0\r\n\r\n"));
  });
  let goOn: () => void;
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let reads = 0;
  const body = {
    async read() {
      if (reads++ > 0) return undefined;
      await gate;
      return encode("payload");
    },
    cancel() {},
  };
  const response = await client.call({ method: "POST", path: "/x", body });
  expect(decode(await response.body.read())).toBe("ab");
  goOn!();
  expect(decode(await readAll(response.body))).toBe("cd");
});
