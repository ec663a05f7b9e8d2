/** The scripts of the differential suite, which stand in text files beside this one, and what BusyBox made of them. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** One script. */
export interface Case {
  name: string;
  /** The arguments of the shell. */
  argv: readonly string[];
  stdin: string;
}

/** What a shell made of a script. */
export interface Outcome {
  stdout: string;
  stderr: string;
  code: number;
}

const directory = new URL("./", import.meta.url);
const recording = new URL("./recorded.json", import.meta.url);

/**
 * Reads the scripts. `#### name` begins one; `#args:` and `#stdin:` below it give it arguments and an input; `#sh:` gives
 * the whole command line of the shell, in place of a script.
 */
export function readCases(): Case[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".txt"))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(new URL(file, directory), "utf8");
      const sections = text.split(/^#### /m).slice(1);
      return sections.map((section) => parseCase(file.replace(".txt", ""), section));
    });
}

function parseCase(group: string, section: string): Case {
  const [title, ...lines] = section.split("\n");
  let args: string[] = [];
  let argv: string[] | undefined;
  let stdin = "";
  while (/^#(args|stdin|sh):/.test(lines[0] ?? "")) {
    const [, kind, value] = /^#(\w+): ?(.*)$/.exec(lines.shift()!)!;
    if (kind === "stdin") stdin = value!.replaceAll("\\n", "\n");
    else if (kind === "args") args = splitWords(value!);
    else argv = splitWords(value!);
  }
  const script = lines.join("\n");
  return {
    name: `${group}: ${title}`,
    argv: argv ?? ["-c", script, ...(args.length > 0 ? ["name", ...args] : [])],
    stdin,
  };
}

/** Words apart by blanks; a backslash keeps a blank, double quotes keep several. */
function splitWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|((?:\\.|[^\s\\])+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain!.replace(/\\(.)/g, "$1"),
  );
}

/** What BusyBox made of the scripts when it was last asked. */
export function readRecording(): Record<string, Outcome> {
  return JSON.parse(readFileSync(recording, "utf8")) as Record<string, Outcome>;
}

/** Keeps what BusyBox makes of the scripts. */
export function writeRecording(outcomes: Record<string, Outcome>): void {
  writeFileSync(recording, `${JSON.stringify(outcomes, undefined, 2)}\n`);
}
