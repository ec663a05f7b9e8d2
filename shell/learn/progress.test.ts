import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ProgressFile } from "./progress.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dks-learn-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("is kept for each lesson, in a file that only its owner can read", () => {
  const path = join(folder, "state", "dks", "lessons.json");
  const file = new ProgressFile(path);
  expect(file.of("one")).toEqual({ steps: 0, done: false });
  file.keep("one", { steps: 3, done: false });
  file.keep("two", { steps: 0, done: true });
  file.keep("one", { steps: 4, done: false });
  expect(new ProgressFile(path).of("one")).toEqual({ steps: 4, done: false });
  expect(new ProgressFile(path).of("two")).toEqual({ steps: 0, done: true });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.each([
  ["no JSON", "{"],
  ["something else", "[1]"],
  ["nothing", "null"],
  ["another version", '{ "version": 2, "lessons": { "one": { "steps": 1, "done": true } } }'],
  ["a broken entry", '{ "version": 1, "lessons": { "one": { "steps": "1", "done": true } } }'],
  ["an impossible entry", '{ "version": 1, "lessons": { "one": { "steps": -1, "done": true } } }'],
  ["no lessons", '{ "version": 1 }'],
])("a file with %s in it is none, and is written anew", (_, text) => {
  const path = join(folder, "lessons.json");
  writeFileSync(path, text);
  const file = new ProgressFile(path);
  expect(file.of("one")).toEqual({ steps: 0, done: false });
  file.keep("one", { steps: 1, done: false });
  expect(file.of("one")).toEqual({ steps: 1, done: false });
});

test("a place that cannot be written to is told", () => {
  writeFileSync(join(folder, "file"), "");
  const file = new ProgressFile(join(folder, "file", "lessons.json"));
  expect(() => file.keep("one", { steps: 1, done: false })).toThrow(/ENOTDIR|EEXIST/);
});
