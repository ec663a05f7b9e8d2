/** What programs without a compiler pass in place of what is wanted. */
import { expect, test } from "vitest";
import { connect, InvalidArgumentError } from "../../mod.ts";

// biome-ignore lint/suspicious/noExplicitAny: a program in JavaScript has no types
type Untyped = any;
const untyped: (...values: Untyped[]) => Promise<Untyped> = connect as Untyped;

test.each([
  [[null], "an endpoint is a text, e.g. unix:///var/run/docker.sock; this is null"],
  [[2375], "an endpoint is a text, e.g. unix:///var/run/docker.sock; this is a number"],
  [[{ apiVersion: "1.41" }], "an endpoint is a text, e.g. unix:///var/run/docker.sock; this is an object"],
  [["embedded:", null], "connect: the options must be an object; they are null"],
  [["embedded:", "1.41"], "connect: the options must be an object; they are a string"],
  [["embedded:", { apiVersion: 1.41 }], 'an API version is a text, e.g. "1.41"; this is a number'],
  [["embedded:", { wrap: {} }], "connect: `wrap` must be a function; it is an object"],
  [["embedded:", { onFound: true }], "connect: `onFound` must be a function; it is a boolean"],
])("connect(...%j) is told what is wrong, and what to do", async (given, message) => {
  const error: unknown = await untyped(...given).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect(error).toMatchObject({ message, hint: expect.stringMatching(/./) });
});

test.each<[string, (docker: Untyped) => unknown]>([
  ["run(null options)", (docker) => docker.run("busybox", ["true"], null)],
  ["run(signal)", (docker) => docker.run("busybox", ["true"], { signal: new AbortController() })],
  ["run(stdin)", (docker) => docker.run("busybox", ["cat"], { stdin: null })],
  ["run(stdin of node:stream)", (docker) => docker.run("busybox", ["cat"], { stdin: { pipe() {} } })],
  ["run(env list)", (docker) => docker.run("busybox", ["true"], { env: ["WHO=you"] })],
  ["run(env value)", (docker) => docker.run("busybox", ["true"], { env: { PORT: 80 } })],
  ["run(onOutput)", (docker) => docker.run("busybox", ["true"], { onOutput: 1 })],
  ["version(signal)", (docker) => docker.version({ signal: 5 })],
  ["build(null options)", (docker) => docker.images.build({ dockerfile: "FROM busybox" }, null)],
  ["build(tag)", (docker) => docker.images.build({ dockerfile: "FROM busybox" }, { tag: 5 })],
  ["build(tags)", (docker) => docker.images.build({ dockerfile: "FROM busybox" }, { tag: ["a", 5] })],
])("%s is an InvalidArgumentError", async (_, use) => {
  const docker = await connect("embedded:");
  try {
    const error: unknown = await (async () => use(docker))().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidArgumentError);
  } finally {
    await docker.close();
  }
});
