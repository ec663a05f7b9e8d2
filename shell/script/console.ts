/** The console of a script, the same on every runtime: what is recorded on one has to check on the others. */
import { Console } from "node:console";
import process from "node:process";
import { Writable } from "node:stream";
import { visible } from "../format/text.ts";
import { tableOf } from "./console-table.ts";

type Method = "log" | "error" | "warn";

/** Puts a console of ours in the place of the runtime's; what it prints goes to `take`, errors and warnings to stderr. What it gives undoes that. */
export function replaceConsole(take: (text: string) => void): () => void {
  const ours = new Console({
    stdout: into(take),
    stderr: into((text) => void process.stderr.write(process.stderr.isTTY ? visible(text) : text)),
    colorMode: false,
  });
  // The runtimes do not agree on how a table is laid out.
  ours.table = (data: unknown, properties?: readonly string[]): void => ours.log(tableOf(data, properties) ?? data);
  const own = new Map<string, PropertyDescriptor>();
  for (const [name, method] of Object.entries(ours)) {
    const descriptor = Object.getOwnPropertyDescriptor(console, name);
    if (typeof method !== "function" || descriptor?.configurable !== true) continue;
    own.set(name, descriptor);
    Object.defineProperty(console, name, { ...descriptor, value: method as Console[Method] });
  }
  return () => {
    for (const [name, descriptor] of own) Object.defineProperty(console, name, descriptor);
  };
}

/** What is written is there at once. */
function into(take: (text: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      take(String(chunk));
      done();
    },
  });
}
