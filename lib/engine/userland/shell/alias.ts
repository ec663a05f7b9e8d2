/** Aliases: names of commands that stand for text. */

import { forEachChild, parse, type SyntaxNode, type Word } from "unbash";

/** A text with the aliases put in place of the commands' names. */
export function substituteAliases(text: string, aliases: ReadonlyMap<string, string>): string {
  if (aliases.size === 0) return text;
  const names: Word[] = [];
  const visit = (node: SyntaxNode): void => {
    // Text from backquotes has been decoded: its positions are in another string.
    if (node.type === "Script" && node.source !== undefined) return;
    if (node.type === "Command" && node.name !== undefined && aliases.has(node.name.text)) names.push(node.name);
    forEachChild(node, visit);
  };
  visit(parse(text));
  names.sort((left, right) => right.pos - left.pos);
  return names.reduce(
    (result, { pos, end, text: name }) => result.slice(0, pos) + meaning(name, aliases, new Set()) + result.slice(end),
    text,
  );
}

/** What an alias stands for; the first word of that may be an alias too, but no alias stands for itself. */
function meaning(name: string, aliases: ReadonlyMap<string, string>, seen: Set<string>): string {
  const value = aliases.get(name)!;
  seen.add(name);
  return value.replace(/^(\s*)([^\s;&|()<>$`"'\\]+)/, (match, blank: string, first: string) =>
    aliases.has(first) && !seen.has(first) ? blank + meaning(first, aliases, seen) : match,
  );
}
