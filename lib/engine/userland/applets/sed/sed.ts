/** sed */

import type { Process, Program } from "../../../kernel/types.ts";
import { applet, BadUsage, complain, Failure, reason } from "../kit/applet.ts";
import { encodeText, toText } from "../kit/bytes.ts";
import { close, Output, open } from "../kit/io.ts";
import { parseOptions } from "../kit/options.ts";
import { Input } from "./input.ts";
import { type Quit, Run, type Settings } from "./run.ts";
import { type Command, ScriptParser } from "./script.ts";

/** Edits one file in place. */
async function editInPlace(
  process: Process,
  name: string,
  commands: readonly Command[],
  settings: Settings,
  suffix: string,
): Promise<Quit | undefined> {
  const path = process.resolve(name);
  const { mode } = process.fs.stat(path);
  const temporary = `${path}.sed${process.pid}`;
  const fd = open(process, temporary, { write: true, create: true, truncate: true, mode });
  const input = new Input(process, [name], settings.end);
  let quit: Quit | undefined;
  try {
    const out = new Output(process, fd);
    quit = await new Run(process, commands, settings, input, out).run();
    // What a script that quits has not read stays as it is.
    while (await input.fill()) {
      const line = input.take();
      out.put(line.text + (line.ended ? settings.end : ""));
    }
    await out.flush();
  } finally {
    close(process, fd);
  }
  if (suffix !== "") process.fs.rename(path, process.resolve(name + suffix));
  process.fs.rename(temporary, path);
  return quit;
}

export const sed: Program = applet(
  "[-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\nor: sed [-i[SFX]] [-nrE] CMD [FILE]...",
  async (process) => {
    // The suffix of -i is glued to it, or left out.
    let suffix: string | undefined;
    const argv = process.argv.flatMap((word, at) => {
      const inPlace = at > 0 ? /^-([nrEsz]*)i(.*)$|^--in-place(?:=(.*))?$/.exec(word) : null;
      if (inPlace === null) return [word];
      suffix = inPlace[2] ?? inPlace[3] ?? "";
      return inPlace[1] === undefined || inPlace[1] === "" ? [] : [`-${inPlace[1]}`];
    });
    const long = { expression: "e", file: "f", quiet: "n", silent: "n", "regexp-extended": "E", "null-data": "z" };
    const options = parseOptions(process, { short: "nrEsze:f:", long }, argv);
    const scripts = options.all("e").map(encodeText);
    for (const name of options.all("f"))
      scripts.push(toText(process.fs.readFile(process.resolve(name))).replace(/\n$/, ""));
    if (scripts.length === 0) {
      const script = options.operands.shift();
      if (script === undefined) throw new BadUsage();
      scripts.push(encodeText(script));
    }
    const commands = new ScriptParser(scripts.join("\n"), options.has("r") || options.has("E")).parse();
    const settings: Settings = {
      quiet: options.has("n") || scripts[0]!.startsWith("#n\n"),
      end: options.has("z") ? "\0" : "\n",
    };
    if (suffix !== undefined) {
      let code = 0;
      for (const name of options.operands) {
        try {
          const quit = await editInPlace(process, name, commands, settings, suffix);
          if (quit !== undefined) code = quit.code;
        } catch (error) {
          if (error instanceof Failure) throw error;
          await complain(process, `${name}: ${reason(error)}`);
          code = 1;
        }
      }
      return code;
    }
    const names = options.operands.length === 0 ? ["-"] : options.operands;
    const input = new Input(process, names, settings.end);
    const quit = await new Run(process, commands, settings, input, new Output(process)).run();
    return quit?.code || input.code;
  },
);
