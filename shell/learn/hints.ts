/** Hints for a step: the first says where to look, the second what to type. */
import type { Step } from "./lesson.ts";

/** What is said to somebody who asks for the `count`th time, from 1, in light Markdown. */
export function hintFor(step: Step, count: number): string {
  return count === 1 ? nudge(step) : `Type this:\n\n${indented(step.source)}`;
}

/** A source as a paragraph of its own. */
export function indented(source: string): string {
  return source.replaceAll(/^(?=.)/gm, "    ");
}

function nudge(step: Step): string {
  if (step.kind === "command") {
    const [name = ""] = step.source.split(/\s/);
    return `It is a command of the prompt: \`${name.slice(0, 2)}…\`, and Tab shows which there are.`;
  }
  const { expectation, statement } = step;
  const calls = callsIn(step.source);
  const about = calls.length === 0 ? "" : `It takes ${listed(calls)}; \`${calls.at(-1)}?\` tells about it. `;
  return about + (expectation === undefined ? defaultGoal(statement.expected) : statedGoal(expectation));
}

function statedGoal(expectation: string): string {
  const value = /(?<![\w$])_(?![\w$])/.test(expectation) ? " (`_` is the value that was shown last.)" : "";
  return `It is done when this is true: \`${expectation}\`${value}`;
}

function defaultGoal(expected: readonly { kind: string; lines: readonly string[] }[]): string {
  const [first] = expected;
  if (first === undefined) return "It is done when it does not fail, and what it declares is there.";
  const line = first.lines[0]!.replaceAll(/<(\w+):\d+>/g, "<$1>").replace(/ \((?:glob|re)\)$/, "");
  const text = `\`${line}\`${first.lines.length > 1 ? " and so on" : ""}`;
  if (first.kind === "error") return `It is meant to fail: with ${text}.`;
  return `It is done when it shows ${text}.`;
}

/** The calls that a source makes of the shell's names, e.g. `containers.create`. */
function callsIn(source: string): string[] {
  const found = source.matchAll(/(?<![\w.$"'`/])((?:containers|images|docker)\.\w+|run|pull|build|connect|ps)(?=\()/g);
  return [...new Set([...found].map(([, call]) => call!))];
}

function listed(calls: readonly string[]): string {
  return calls.map((call) => `\`${call}\``).join(" and ");
}
