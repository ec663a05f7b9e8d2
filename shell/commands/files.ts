/** Statements from files and into files. */
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { atHome } from "../at-home.ts";
import { type Command, CommandError } from "./command.ts";

export const fileCommands: readonly Command[] = [
  {
    name: ".edit",
    argument: "[STATEMENT]",
    line: "Opens the last input in $EDITOR, then runs it.",
    completes: "statement",
    run: async (shell, argument) => {
      const text = await shell.edit(argument === "" ? (shell.accepted.at(-1) ?? "") : argument);
      if (text.trim() === "") return undefined;
      // Kept before it runs, as what is typed: it can be had again, whatever is wrong with it.
      shell.console.remember(text);
      await shell.evaluate(text);
      return undefined;
    },
  },
  {
    name: ".load",
    argument: "FILE",
    line: "Runs a file as if it were typed.",
    completes: "path",
    run: async (shell, argument) => {
      const path = named(".load", argument);
      const text = await readFile(resolve(atHome(path)), "utf8").catch((error: NodeJS.ErrnoException) => {
        throw new CommandError(`cannot read ${path}: ${error.message}`);
      });
      await shell.evaluate(await statementsOf(text, path), path);
      return undefined;
    },
  },
  {
    name: ".save",
    argument: "FILE",
    line: "Writes this session to a script, without secrets.",
    completes: "path",
    run: async (shell, argument) => {
      const path = named(".save", argument);
      if (shell.past.isEmpty) throw new CommandError("there is nothing to save yet");
      const [{ savedScript }, { formatHeader }] = await Promise.all([
        import("../saved.ts"),
        import("../script/header.ts"),
      ]);
      const { session, given, apiVersion } = shell;
      const { text, count } = await savedScript(shell.past, session, given);
      const header = formatHeader({
        embedded: session.docker.endpoint === "embedded:",
        ...(apiVersion !== undefined && { apiVersion }),
      });
      const file = { flag: "wx", mode: 0o600 };
      await writeFile(resolve(atHome(path)), `${header}\n${text}`, file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "EEXIST") throw new CommandError(`${path} is there already`, "Name a new file.");
        throw new CommandError(`cannot write ${path}: ${error.message}`);
      });
      return `${count} ${count === 1 ? "statement" : "statements"} in ${path}`;
    },
  },
];

/** The statements of a file. Of a .dks file what it says of itself, and what came of it once, is left out; what is skipped is not run. Lines stay lines. */
async function statementsOf(text: string, path: string): Promise<string> {
  const isScript = /\.dks$/i.test(path) || /^(?:#!.*\r?\n)?\s*\/\/!(?!!)/.test(text);
  if (!isScript) return text.replace(/^#!.*/, "");
  const [{ parseTranscript }, { has }] = await Promise.all([
    import("../script/transcript.ts"),
    import("../script/directed.ts"),
  ]);
  const { header, items } = await parseTranscript(text);
  return [
    blank(header.source),
    ...items.map((item) => {
      if (item.kind !== "statement") return item.kind === "directive" ? blank(item.source) : item.source;
      const source = has(item, "skip") ? blank(item.source) : item.source;
      return source + item.expected.map((output) => blank(output.source)).join("");
    }),
  ].join("");
}

function blank(text: string): string {
  return text.replaceAll(/[^\n\r\u2028\u2029]/g, " ");
}

function named(command: string, argument: string): string {
  if (argument === "") throw new CommandError(`${command} needs a file`, `Write ${command} FILE.`);
  return argument;
}
