/** Completion of the words that begin with a dot, and of what stands after them. */
import { visibleLine } from "../format/text.ts";
import { isBelowKnown, topicNames } from "../help/offered.ts";
import type { Reference } from "../reference/model.ts";
import { endpointsAt } from "./endpoints.ts";
import { type Completions, chosen } from "./items.ts";
import { pathsAt } from "./paths.ts";

/** What can be completed for a command's argument: the words themselves, or what kind of thing it is. */
export type CompletionKind = readonly string[] | "path" | "statement" | "topic" | "endpoint";

/** A command of the prompt, as far as it matters here. */
export interface CompletableCommand {
  readonly name: string;
  readonly argument?: string;
  readonly line: string;
  readonly completes?: CompletionKind;
}

/** What the completion of commands goes by. */
interface CommandWorld {
  readonly commands: readonly CompletableCommand[];
  readonly directory: string;
  readonly reference: Reference;
}

/** `.wi`, `.load ~/x`, `.json containers.`: a command, or what stands after one. Undefined for what is none. */
export function commandAt(
  before: string,
  { commands, directory, reference }: CommandWorld,
  statement: (source: string) => Completions,
): Completions | undefined {
  const [whole, lead = "", name] = /^(\s*)(\.[a-z]*)$/i.exec(before) ?? [];
  if (whole !== undefined && name !== undefined) {
    const items = commands.map((command) => ({
      text: command.name,
      label: command.argument === undefined ? command.name : `${command.name} ${command.argument}`,
      detail: command.line,
    }));
    return chosen(lead.length, name, items);
  }
  const [, head = "", called, argument = ""] = /^(\s*(\.[a-z]+)\s+)([\s\S]*)$/i.exec(before) ?? [];
  if (called === undefined) return undefined;
  const command = commands.find((candidate) => candidate.name === called);
  if (command === undefined) return { from: before.length, items: [] };
  const { completes } = command;
  if (completes === "path") {
    const { from, items } = pathsAt(head.length, argument, directory);
    // What has control characters in its name cannot be written down here.
    return { from, items: items.filter(({ text }) => visibleLine(text) === text) };
  }
  if (completes === "endpoint") return endpointsAt(head.length, argument);
  if (completes === "topic" && argument !== "") {
    const topics = chosen(head.length, argument, topicNames(reference, commands, argument));
    // A name of the user's goes on as in a statement.
    if (topics.items.length > 0 || isBelowKnown(reference, argument)) return topics;
  }
  if (completes === "statement" || completes === "topic") {
    const { from, items } = statement(argument);
    return { from: from + head.length, items };
  }
  const words = (completes ?? []).map((text) => ({ text }));
  return chosen(head.length, argument, words);
}
