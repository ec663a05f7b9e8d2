/** Commands that a page shows. */
import type { Block } from "./blocks.ts";

/** A block as a script of which only the commands are left that are to run, on the lines that they have. `skip` is asked of each. */
export function scriptIn({ text }: Pick<Block, "text">, skip: (command: string) => boolean): string {
  return text
    .split("\n")
    .map((line) =>
      commandsIn(line)
        .filter((command) => !skip(command))
        .join(" && "),
    )
    .join("\n");
}

/** The commands on a line, without what is said about them. */
export function commandsIn(line: string): string[] {
  return line
    .replace(/(?:^|\s+)#\s.*$/, "")
    .split(" && ")
    .map((command) => command.trim())
    .filter((command) => command !== "");
}
