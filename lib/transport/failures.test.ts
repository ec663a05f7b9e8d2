import { expect, test } from "vitest";
import { cannotConnect, codeOf, noAnswer } from "./failures.ts";

function error(message: string, more: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(message, "cause" in more ? { cause: more["cause"] } : {}), more);
}

/** As the runtimes threw them. */
test.each<[string, unknown, string | undefined]>([
  ["node:net", error("connect ENOENT /x", { code: "ENOENT" }), "ENOENT"],
  ["undici fetch", error("fetch failed", { cause: error("connect", { code: "ECONNREFUSED" }) }), "ECONNREFUSED"],
  ["undici", error("other side closed", { code: "UND_ERR_SOCKET" }), "ECONNRESET"],
  ["Bun fetch", error("Unable to connect", { code: "ConnectionRefused" }), "ECONNREFUSED"],
  [
    "Deno fetch, refused",
    error("fetch failed", {
      cause: error("client error (Connect): tcp connect error: Connection refused (os error 111)"),
    }),
    "ECONNREFUSED",
  ],
  [
    "Deno fetch, closed",
    error("fetch failed", { cause: error("client error (SendRequest): connection closed before message completed") }),
    "ECONNRESET",
  ],
  ["Deno fetch, name", error("client error (Connect): dns error: failed to lookup address information"), "ENOTFOUND"],
  ["Deno, not permitted", error("Requires net access", { name: "NotCapable" }), "EPERM"],
  ["nothing known", error("odd"), undefined],
  ["no error at all", "odd", undefined],
])("codeOf: %s", (_, thrown, code) => {
  expect(codeOf(thrown)).toBe(code);
});

test("cannotConnect says where, why, and what to do", () => {
  const cause = error("x", { code: "ECONNREFUSED" });
  const unix = cannotConnect({ kind: "unix", path: "/x" }, cause);
  expect(unix).toMatchObject({
    code: "ECONNREFUSED",
    cause,
    message: "cannot reach the engine at unix:///x: nobody listens on it",
  });
  expect(unix.hint).toMatch(/start the engine/);
  expect(unix.attempts).toEqual([{ endpoint: "unix:///x", reason: expect.stringContaining("nobody listens on it (") }]);
  const odd = cannotConnect({ kind: "tcp", host: "h", port: 1, basePath: "" }, "odd");
  expect(odd).toMatchObject({
    code: undefined,
    hint: undefined,
    attempts: [{ endpoint: "tcp://h:1", reason: "connection failed" }],
  });
});

test("noAnswer warns of what may have been done", () => {
  expect(noAnswer({ method: "DELETE", path: "/x" }, undefined)).toMatchObject({
    code: "ECONNRESET",
    hint: expect.stringContaining("unknown"),
  });
  expect(noAnswer({ method: "GET", path: "/x" }, undefined).hint).not.toContain("unknown");
});
