import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HistoryFile } from "./history.ts";

let home: string;
let path: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "dks-test-"));
  path = join(home, "dks", "history");
});
afterEach(() => rmSync(home, { recursive: true }));

/** Puts a text where the history is. */
function write(text: string, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
}

describe("what was typed", () => {
  test("is there in the next session, each once in a row, and nothing of secrets", () => {
    const history = new HistoryFile(path);
    expect(history.read()).toEqual([]);
    for (const input of ["1", "f(\n 2)\n", "f(\n 2)", "  ", 'login({ username: "u", password: "hush" })', "1"])
      history.add(input);
    expect(new HistoryFile(path).read()).toEqual(["1", "f(\n 2)", "1"]);
    expect(readFileSync(path, "utf8")).not.toContain("hush");
  });

  test("of two sessions at a time is kept", () => {
    const [one, other] = [new HistoryFile(path), new HistoryFile(path)];
    one.add("1");
    other.add("2");
    one.add("3");
    expect(new HistoryFile(path).read()).toEqual(["1", "2", "3"]);
  });

  test("goes on behind a line that was cut off, which is lost alone", () => {
    write('"1"\n"2');
    const history = new HistoryFile(path);
    expect(history.read()).toEqual(["1"]);
    history.add("3");
    history.add("4");
    expect(new HistoryFile(path).read()).toEqual(["1", "3", "4"]);
  });

  test("is not kept for ever", () => {
    write(Array.from({ length: 7000 }, (_, index) => `"${index}"\n`).join(""));
    expect(new HistoryFile(path).read()).toHaveLength(5000);
    expect(readFileSync(path, "utf8").split("\n")).toHaveLength(5001);
  });
});

describe.skipIf(process.platform === "win32")("the file", () => {
  test("is the user's alone, whatever it was before", () => {
    write("", 0o644);
    new HistoryFile(path).add("1");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("may be a link, and stays one", () => {
    const target = join(home, "elsewhere");
    writeFileSync(target, '"x"\n'.repeat(7000));
    mkdirSync(dirname(path));
    symlinkSync(target, path);
    const history = new HistoryFile(path);
    history.read();
    history.add("1");
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, "utf8").split("\n")).toHaveLength(5002);
  });

  test("that is none is left alone", () => {
    mkdirSync(dirname(path));
    execFileSync("mkfifo", ["-m", "644", path]);
    const history = new HistoryFile(path);
    expect(history.read()).toEqual([]);
    history.add("1");
    expect(statSync(path).mode & 0o777).toBe(0o644);
  });
});
