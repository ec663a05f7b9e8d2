import { describe, expect, test } from "vitest";
import { ConnectError } from "../errors.ts";
import { type DiscoverEnvironment, discover, noEngine, type Probe, strategies } from "./discover.ts";
import { formatEndpoint } from "./endpoint.ts";
import { cannotConnect } from "./failures.ts";

function environment(
  variables: Record<string, string> = {},
  more: Partial<DiscoverEnvironment> = {},
): DiscoverEnvironment {
  return { env: (name) => variables[name], ...more };
}

/** Answers at the given endpoints only; remembers what was probed. */
function probing(...answering: string[]): { probe: Probe; probed: string[] } {
  const probed: string[] = [];
  return {
    probed,
    probe: async (endpoint) => {
      const text = formatEndpoint(endpoint);
      probed.push(text);
      if (!answering.includes(text)) throw cannotConnect(endpoint, Object.assign(new Error("no"), { code: "ENOENT" }));
    },
  };
}

const full = environment({ XDG_RUNTIME_DIR: "/run/user/1000/" }, { home: "/home/me" });

describe("the strategies", () => {
  const byName = (source: string) => strategies.find((strategy) => strategy.source === source)!;

  test.each([
    ["the socket of Docker", "unix:///var/run/docker.sock"],
    ["the socket of rootless Docker", "unix:///run/user/1000/docker.sock"],
    ["the socket of Docker Desktop", "unix:///home/me/.docker/run/docker.sock"],
    ["the socket of Colima", "unix:///home/me/.colima/default/docker.sock"],
    ["the socket of rootless Podman", "unix:///run/user/1000/podman/podman.sock"],
    ["the socket of Podman", "unix:///run/podman/podman.sock"],
  ])("%s", (source, endpoint) => {
    expect(byName(source).candidate(full)).toBe(endpoint);
    expect(byName(source).binding).toBe(false);
  });

  test("the caller and DOCKER_HOST bind", () => {
    expect(byName("the caller").candidate(environment({}, { explicit: "embedded:" }))).toBe("embedded:");
    expect(byName("DOCKER_HOST").candidate(environment({ DOCKER_HOST: "tcp://x" }))).toBe("tcp://x");
    expect(byName("DOCKER_HOST").candidate(environment({ DOCKER_HOST: "" }))).toBeUndefined();
    expect(byName("the caller").binding && byName("DOCKER_HOST").binding).toBe(true);
  });

  test("what depends on an unknown directory has no candidate", () => {
    const candidates = strategies.map((strategy) => strategy.candidate(environment({ XDG_RUNTIME_DIR: "relative" })));
    expect(candidates.filter((candidate) => candidate !== undefined)).toEqual([
      "unix:///var/run/docker.sock",
      "unix:///run/podman/podman.sock",
    ]);
  });
});

describe("discover", () => {
  test("takes the caller at its word, and asks neither the environment nor the engine", async () => {
    const { probe, probed } = probing();
    const env = () => {
      throw new Error("not to be read");
    };
    const tcp = { kind: "tcp", host: "engine", port: 1, basePath: "" };
    expect(await discover({ explicit: "tcp://engine:1", tls: false, env }, probe)).toEqual({
      endpoint: tcp,
      source: "the caller",
    });
    expect(await discover({ explicit: "http://engine:1", env }, probe)).toEqual({
      endpoint: { ...tcp, plain: true },
      source: "the caller",
    });
    expect(probed).toEqual([]);
  });

  test.each([
    ["DOCKER_TLS_VERIFY", "1", "tls"],
    ["DOCKER_TLS_VERIFY", "0", "tls"],
    ["DOCKER_TLS_VERIFY", "", "tcp"],
    ["DOCKER_TLS", "yes", "tls"],
  ])("%s=%s: tcp:// is %s", async (name, value, kind) => {
    const { probe } = probing();
    const both = { [name]: value, DOCKER_HOST: "tcp://engine:1" };
    expect(await discover(environment(both), probe)).toMatchObject({ endpoint: { kind }, source: "DOCKER_HOST" });
    const named = environment({ [name]: value }, { explicit: "tcp://engine:1" });
    expect(await discover(named, probe)).toMatchObject({ endpoint: { kind }, source: "the caller" });
  });

  test("takes DOCKER_HOST at its word", async () => {
    const { probe, probed } = probing("unix:///var/run/docker.sock");
    const found = await discover(environment({ DOCKER_HOST: "unix:///nowhere" }), probe);
    expect(found).toEqual({ endpoint: { kind: "unix", path: "/nowhere" }, source: "DOCKER_HOST" });
    expect(probed).toEqual([]);
  });

  test("fails loudly when DOCKER_HOST is no endpoint", async () => {
    await expect(discover(environment({ DOCKER_HOST: "nonsense:" }), probing().probe)).rejects.toThrow(/unknown/);
  });

  test("takes the first socket that answers", async () => {
    const { probe, probed } = probing("unix:///home/me/.colima/default/docker.sock", "unix:///run/podman/podman.sock");
    const found = await discover(full, probe);
    expect(found).toMatchObject({ source: "the socket of Colima" });
    expect(probed).toHaveLength(4);
  });

  test("tells of every attempt when none answers", async () => {
    const found = await discover(full, probing().probe);
    expect("attempts" in found && found.attempts.map((attempt) => attempt.endpoint)).toEqual([
      "unix:///var/run/docker.sock",
      "unix:///run/user/1000/docker.sock",
      "unix:///home/me/.docker/run/docker.sock",
      "unix:///home/me/.colima/default/docker.sock",
      "unix:///run/user/1000/podman/podman.sock",
      "unix:///run/podman/podman.sock",
    ]);
    expect("attempts" in found && found.attempts[0]!.reason).toMatch(/^it does not exist/);
  });

  test("a refusal for want of rights names the group", async () => {
    const probe: Probe = async (endpoint) => {
      throw cannotConnect(endpoint, Object.assign(new Error("no"), { code: "EACCES" }));
    };
    const found = await discover(environment(), probe);
    expect("attempts" in found && found.attempts[0]!.reason).toMatch(/permission denied .*group/);
  });

  test("a probe may throw anything", async () => {
    const found = await discover(environment(), () => Promise.reject("odd"));
    expect("attempts" in found && found.attempts[0]!.reason).toBe("odd");
  });
});

test("noEngine says every candidate and why", () => {
  const attempts = [
    { endpoint: "unix:///a", reason: "it does not exist" },
    { endpoint: "unix:///b", reason: "permission denied" },
  ];
  const error = noEngine(attempts);
  expect(error).toBeInstanceOf(ConnectError);
  expect(error.attempts).toEqual(attempts);
  expect(error.message).toContain("\n  unix:///a: it does not exist\n  unix:///b: permission denied");
  expect(error.hint).toMatch(/DOCKER_HOST/);
  expect(noEngine([]).message).not.toContain("Tried");
});
