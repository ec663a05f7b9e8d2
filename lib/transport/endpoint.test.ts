import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { type Endpoint, formatAuthority, formatEndpoint, parseEndpoint, type TcpEndpoint } from "./endpoint.ts";

describe("parseEndpoint", () => {
  test.each<[string, Endpoint]>([
    ["unix:///var/run/docker.sock", { kind: "unix", path: "/var/run/docker.sock" }],
    ["unix:///with space/ä.sock", { kind: "unix", path: "/with space/ä.sock" }],
    ["  unix:///a\n", { kind: "unix", path: "/a" }],
    ["tcp://127.0.0.1:2376", { kind: "tcp", host: "127.0.0.1", port: 2376, basePath: "" }],
    ["tcp://engine.example", { kind: "tcp", host: "engine.example", port: 2375, basePath: "" }],
    ["TCP://old-engine:4243/", { kind: "tcp", host: "old-engine", port: 4243, basePath: "" }],
    ["http://my_host:80", { kind: "tcp", host: "my_host", port: 80, basePath: "", plain: true }],
    [
      "http://localhost/docker/api/",
      { kind: "tcp", host: "localhost", port: 2375, basePath: "/docker/api", plain: true },
    ],
    ["https://engine.example", { kind: "tls", host: "engine.example", port: 2376, basePath: "" }],
    ["HTTPS://[::1]:443/docker/", { kind: "tls", host: "::1", port: 443, basePath: "/docker" }],
    ["tcp://[::1]", { kind: "tcp", host: "::1", port: 2375, basePath: "" }],
    ["tcp://[fe80::a:1]:65535/x", { kind: "tcp", host: "fe80::a:1", port: 65535, basePath: "/x" }],
    ["embedded:", { kind: "embedded" }],
  ])("%j", (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual(endpoint);
  });

  test.each<[string, Endpoint]>([
    ["tcp://engine.example", { kind: "tls", host: "engine.example", port: 2376, basePath: "" }],
    ["tcp://engine.example:2375", { kind: "tls", host: "engine.example", port: 2375, basePath: "" }],
    ["http://engine.example", { kind: "tcp", host: "engine.example", port: 2375, basePath: "", plain: true }],
    ["unix:///run/docker.sock", { kind: "unix", path: "/run/docker.sock" }],
    ["embedded:", { kind: "embedded" }],
  ])("%j, where TLS is asked for", (text, endpoint) => {
    expect(parseEndpoint(text, () => true)).toEqual(endpoint);
  });

  test("asks whether it is to be TLS only of tcp://", () => {
    const asked = (): boolean => {
      throw new Error("asked");
    };
    for (const text of ["unix:///a", "http://a", "https://a", "embedded:"]) parseEndpoint(text, asked);
    expect(() => parseEndpoint("tcp://a", asked)).toThrow("asked");
  });

  test.each([
    ["", /empty/, /unix:\/\//],
    ["/var/run/docker.sock", /no scheme/, "Did you mean unix:///var/run/docker.sock ?"],
    ["localhost:2375", /no scheme/, "Did you mean tcp://localhost:2375 ?"],
    ["[::1]:2375", /no scheme/, "Did you mean tcp://[::1]:2375 ?"],
    ["embedded", /colon/, "Did you mean embedded: ?"],
    ["not an endpoint", /no scheme/, /are unix:/],
    ["unix://", /absolute/, "Did you mean unix:///var/run/docker.sock ?"],
    ["unix://docker.sock", /absolute/, "Did you mean unix:///docker.sock ?"],
    ["unix:/run/docker.sock", /\/\/ is missing/, "Did you mean unix:///run/docker.sock ?"],
    ["unix:///run/", /directory/, /./],
    ["tcp:host:1", /\/\/ is missing/, "Did you mean tcp://host:1 ?"],
    ["tcp://", /host is missing/, "Did you mean tcp://127.0.0.1:2375 ?"],
    ["tcp://:4243", /host is missing/, "Did you mean tcp://127.0.0.1:4243 ?"],
    ["tcp://host:", /port is missing/, "Did you mean tcp://host:2375 ?"],
    ["tcp://host:0", /not a port/, /1 to 65535/],
    ["tcp://host:65536", /not a port/, /1 to 65535/],
    ["tcp://host:docker", /not a port/, /1 to 65535/],
    ["tcp://::1:2375", /cannot be told apart/, /brackets/],
    ["tcp://[::g]:2375", /IPv6/, /./],
    ["tcp://ho st", /name of a host/, /./],
    ["http://host/?a=1", /character/, /no query/],
    ["http://host/#a", /character/, /no query/],
    ["npipe:////./pipe/docker_engine", /does not speak npipe:\/\//, /are unix:/],
    ["ssh://me@host", /does not speak ssh:\/\//, /are unix:/],
    ["https:host", /\/\/ is missing/, "Did you mean https://host ?"],
    ["https://", /host is missing/, "Did you mean https://127.0.0.1:2376 ?"],
    ["https://host:", /port is missing/, "Did you mean https://host:2376 ?"],
    ["fd://", /unknown/, /are unix:/],
    ["embedded://x", /no address/, /embedded:/],
  ])("refuses %j", (text, message, hint) => {
    const error = refusal(text);
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });

  test("does not repeat a password", () => {
    const error = refusal("tcp://me:secret@host:2375");
    expect(error.message).toMatch(/credentials/);
    expect(`${error.message} ${error.hint}`).not.toContain("secret");
  });

  test("reads what formatEndpoint writes", () => {
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.constantFrom("::1", "2001:db8::5"));
    const port = fc.integer({ min: 1, max: 65535 });
    const base = fc
      .array(fc.stringMatching(/^[\w.~-]+$/), { maxLength: 3 })
      .map((parts) => parts.map((p) => `/${p}`).join(""));
    const endpoint: fc.Arbitrary<Endpoint> = fc.oneof(
      fc.record({ kind: fc.constant("unix" as const), path: fc.stringMatching(/^(\/[^/\0\s]+)+$/) }),
      fc.record({ kind: fc.constant("tcp" as const), host, port, basePath: base }),
      fc.record({ kind: fc.constant("tcp" as const), host, port, basePath: base, plain: fc.constant(true as const) }),
      fc.record({ kind: fc.constant("tls" as const), host, port, basePath: base }),
      fc.constant({ kind: "embedded" as const }),
    );
    fc.assert(
      fc.property(endpoint, (one) => {
        expect(parseEndpoint(formatEndpoint(one))).toEqual(one);
      }),
    );
  });

  test("gives an endpoint or an InvalidArgumentError for any text", () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom("unix://", "tcp://", "http://", "https://", "embedded:", "x:"), fc.string())
        .map((t) => t.join("")),
    );
    fc.assert(
      fc.property(text, (one) => {
        try {
          parseEndpoint(formatEndpoint(parseEndpoint(one)));
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidArgumentError);
        }
      }),
    );
  });
});

test("a Host header has IPv6 in brackets", () => {
  expect(formatAuthority(parseEndpoint("tcp://[::1]:80/x") as TcpEndpoint)).toBe("[::1]:80");
});

function refusal(text: string): InvalidArgumentError {
  try {
    parseEndpoint(text);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidArgumentError);
    return error as InvalidArgumentError;
  }
  throw new Error(`${text} was taken`);
}
