/** cat (also called more and less: nobody pages here), tee, rev, tac, nl, fold. */

import type { OpenFile, Process, Program } from "../../kernel/types.ts";
import { applet, complain, reason } from "./kit/applet.ts";
import { toText } from "./kit/bytes.ts";
import { cannotOpen, changeLines, eachInput, lines, Output, open, pieces } from "./kit/io.ts";
import { parseCount, parseOptions } from "./kit/options.ts";

/** A byte as cat -v shows it. */
function visible(char: string): string {
  let code = char.charCodeAt(0);
  let prefix = "";
  if (code >= 128) {
    prefix = "M-";
    code -= 128;
  }
  if (code < 32) return `${prefix}^${String.fromCharCode(code + 64)}`;
  return code === 127 ? `${prefix}^?` : prefix + String.fromCharCode(code);
}

interface Marks {
  number: "all" | "filled" | undefined;
  ends: boolean;
  tabs: boolean;
  controls: boolean;
}

async function copyMarked(process: Process, names: readonly string[], marks: Marks): Promise<number> {
  const out = new Output(process);
  let count = 0;
  const code = await eachInput(
    process,
    names,
    async (fd) => {
      for await (const { lines: batch, unended } of lines(process, fd)) {
        for (const line of batch) {
          let text = line;
          if (marks.controls) text = text.replace(/[^\t -~]/g, visible);
          if (marks.tabs) text = text.replaceAll("\t", "^I");
          if (marks.number === "all" || (marks.number === "filled" && line !== ""))
            text = `${String(++count).padStart(6)}\t${text}`;
          out.put(unended ? text : `${text}${marks.ends ? "$" : ""}\n`);
        }
        await out.flush();
      }
    },
    cannotOpen,
  );
  await out.flush();
  return code;
}

export const cat: Program = applet("[-nbvteA] [FILE]...", async (process) => {
  const options = parseOptions(process, { short: "nbvteAETu" });
  const all = options.has("A");
  const marks: Marks = {
    number: options.has("b") ? "filled" : options.has("n") ? "all" : undefined,
    ends: all || options.has("e") || options.has("E"),
    tabs: all || options.has("t") || options.has("T"),
    controls: all || options.has("v") || options.has("e") || options.has("t"),
  };
  if (marks.number !== undefined || marks.ends || marks.tabs || marks.controls)
    return copyMarked(process, options.operands, marks);
  const copy = async (fd: number) => {
    for (let bytes = await process.read(fd); bytes !== undefined; bytes = await process.read(fd))
      await process.write(1, bytes);
  };
  return eachInput(process, options.operands, copy, cannotOpen);
});

export const tee: Program = applet("[-ai] [FILE]...", async (process) => {
  const options = parseOptions(process, { short: "ai" });
  const append = options.has("a");
  let code = 0;
  const outputs: OpenFile[] = [];
  for (const name of options.operands) {
    try {
      const flags = { write: true, create: true, append, truncate: !append };
      outputs.push(process.files.get(open(process, name, flags))!);
    } catch (error) {
      await complain(process, `${name}: ${reason(error)}`);
      code = 1;
    }
  }
  for await (const bytes of pieces(process, 0)) {
    await process.write(1, bytes);
    for (const output of outputs) await output.write(bytes);
  }
  return code;
});

export const rev: Program = applet("[FILE]...", async (process) => {
  const reversed = (line: string, unended: boolean) => [...line].reverse().join("") + (unended ? "" : "\n");
  return changeLines(process, parseOptions(process, { short: "" }).operands, reversed);
});

export const tac: Program = applet("[FILE]...", async (process) => {
  const out = new Output(process);
  const code = await eachInput(process, parseOptions(process, { short: "" }).operands, async (fd) => {
    let all = "";
    for await (const bytes of pieces(process, fd)) all += toText(bytes);
    for (const line of (all.match(/[^\n]*\n|[^\n]+$/g) ?? []).reverse()) out.put(line);
    await out.flush();
  });
  return code;
});

export const nl: Program = applet("[-b a|t|n] [-s STR] [-v N] [-i N] [-w N] [FILE]...", async (process) => {
  const options = parseOptions(process, { short: "pb:s:v:i:w:" });
  const style = options.get("b") ?? "t";
  const separator = options.get("s") ?? "\t";
  const width = parseCount(options.get("w") ?? "6");
  const step = parseCount(options.get("i") ?? "1");
  let number = Number(options.get("v") ?? 1);
  return changeLines(process, options.operands, (line) => {
    const counted = style === "a" || (style === "t" && line !== "");
    if (!counted) return `${" ".repeat(width + separator.length)}${line}\n`;
    const label = String(number).padStart(width);
    number += step;
    return `${label}${separator}${line}\n`;
  });
});

/** Where the column is after a byte. */
function advance(column: number, char: string, byBytes: boolean): number {
  if (byBytes) return column + 1;
  if (char === "\b") return Math.max(0, column - 1);
  if (char === "\r") return 0;
  return char === "\t" ? (Math.floor(column / 8) + 1) * 8 : column + 1;
}

export const fold: Program = applet("[-bs] [-w WIDTH] [FILE]...", async (process) => {
  const options = parseOptions(process, { short: "bsw:" });
  const width = parseCount(options.get("w") ?? "80");
  const byBytes = options.has("b");
  const folded = (line: string): string => {
    let result = "";
    let current = "";
    let column = 0;
    for (const char of line) {
      if (advance(column, char, byBytes) > width && current !== "") {
        const blank = options.has("s") ? current.search(/[ \t][^ \t]*$/) : -1;
        const cut = blank < 0 ? current.length : blank + 1;
        result += `${current.slice(0, cut)}\n`;
        current = current.slice(cut);
        column = [...current].reduce((sum, kept) => advance(sum, kept, byBytes), 0);
      }
      current += char;
      column = advance(column, char, byBytes);
    }
    return result + current;
  };
  return changeLines(process, options.operands, (line, unended) => folded(line) + (unended ? "" : "\n"));
});
