/**
 * The applets beside the real busybox: every row runs on both, in the same small tree of files, and must print and return
 * the same. Where there is no busybox 1.35, or no root to run it, the rows are skipped.
 */

import { execFileSync, spawnSync } from "node:child_process";
import {
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  chmodSync,
} from "node:fs";
import { constants, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Kernel, type LayerEntry } from "../../kernel/mod.ts";
import { decode, encode, launch, machine } from "../../kernel/testing.ts";
import { programs } from "../mod.ts";
import { rows } from "./busybox.rows.ts";

const BUSYBOX = "/bin/busybox";
const version = () => {
  try {
    return execFileSync(BUSYBOX, { encoding: "utf8" }).split("\n")[0]!;
  } catch {
    return "";
  }
};
// Ours runs as root, and so must theirs, for owners to be the same.
const available = version().includes("v1.35") && userInfo().uid === 0;

const files: Record<string, string> = {
  fruit: "apple\nbanana\ncherry\n\napple pie\nBanana split\n",
  numbers: "10\n9\n2\n33\n1\n2\n",
  table: "b:2:x\na:10:y\nc:1:z\na:9:y\n",
  spaces: "  one  two\tthree  \nfour\n\n\nfive",
  binary: "\x00\x01\x02\xffabc\n\x80\x7f\x1b\n",
  "dir/inner": "inside\n",
  "dir/sub/deep": "deep apple\n",
  "dir/.hidden": "hidden\n",
  empty: "",
  "script.sed": "s/a/A/\np\n",
  long: `${"word ".repeat(40)}\n`,
};
const MTIME = Date.UTC(2013, 5, 9, 12, 0, 0);

const real = available ? mkdtempSync(join(tmpdir(), "applets-")) : "";
function fill(): void {
  rmSync(real, { recursive: true, force: true });
  for (const directory of ["", "dir", "dir/sub", "void"]) mkdirSync(join(real, directory));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(real, name), text, "latin1");
    chmodSync(join(real, name), 0o644);
    utimesSync(join(real, name), MTIME / 1000, MTIME / 1000);
  }
  for (const [name, target] of [
    ["link", "fruit"],
    ["broken", "nowhere"],
  ] as const) {
    symlinkSync(target, join(real, name));
    lutimesSync(join(real, name), MTIME / 1000, MTIME / 1000);
  }
  for (const directory of ["dir/sub", "dir", "void", ""]) utimesSync(join(real, directory), MTIME / 1000, MTIME / 1000);
}
afterAll(() => {
  if (available) rmSync(real, { recursive: true, force: true });
});

const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const entries: LayerEntry[] = [
  ...["", "dir", "dir/sub", "void"].map(
    (name): LayerEntry => ({ path: `/w/${name}`, type: "directory", mtime: MTIME }),
  ),
  ...Object.entries(files).map(
    ([name, text]): LayerEntry => ({ path: `/w/${name}`, type: "file", mtime: MTIME, data: latin1(text) }),
  ),
  { path: "/w/link", type: "symlink", target: "fruit", mtime: MTIME },
  { path: "/w/broken", type: "symlink", target: "nowhere", mtime: MTIME },
  { path: "/etc/passwd", type: "file", data: encode("root:x:0:0:root:/root:/bin/sh\n") },
  { path: "/etc/group", type: "file", data: encode("root:x:0:\n") },
];

/** What must be equal. Ours and theirs are called by different paths, and a usage has other words. */
function comparable(result: { stdout: string; stderr: string; code: number }) {
  const stderr = result.stderr.replace(/^BusyBox v[\s\S]*?\n\n/m, "").replace(/Usage: [\s\S]*$/, "Usage");
  return { ...result, stderr };
}

describe.skipIf(!available)("like busybox 1.35", () => {
  test.each(rows)("$title", async ({ argv, stdin, after }) => {
    fill();
    const env = { PATH: "/bin", TZ: "UTC", HOME: "/root" };
    const run = (words: readonly string[]) => {
      const options = { cwd: real, env, input: stdin ?? "", encoding: "latin1", timeout: 20_000 } as const;
      const { stdout, stderr, status, signal } = spawnSync(BUSYBOX, words, options);
      const code = status ?? 128 + constants.signals[signal!];
      return { stdout: stdout.replaceAll(real, "/w"), stderr: stderr.replaceAll(real, "/w"), code };
    };
    const theirs = [run(argv), ...after.map(run)].map(comparable);
    const { fs } = machine(programs, entries);
    const ours = [];
    for (const words of [argv, ...after]) {
      const kernel = new Kernel({ fs, hostname: "box", programs });
      const { process, out, err } = launch(kernel, ["busybox", ...words], {
        stdin: latin1(stdin ?? ""),
        env,
        cwd: "/w",
      });
      const { code } = await process.exited;
      ours.push(comparable({ stdout: String.fromCharCode(...out.bytes()), stderr: decode(err.bytes()), code }));
    }
    expect(ours).toEqual(theirs);
  });
});
