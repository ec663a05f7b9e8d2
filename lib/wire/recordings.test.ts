/**
 * Every recorded exchange with the engines of 2013 goes through the codecs. The recordings are kept beside the repository;
 * where they are not, these tests are skipped.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { needsRecordings } from "../../test/support/skips.ts";
import { HeadCollector, type RequestHead, type ResponseHead, requestBody, responseBody } from "./http1.ts";
import { JsonMessages, type ProgressMessage, TextMessages } from "./progress.ts";
import { concat, textOf } from "./testing.ts";

const folder = new URL("../../../shared/wire/v1.0/", import.meta.url);
const present = existsSync(folder);
const absent = present ? "" : `, skipped: ${needsRecordings}`;
const names = present
  ? readdirSync(folder)
      .filter((file) => file.endsWith(".response"))
      .map((file) => file.slice(0, -".response".length))
  : [];

/** The handler panicked: not a byte came. */
const silent = ["empty-create-noimage", "empty-delete-container-noname", "start-port-empty"];
/** The handler panicked under way: a chunked body without its end. */
const cutShort = ["push-repo-not-logged-in", "push-repo-not-logged-in-v1.1"];
/** What was sent is no HTTP. */
const noRequest = ["garbage", "go119-garbage"];

interface Message<Head> {
  head: Head;
  body: Uint8Array;
  error?: unknown;
}

function load(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(file, folder)));
}

function readRequests(name: string): Message<RequestHead>[] {
  const requests: Message<RequestHead>[] = [];
  let rest = load(`${name}.request`);
  while (rest.length > 0) {
    const collector = new HeadCollector();
    const after = collector.push(rest);
    if (after === undefined) throw new Error("an unfinished head");
    const head = collector.request();
    const decoder = requestBody(head);
    const out: Uint8Array[] = [];
    decoder.push(after, out);
    decoder.end();
    requests.push({ head, body: concat(out) });
    // What follows the head of an attach is stdin.
    rest = head.target.includes("/attach") ? new Uint8Array(0) : decoder.rest;
  }
  return requests;
}

function readResponses(name: string, methods: string[]): Message<ResponseHead>[] {
  const responses: Message<ResponseHead>[] = [];
  let rest = load(`${name}.response`);
  while (rest.length > 0) {
    const collector = new HeadCollector();
    const after = collector.push(rest);
    if (after === undefined) throw new Error("an unfinished head");
    const head = collector.response();
    const informational = head.status < 200;
    const decoder = responseBody(head, informational ? "" : (methods.shift() ?? "GET"));
    const out: Uint8Array[] = [];
    decoder.push(after, out);
    const message: Message<ResponseHead> = { head, body: new Uint8Array(0) };
    try {
      decoder.end();
    } catch (error) {
      message.error = error;
    }
    message.body = concat(out);
    responses.push(message);
    rest = decoder.rest;
  }
  return responses;
}

function progress(name: string): ProgressMessage[] {
  const { head, body } = readResponses(name, ["POST"])[0]!;
  const json = head.headers["content-type"] === "application/json";
  const messages = json ? new JsonMessages({ bareText: true }) : new TextMessages({ build: name.includes("build") });
  const out: ProgressMessage[] = [];
  messages.push(body, out);
  messages.end(out);
  return out;
}

describe.skipIf(!present)(`recorded exchanges${absent}`, () => {
  test("there are some", () => {
    expect(names.length).toBeGreaterThan(400);
  });

  test.each(names)("%s", (name) => {
    if (noRequest.includes(name)) {
      expect(() => readRequests(name)).toThrow(/not an HTTP\/1.1 request: "hello"/);
      expect(readResponses(name, [])).toMatchObject([{ head: { status: 400 } }]);
      return;
    }
    const requests = readRequests(name);
    const responses = readResponses(
      name,
      requests.map(({ head }) => head.method),
    );
    if (silent.includes(name)) {
      expect(responses).toEqual([]);
      return;
    }
    const final = responses.filter(({ head }) => head.status >= 200);
    expect(final).toHaveLength(requests.length);
    for (const [i, { head, body, error }] of final.entries()) {
      if (cutShort.includes(name)) expect(error).toMatchObject({ name: "ProtocolError" });
      else expect(error).toBeUndefined();
      const length = head.headers["content-length"];
      if (requests[i]!.head.method === "HEAD") expect(body).toHaveLength(0);
      else if (length !== undefined) expect(body).toHaveLength(Number(length));
    }
  });

  test("a 100 Continue stands before the answer", () => {
    const statuses = readResponses("create-expect", ["POST"]).map(({ head }) => head.status);
    expect(statuses).toEqual([100, 201]);
  });

  test("the head of an attach says neither a length nor that it closes", () => {
    const [attach] = readResponses("attach-logs-both", ["POST"]);
    expect(attach).toMatchObject({ head: { headers: { "content-type": "application/vnd.docker.raw-stream" } } });
    expect(textOf(attach!.body)).not.toBe("");
  });
});

describe.skipIf(!present)(`recorded progress${absent}`, () => {
  /** All replies that are a stream of progress: those of pull, push, insert, import and build that are a 200. */
  const streams = names.filter((name) => {
    if (silent.includes(name) || noRequest.includes(name)) return false;
    const [request, ...more] = readRequests(name);
    const [response] = readResponses(name, [request!.head.method]);
    const isStream = /\/images\/(create|.+\/(push|insert))(\?|$)|\/build(\?|$)/.test(request!.head.target);
    return isStream && more.length === 0 && response!.head.status === 200;
  });

  test.each(streams)("%s", (name) => {
    const messages = progress(name);
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) {
      // A progress line that was not recognised would be a status with a CR, or with its numbers, in it.
      expect(message.status ?? "").not.toMatch(/[\r\n]|\(\d+%\)|\(n\/a\)/);
    }
    // An error is the last message, and is there exactly where the bytes have the mark of one.
    const text = textOf(readResponses(name, ["POST"])[0]!.body);
    expect(messages.findIndex(({ error }) => error !== undefined)).toBe(
      /^Error( build)?: |"error":/m.test(text) ? messages.length - 1 : -1,
    );
  });

  test("both dialects tell the same", () => {
    for (const name of ["pull-again", "pull-unknown", "push-unknown", "images-create-nothing"]) {
      const told = (messages: ProgressMessage[]) =>
        messages
          .filter((message) => Object.keys(message).length > 0)
          .map(({ status, progress, error }) => progress ?? error ?? status);
      expect(told(progress(name))).toEqual(told(progress(`${name}-v1.1`)));
    }
  });

  test("an import that fails has an error of two lines", () => {
    expect(progress("images-create-url-notar").at(-1)!.error).toMatch(/^exit status 1: bsdtar: .*\nbsdtar: .*format$/);
  });

  test("an insert ends with its id, in both dialects", () => {
    expect(progress("insert").at(-1)).toEqual({ Id: expect.stringMatching(/^[0-9a-f]{12}$/) });
    expect(progress("insert-v1.1").at(-1)).toEqual({ Id: expect.stringMatching(/^[0-9a-f]{12}$/) });
  });

  test("a push that mixes text into its JSON", () => {
    const buffering = progress("push-v1.1").filter(({ status }) => status === "Buffering to disk");
    expect(buffering.length).toBeGreaterThan(10);
    expect(buffering[0]).toMatchObject({ progress: expect.stringMatching(/^\d+\/\? \(n\/a\)$/) });
  });

  test("a build ends with the id, or with the reason", () => {
    expect(progress("build").at(-1)).toEqual({ stream: expect.stringMatching(/^===> [0-9a-f]{64}\n$/) });
    expect(progress("build-fail").at(-1)!.error).toMatch(/returned a non-zero code: 3$/);
  });
});
