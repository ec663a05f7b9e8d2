import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import { type Json, testEngines } from "../testing.ts";
import { type Caller, caller, failure } from "./testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

const modern = "1.44";

describe("a restart", () => {
  test("starts one that does not run", async () => {
    for (const version of ["1.0", modern]) {
      const one = await caller(engines, version);
      const id = await one.create({ Cmd: ["sleep", "1000"] });
      for (let round = 0; round < 2; round++) {
        const answer = await one.call("POST", `/containers/${id}/restart?t=0`);
        expect([answer.status, answer.body]).toEqual([204, ""]);
        const state = (await one.get(`/containers/${id}/json`)).State;
        expect(state.Running).toBe(true);
        await one.post(`/containers/${id}/kill`);
      }
    }
  });

  test("stops one that runs, by its signal or by force, and starts it again", async () => {
    const one = await caller(engines, modern);
    const restarted = async (body: Json, query: string): Promise<string> => {
      const id = await one.create({ Tty: true, ...body });
      await one.post(`/containers/${id}/start`);
      await one.untilReady(id);
      const { StartedAt, Pid } = (await one.get(`/containers/${id}/json`)).State;
      expect(await one.post(`/containers/${id}/restart?${query}`)).toEqual([204, ""]);
      const again = (await one.get(`/containers/${id}/json`)).State;
      expect(again).toMatchObject({ Running: true, ExitCode: 0 });
      expect(again.Pid).not.toBe(Pid);
      expect(Date.parse(again.StartedAt)).toBeGreaterThanOrEqual(Date.parse(StartedAt));
      await one.post(`/containers/${id}/kill`);
      return (await one.call("GET", `/containers/${id}/logs?stdout=1`)).body;
    };
    const trap = (signal: string): Json => ({
      Cmd: ["sh", "-c", `trap 'echo told; exit' ${signal}; echo ready; while :; do sleep 0.1; done`],
    });
    expect(await restarted(trap("TERM"), "t=-1")).toMatch(/^ready\r\ntold\r\n/);
    expect(await restarted({ ...trap("HUP"), StopSignal: "SIGHUP" }, "t=-1")).toContain("told");
    expect(await restarted(trap("USR2"), "t=-1&signal=USR2")).toContain("told");
    expect(await restarted({ Cmd: ["sh", "-c", "echo ready; sleep 1000"] }, "t=0")).not.toContain("told");
  });

  test("leaves one that removes itself at its end, but not after it", async () => {
    const one = await caller(engines, modern);
    const id = await one.create({ Cmd: ["sleep", "1000"], HostConfig: { AutoRemove: true } });
    await one.post(`/containers/${id}/start`);
    expect(await one.post(`/containers/${id}/restart?t=0`)).toEqual([204, ""]);
    expect((await one.get(`/containers/${id}/json`)).State.Running).toBe(true);
    await one.post(`/containers/${id}/kill`);
    expect((await one.call("GET", `/containers/${id}/json`)).status).toBe(404);
  });

  test("ends what waits for the run that it ends", async () => {
    const one = await caller(engines, modern);
    const id = await one.create({ Cmd: ["sleep", "1000"] });
    await one.post(`/containers/${id}/start`);
    const waiting = one.another();
    await waiting.send(`POST /v1.44/containers/${id}/wait HTTP/1.1\r\nHost: d\r\n\r\n`);
    await waiting.head();
    await one.post(`/containers/${id}/restart?t=0`);
    expect(await waiting.until("\r\n0\r\n\r\n")).toContain('{"StatusCode":137}\n');
  });

  test("twice at the same time is one container that runs", async () => {
    const one = await caller(engines, modern);
    const id = await one.create({ Cmd: ["sleep", "1000"] });
    await one.post(`/containers/${id}/start`);
    const both = [one.another(), one.another()].map((client) =>
      client.call("POST", `/v1.44/containers/${id}/restart?t=0`),
    );
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([204, 204]);
    expect((await one.get(`/containers/${id}/json`)).State.Running).toBe(true);
  });

  test("says what is wrong", async () => {
    const one = await caller(engines, modern);
    expect(await one.post("/containers/nosuch/restart")).toEqual([404, failure("No such container: nosuch")]);
    const id = await one.create({ Cmd: ["nope"] });
    expect(await one.post(`/containers/${id}/restart`)).toEqual([
      400,
      expect.stringContaining("executable file not found"),
    ]);
    expect((await one.post(`/containers/${id}/restart?t=x`))[0]).toBe(400);
    expect(await one.post(`/containers/${id}/restart?signal=NOPE`)).toEqual([400, failure("Invalid signal: NOPE")]);
  });
});

describe("a signal", () => {
  /** Sends a signal to a container whose script traps it, and returns what the script printed. */
  async function told(one: Caller, trap: string, signal: string): Promise<string> {
    const script = `trap 'echo ${trap}; exit' ${trap}; echo ready; while :; do sleep 0.1; done`;
    const id = await one.create({ Cmd: ["sh", "-c", script], Tty: true });
    await one.post(`/containers/${id}/start`);
    await one.untilReady(id);
    expect(await one.post(`/containers/${id}/kill?signal=${encodeURIComponent(signal)}`)).toEqual([204, ""]);
    await one.post(`/containers/${id}/wait`);
    return (await one.call("GET", `/containers/${id}/logs?stdout=1`)).body;
  }

  test.each([
    ["XFSZ", "SIGXFSZ"],
    ["SYS", "31"],
    ["ABRT", "iot"],
    ["POLL", "IO"],
    ["RTMIN+3", "RTMIN+3"],
    ["RTMAX-14", "50"],
    ["RTMAX", "sigrtmax"],
    ["TSTP", "TSTP"],
  ])("%s is heard when sent as %s", async (trap, signal) => {
    expect(await told(await caller(engines, modern), trap, signal)).toBe(`ready\r\n${trap}\r\n`);
  });

  test("that is none is refused", async () => {
    const one = await caller(engines, modern);
    const id = await one.create({ Cmd: ["sleep", "1000"] });
    await one.post(`/containers/${id}/start`);
    for (const signal of ["0", "32", "33", "65", "-1", "SIGSIGTERM", "RTMIN+16", "constructor"]) {
      expect(await one.post(`/containers/${id}/kill?signal=${encodeURIComponent(signal)}`)).toEqual([
        400,
        failure(`Invalid signal: ${signal}`),
      ]);
    }
  });

  test("nobody asked for ends any process but the first", async () => {
    const one = await caller(engines, modern);
    const id = await one.create({ Cmd: ["sleep", "1000"] });
    await one.post(`/containers/${id}/start`);
    for (const signal of ["SEGV", "64", "TSTP", "URG"]) {
      expect(await one.post(`/containers/${id}/kill?signal=${signal}`)).toEqual([204, ""]);
    }
    expect((await one.get(`/containers/${id}/json`)).State.Running).toBe(true);
    const script = [
      "for s in SEGV XCPU RTMIN; do sleep 1000 & kill -$s $!; wait $!; echo $?; done",
      "sleep 0.2 & kill -URG $!; wait $!; echo $?",
      "sleep 0.2 & kill -TSTP $!; kill -CONT $!; wait $!; echo $?",
    ].join("; ");
    const printed = await one.output(script);
    expect(printed.match(/^\d+$/gm)).toEqual(["139", "152", "162", "0", "0"]);
  });
});

describe("a terminal", () => {
  test("gets another size, and only while its container runs", async () => {
    for (const version of ["1.0", modern]) {
      const one = await caller(engines, version);
      const id = await one.create({ Cmd: ["sh", "-c", "echo ready; read x; stty size"], Tty: true, OpenStdin: true });
      const [before] = await one.post(`/containers/${id}/resize?h=24&w=80`);
      expect(before).toBe(version === "1.0" ? 500 : 409);
      await one.post(`/containers/${id}/start`);
      const raw = one.another();
      await raw.send(
        `POST /v${version}/containers/${id}/attach?logs=1&stream=1&stdin=1&stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n`,
      );
      await raw.until("ready\r\n");
      expect(await one.post(`/containers/${id}/resize?h=33&w=99`)).toEqual([200, ""]);
      const [bad, text] = await one.post(`/containers/${id}/resize?h=33`);
      expect([bad, text]).toEqual([version === "1.0" ? 500 : 400, expect.stringContaining("rows and columns")]);
      await raw.send("\n");
      expect(await raw.until("33 99\r\n")).toContain("33 99");
    }
  });
});
