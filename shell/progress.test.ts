import { describe, expect, test } from "vitest";
import type { ProgressMessage } from "../mod.ts";
import { progressView } from "./progress.ts";
import { writtenSink } from "./testing.ts";

const messages: readonly ProgressMessage[] = [
  { id: "latest", status: "Pulling from library/busybox" },
  { id: "aa", status: "Downloading", progressDetail: { current: 5, total: 10 } },
  { id: "bb", status: "Waiting" },
  { id: "aa", status: "Downloading", progressDetail: { current: 10, total: 10 } },
  { id: "aa", status: "Pull \x1b[31mcomplete" },
  { status: "Status: done" },
];

test("elsewhere than on a terminal each step is a line, once", () => {
  const sink = writtenSink();
  const view = progressView(sink);
  for (const message of messages) view.show(message);
  view.end();
  expect(sink.text).toBe(
    "latest: Pulling from library/busybox\naa: Downloading\nbb: Waiting\naa: Pull \\x1b[31mcomplete\nStatus: done\n",
  );
});

/** What a terminal shows after all that was written to it. */
function screen(text: string): string[] {
  const lines: string[] = [""];
  let row = 0;
  for (const [, up, clear, newline, character] of text.matchAll(/\x1b\[(\d+)A|(\x1b\[2K)|(\n)|([\s\S])/g)) {
    if (up !== undefined) row -= Number(up);
    else if (clear !== undefined) lines[row] = "";
    else if (newline !== undefined) lines[++row] ??= "";
    else lines[row] += character!;
  }
  return lines;
}

test("on a terminal layers are drawn anew below what somebody else has written", () => {
  const sink = { ...writtenSink(50, true), writes: 0 };
  const write = (text: string): void => {
    sink.writes++;
    sink.text += text;
  };
  sink.write = write;
  const view = progressView(sink);
  view.show({ id: "aa", status: "Waiting" });
  view.show({ id: "bb", status: "Waiting" });
  write("2 < {}\n");
  view.show({ id: "aa", status: "Downloading" });
  view.show({ id: "bb", status: "Downloading" });
  view.show({ id: "aa", status: "Pull complete" });
  view.end();
  expect(screen(sink.text)).toEqual([
    "aa: Waiting",
    "bb: Waiting",
    "2 < {}",
    "aa: Pull complete",
    "bb: Downloading",
    "",
  ]);
});

test("on a terminal with fewer lines than layers, those that changed last are seen", () => {
  const sink = { ...writtenSink(50, true), rows: 4 };
  const view = progressView(sink);
  for (const id of ["aa", "bb", "cc", "dd", "ee"]) view.show({ id, status: "Waiting" });
  view.show({ id: "bb", status: "Downloading" });
  view.end();
  expect(sink.text).not.toMatch(/\x1b\[[4-9]A/);
  expect(screen(sink.text)).toEqual(["bb: Downloading", "dd: Waiting", "ee: Waiting", ""]);
});

test("on a terminal each layer has a line that is drawn anew, and fits", () => {
  const sink = writtenSink(50, true);
  const view = progressView(sink);
  for (const message of messages.slice(0, 4)) view.show(message);
  expect(screen(sink.text)).toEqual([
    "latest: Pulling from library/busybox",
    `aa: Downloading [${"=".repeat(24)}] 100 %`,
    "bb: Waiting",
    "",
  ]);
  for (const message of messages.slice(4)) view.show(message);
  view.show({ id: "cc", status: "x".repeat(100) });
  view.end();
  expect(screen(sink.text)).toEqual([
    "latest: Pulling from library/busybox",
    "aa: Pull \\x1b[31mcomplete",
    "bb: Waiting",
    "Status: done",
    `cc: ${"x".repeat(44)}…`,
    "",
  ]);
});

describe.each([
  ["on a terminal", true],
  ["elsewhere", false],
])("%s what a build says comes in plain lines", (_, isTerminal) => {
  test("whole ones, however they are cut, and nothing that drives the terminal", () => {
    const sink = writtenSink(50, isTerminal);
    const view = progressView(sink);
    view.show({ stream: "Step 1/2 : FROM busybox" });
    expect(sink.text).toBe("");
    view.show({ stream: "\n ---> 3fc831e3134a\nStep" });
    expect(sink.text).toBe("Step 1/2 : FROM busybox\n ---> 3fc831e3134a\n");
    view.show({ stream: " 2/2 : RUN x\n\x1b[31mred\t1\n" });
    view.show({ stream: "10 %\r20 %\r100 %\r\nno end" });
    view.show({ aux: { ID: "sha256:00" } });
    view.end();
    expect(sink.text.split("\n").slice(2)).toEqual(["Step 2/2 : RUN x", "\\x1b[31mred\t1", "100 %", "no end", ""]);
  });

  test("below the layers that it pulls", () => {
    const sink = writtenSink(50, isTerminal);
    const view = progressView(sink);
    view.show({ id: "aa", status: "Pull complete" });
    view.show({ stream: "Step 2/2\n" });
    view.show({ id: "aa", status: "Pull complete again" });
    view.end();
    expect(screen(sink.text)).toEqual(["aa: Pull complete", "Step 2/2", "aa: Pull complete again", ""]);
  });
});
