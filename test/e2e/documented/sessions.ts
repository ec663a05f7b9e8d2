/** Sessions that a page shows, typed again in a terminal: it must show what the page says. */
import { expect } from "vitest";
import { matchLines } from "../../../shell/script/match.ts";
import { Bindings, Placeholders } from "../../../shell/script/volatile.ts";
import { Terminal } from "../terminal.ts";
import type { Block } from "./blocks.ts";

/** What a session needs that its page does not tell. */
export interface Stage {
  /** The first line of the block. */
  readonly begins: string;
  readonly columns?: number;
  readonly rows?: number;
  /** Statements that were run at the prompt before. */
  readonly before?: readonly string[];
  /** Keys that are pressed, instead of Enter, behind what is typed last. */
  readonly keys?: readonly string[];
}

/** How sessions are played. */
export interface Playing {
  /** The command, for a session that begins at its prompt. */
  readonly dks: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** What is typed in a session, and the lines of the block up to the next input. */
interface Step {
  readonly prompt: string;
  readonly input: string;
  readonly lines: readonly string[];
}

/** What an input stands behind: the prompt of a shell, of dks, or of a shell in a container. */
const typed = /^(\$|[a-z]+>|\/ #) (.+)$/;

/** Types what a block says that is typed, and compares the whole screen with the block after each input. */
export async function playSession(block: Block, stage: Stage, { dks, env }: Playing): Promise<void> {
  const steps = stepsOf(block.text);
  const isInDks = steps[0]!.prompt !== "$";
  const { columns = 90, rows = 24, before = [], keys } = stage;
  // tmux gives its own PATH to what it runs.
  const first = isInDks ? [...dks, "-H", "embedded:"] : ["export", `PATH=${env["PATH"]}`];
  const terminal = new Terminal(first, { columns, rows, env });
  const prompt = isInDks ? "embedded>" : "$";
  const cleared = async (): Promise<void> => {
    terminal.keys("C-l");
    await shows(terminal, [prompt]);
  };
  try {
    await terminal.shows(isInDks ? /\(API [\d.]+\).*\nembedded>$/ : /left with 0\n\$$/);
    await cleared();
    for (const statement of before) {
      terminal.type(statement);
      await shows(terminal, [`${prompt} ${statement}`, "...", prompt]);
      await cleared();
    }
    const shown: string[] = [];
    for (const [index, { input, lines }] of steps.entries()) {
      const next = steps[index + 1];
      terminal.write(input);
      if (next === undefined && keys) await press(terminal, keys);
      else terminal.keys("Enter");
      shown.push(...lines);
      const isOpen = next === undefined && (keys !== undefined || isPrompt(lines.at(-1)!));
      await shows(terminal, isOpen ? shown : [...shown, (next ?? steps[index]!).prompt], block);
    }
  } finally {
    terminal.close();
  }
}

/** What is typed in a session, and what comes of each. Throws when it does not begin with a prompt. */
export function stepsOf(text: string): Step[] {
  const steps: { prompt: string; input: string; lines: string[] }[] = [];
  for (const line of text.trimEnd().split("\n")) {
    const [, prompt, input] = typed.exec(line) ?? [];
    if (prompt !== undefined) steps.push({ prompt, input: input!, lines: [line] });
    else if (steps.length === 0) throw new Error(`a session begins with a prompt, and not with "${line}"`);
    else steps.at(-1)!.lines.push(line);
  }
  return steps;
}

/** Whether a screen is what a block shows: as the output of a `.dks` file is compared, with whatever is volatile as placeholders. */
export function isShown(lines: readonly string[], screen: string, block?: Pick<Block, "info">): boolean {
  const expected = new Placeholders()
    .replace(lines.join("\n"))
    .replaceAll(/\b\d+(?:\.\d+)? ms\b/g, "<duration>")
    .split("\n");
  const isHeader = (line: string): boolean =>
    block?.info === "console without headers" && /^\d+ [<>] [\w-]+: /.test(line);
  const actual = screen.split("\n").filter((line) => !isHeader(line));
  return matchLines(expected, actual, new Bindings(), { kind: "printed", unordered: false }) !== undefined;
}

function isPrompt(line: string): boolean {
  return typed.test(`${line} x`);
}

/** Waits until the terminal shows these lines, and nothing else. */
async function shows(terminal: Terminal, lines: readonly string[], block?: Block): Promise<void> {
  const expected = lines.join("\n");
  const look = (): string => {
    // After it was cleared, a screen may begin with an empty line.
    const screen = terminal.screen().replace(/^\n+/, "");
    return isShown(lines, screen, block) ? expected : screen;
  };
  await expect.poll(look, { timeout: 20_000, interval: 50 }).toBe(expected);
}

/** Presses keys, the next when the one before has changed something. */
async function press(terminal: Terminal, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const before = terminal.screen();
    terminal.keys(key);
    await expect.poll(() => terminal.screen(), { timeout: 20_000, interval: 50 }).not.toBe(before);
  }
}
