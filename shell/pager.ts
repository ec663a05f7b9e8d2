/** Long texts, a page at a time. */
import { spawn } from "node:child_process";
import process from "node:process";
import { unicodeWidth } from "#std/cli";
import type { Console } from "./console.ts";
import { withoutColours } from "./format/text.ts";
import type { Sink } from "./output.ts";

/**
 * Writes a text. On a terminal that it does not fit on, through $PAGER, else `less` where there is one: it leaves a text that fits as it is,
 * and takes colours. An empty PAGER, or `cat`, means none.
 */
export async function page(text: string, out: Sink, console: Pick<Console, "lend">): Promise<void> {
  const fits = rowsOf(text, out) < out.rows;
  const pager = process.env["PAGER"] ?? "less";
  if (fits || !out.isTerminal || pager === "" || pager === "cat" || !(await console.lend(() => through(pager, text))))
    out.write(`${text}\n`);
}

/** How many rows a text takes on a screen; no more are counted than it has. */
function rowsOf(text: string, { columns, rows }: Sink): number {
  const lines = text.split("\n", rows);
  if (lines.length === rows) return rows;
  // Of a line no more is looked at than fills the screen.
  const widthOf = (line: string): number => unicodeWidth(withoutColours(line).slice(0, columns * rows));
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
}

/** Whether the pager took it. */
function through(pager: string, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const env = { ...process.env, LESS: process.env["LESS"] ?? "FRX" };
    const child = spawn("/bin/sh", ["-c", pager], { stdio: ["pipe", "inherit", "inherit"], env });
    child.once("error", () => resolve(false));
    // 127: there is no such program.
    child.once("close", (code) => resolve(code !== 127 && code !== 126));
    child.stdin.on("error", () => {}); // left before the end was read
    child.stdin.end(`${text}\n`);
  });
}
