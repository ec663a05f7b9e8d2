import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { coloured } from "./format/text.ts";
import { page } from "./pager.ts";
import { writtenSink } from "./testing.ts";

beforeEach(() => vi.stubEnv("PAGER", undefined));
afterEach(() => vi.unstubAllEnvs());

/** Whether a text is paged on a screen of 20 columns and 4 rows. */
async function isPaged(text: string, isTerminal = true): Promise<boolean> {
  const out = { ...writtenSink(20, isTerminal), rows: 4 };
  let isLent = false;
  const lend = async <T>(): Promise<T> => {
    isLent = true;
    return true as T;
  };
  await page(text, out, { lend });
  expect(out.text).toBe(isLent ? "" : `${text}\n`);
  return isLent;
}

test.each([
  ["", false],
  ["a\nb\nc", false],
  ["a\nb\nc\nd", true],
  ["a".repeat(60), false],
  ["a".repeat(61), true],
  [`${"a".repeat(21)}\nb`, false],
  [`${"a".repeat(21)}\nb\nc`, true],
  ["日".repeat(30), false],
  ["日".repeat(31), true],
  [coloured.bold("a".repeat(20)), false],
  [`${coloured.bold("a".repeat(20))}\nb\nc`, false],
  ["a\n".repeat(9), true],
])("%j is paged when it takes more rows than there are: %s", async (text, paged) =>
  expect(await isPaged(text)).toBe(paged),
);

test("nothing is paged in a pipe, or where no pager is wanted", async () => {
  expect(await isPaged("a\n".repeat(9), false)).toBe(false);
  vi.stubEnv("PAGER", "cat");
  expect(await isPaged("a\n".repeat(9))).toBe(false);
});
