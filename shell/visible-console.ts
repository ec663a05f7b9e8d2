/**
 * `console` on a terminal: what is said there is often an engine's or a container's, and must not drive the terminal. Whoever means to writes to
 * `process.stdout` himself.
 */
import { Console } from "node:console";
import process from "node:process";
import { Writable } from "node:stream";
import { visible } from "./format/text.ts";

let isDone = false;

/** Has the console write its control characters out wherever it writes to a terminal; in a pipe and in a file its bytes are what they are. */
export function showControls(): void {
  const { stdout, stderr } = process;
  if (isDone || !(stdout.isTTY || stderr.isTTY)) return;
  isDone = true;
  const target = console as unknown as Record<string, unknown>;
  const ours = new Console({ stdout: into(stdout), stderr: into(stderr), colorMode: false });
  // To clear the screen is what this one is for.
  for (const [name, method] of Object.entries(ours))
    if (name !== "clear" && typeof method === "function" && typeof target[name] === "function") target[name] = method;
}

/** What is written is there at once, by whichever way the stream writes then. */
function into(stream: NodeJS.WriteStream): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      stream.write(stream.isTTY ? visible(String(chunk)) : String(chunk));
      done();
    },
  });
}
