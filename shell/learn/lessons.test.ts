/** The lessons of the project, on the engine inside dks: each can be done as it is written, and each step is about something. */
import { describe, expect, test } from "vitest";
import { operations } from "../../lib/api/operations.ts";
import { isDone, isTrueAlready, judgeWorld } from "./judge.ts";
import { listLessons, readLesson } from "./lesson.ts";
import { openLesson } from "./testing.ts";

const lessons = await Promise.all((await listLessons()).map(readLesson));

test("there are at least ten, numbered without a gap, with names of their own", () => {
  expect(lessons.length).toBeGreaterThanOrEqual(10);
  expect(lessons.map(({ path }) => Number(/(\d+)-[\w-]+\.dks$/.exec(path)![1]))).toEqual(lessons.map((_, i) => i + 1));
  expect(new Set(lessons.map(({ name }) => name)).size).toBe(lessons.length);
});

/** Where each operation of the v1.0 API is taught. */
const taught: Readonly<Record<string, RegExp>> = {
  ContainerList: /containers\.list\(/,
  ContainerCreate: /containers\.create\(/,
  ContainerInspect: /\bc\.inspect\(/,
  ContainerChanges: /\.changes\(/,
  ContainerExport: /\.export\(/,
  ContainerStart: /\.start\(/,
  ContainerStop: /\.stop\(/,
  ContainerRestart: /\.restart\(/,
  ContainerKill: /\.kill\(/,
  ContainerAttach: /\.attach\(/,
  ContainerWait: /\.wait\(/,
  ContainerDelete: /\bc\.remove\(/,
  ImageList: /images\.list\(/,
  ImageViz: /images\.viz\(/,
  ImageCreate: /images\.import\([\s\S]*\bpull\(/,
  ImageInsert: /\.insert\(/,
  ImageInspect: /busybox\.inspect\(/,
  ImageHistory: /\.history\(/,
  ImagePush: /\.push\(/,
  ImageTag: /\.tag\(/,
  ImageDelete: /tools\.remove\(/,
  ImageSearch: /images\.search\(/,
  ImageBuild: /\bbuild\(/,
  ImageCommit: /\.commit\(/,
  SystemAccount: /\.account\(/,
  SystemAuth: /\.login\(/,
  SystemInfo: /\.info\(/,
  SystemVersion: /"GET \/version"/,
};

test("together they teach every operation of the v1.0 API", () => {
  const sources = lessons.flatMap(({ steps }) => steps.map(({ source }) => source)).join("\n");
  const old = Object.values(operations).filter(({ since }) => since === "1.0");
  expect(old.filter(({ name }) => !taught[name]?.test(sources)).map(({ name }) => name)).toEqual([]);
});

describe.each(lessons)("$number: $title", (lesson) => {
  test("has a title, prose, six statements at least, and lines that fit", () => {
    const { header, items } = lesson.transcript;
    expect(header.title).toMatch(/\w+ \w+/);
    expect(lesson.steps.filter(({ kind }) => kind === "statement").length).toBeGreaterThanOrEqual(6);
    const prose = items.filter(({ kind }) => kind === "prose").map(({ source }) => source);
    expect(prose.length).toBeGreaterThanOrEqual(5);
    for (const line of prose.join("").split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("says of each statement what is to come of it", () => {
    const silent = lesson.steps.filter(
      (step) => step.kind === "statement" && step.expectation === undefined && step.statement.expected.length === 0,
    );
    expect(silent.map(({ source }) => source)).toEqual([]);
  });

  test("what it expects is not true before a statement, and is after it", async () => {
    const room = await openLesson(lesson);
    try {
      for (const [index, step] of lesson.steps.entries()) {
        const world = await judgeWorld(room.shell);
        const already =
          step.kind === "statement" && step.expectation !== undefined
            ? await isTrueAlready(step, world)
            : await isDone(step, { written: "" }, world);
        expect([step.source, already]).toEqual([step.source, false]);
        const shown = await room.type(step.source);
        expect([step.source, room.kept(), shown]).toEqual([
          step.source,
          index + 1 < lesson.steps.length ? { steps: index + 1, done: false } : { steps: 0, done: true },
          shown,
        ]);
      }
      expect(room.tutor.isOver).toBe(true);
    } finally {
      await room.close();
    }
  });

  test("can be gone on with at any step", async () => {
    const middle = Math.floor(lesson.steps.length / 2);
    const room = await openLesson(lesson, middle);
    try {
      expect(room.shown()).toContain(`Step ${middle + 1} of ${lesson.steps.length}.`);
    } finally {
      await room.close();
    }
  });
});
