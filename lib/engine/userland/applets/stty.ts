/** stty: the settings of the terminal at standard input. */

import type { Process, Program, Terminal, TerminalSettings } from "../../kernel/types.ts";
import { RAW, SANE } from "../../kernel/tty.ts";
import { applet, Failure } from "./kit/applet.ts";

/** Names of settings here and there. */
const names: Record<string, keyof TerminalSettings> = {
  echo: "echo",
  icanon: "canonical",
  isig: "signals",
  icrnl: "icrnl",
  onlcr: "onlcr",
};

/** Names of settings that a terminal without hardware has no use for. */
const ignored = new Set([
  "opost",
  "ixon",
  "ixoff",
  "ixany",
  "iexten",
  "echoe",
  "echok",
  "echoctl",
  "echoke",
  "brkint",
  "imaxbel",
  "iutf8",
  "hupcl",
  "cread",
  "clocal",
]);

/** Applies the words from one on; returns how many were used. */
function apply(terminal: Terminal, process: Process, words: readonly string[]): number {
  const word = words[0]!;
  const on = !word.startsWith("-");
  const setting = names[on ? word : word.slice(1)];
  if (setting !== undefined) terminal.configure({ [setting]: on });
  else if (word === "raw") terminal.configure({ ...RAW, echo: terminal.settings.echo });
  else if (word === "sane") terminal.configure(SANE);
  else if (word === "cooked" || word === "-raw") terminal.configure({ ...SANE, echo: terminal.settings.echo });
  else if (word === "cbreak") terminal.configure({ canonical: false });
  else if (word === "rows" || word === "cols" || word === "columns") {
    const value = Number(words[1]);
    const { rows, columns } = process.files.get(0)!.size!;
    if (!Number.isInteger(value)) throw new Failure(`missing argument to '${word}'`);
    terminal.resize(word === "rows" ? value : rows, word === "rows" ? columns : value);
    return 2;
  } else if (/^\d{5}(?:\d)?$/.test(word) || ignored.has(on ? word : word.slice(1))) return 1;
  else throw new Failure(`invalid argument '${word}'`);
  return 1;
}

/** All settings in one number, as -g shows and stty takes back. */
function save({ settings }: Terminal): string {
  return Object.values(names)
    .map((name) => (settings[name] ? "1" : "0"))
    .join("");
}

function restore(terminal: Terminal, word: string): void {
  const settings: Partial<TerminalSettings> = {};
  for (const [at, name] of Object.values(names).entries()) settings[name] = word[at] === "1";
  terminal.configure(settings);
}

export const stty: Program = applet("[-a|g] [-F DEVICE] [SETTING]...", async (process) => {
  const words = process.argv.slice(1);
  const file = process.files.get(0);
  const terminal = file?.terminal;
  if (terminal === undefined || file?.size === undefined)
    throw new Failure("standard input: Inappropriate ioctl for device");
  const { rows, columns } = file.size;
  if (words.length === 0 || words[0] === "-a") {
    const shown = Object.entries(names).map(([name, setting]) => (terminal.settings[setting] ? name : `-${name}`));
    const size = words.length === 0 ? "" : `rows ${rows}; columns ${columns};\n`;
    await process.write(1, `speed 38400 baud; ${words.length === 0 ? "line = 0;\n" : ""}${size}${shown.join(" ")}\n`);
    return 0;
  }
  if (words[0] === "-g") {
    await process.write(1, `${save(terminal)}\n`);
    return 0;
  }
  for (let at = 0; at < words.length; ) {
    const word = words[at]!;
    if (word === "size") await process.write(1, `${file.size.rows} ${file.size.columns}\n`);
    if (/^[01]{5}$/.test(word)) restore(terminal, word);
    at += word === "size" || /^[01]{5}$/.test(word) ? 1 : apply(terminal, process, words.slice(at));
  }
  return 0;
});
