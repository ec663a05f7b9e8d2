/**
 * The screen, and who may write on it. While there is a prompt it takes all that is printed there, by whichever way: `print`, `console`,
 * `process.stdout`, warnings of the runtime. So it can stand above the line that is being edited, or wait until a container has given the terminal back.
 * What goes past all of these (a child process, `Deno.stdout`, `Bun.stdout`) cannot be caught.
 */
import { Console } from "node:console";
import { fstatSync } from "node:fs";
import process from "node:process";

/** What takes the place of the screen for everybody but its owner. */
export interface Printer {
  /** Whether what is printed may go to the screen as it is. */
  readonly isFree: boolean;
  /** Takes what is printed while it is not free. */
  print(text: string): void;
  /** Keeps what is printed from now on, until what it gives is called. */
  hold(): () => void;
}

type Write = NodeJS.WriteStream["write"];

/** The ways to the screen that are taken, as they were. */
const own = new Map<NodeJS.WriteStream, Write>();
let printer: Printer | undefined;

/** The stream that leads to the screen: standard output or, where that leads elsewhere, standard error. Undefined when neither does. */
export function screenStream(): NodeJS.WriteStream | undefined {
  return [process.stdout, process.stderr].find(({ isTTY }) => isTTY);
}

/**
 * Makes the runtime look at the size of the screen. Who does not run in the foreground is not told of another one: this process tells itself, as the
 * system would have.
 */
export function measureScreen(): void {
  process.kill(process.pid, "SIGWINCH");
}

/** The number of the file that a stream of the process writes to. */
export function descriptorOf(stream: NodeJS.WriteStream): 1 | 2 {
  return stream === process.stdout ? 1 : 2;
}

/** Writes to a stream, past whoever takes what is printed: for those who have the screen. */
export function directly(stream: NodeJS.WriteStream): Write {
  return (own.get(stream) ?? stream.write).bind(stream) as Write;
}

/** Keeps what is printed from now on, until what it gives is called: somebody else draws on the screen. Without a prompt nothing is kept. */
export function holdPrinted(): () => void {
  return printer?.hold() ?? (() => {});
}

/** Hands all that is printed on the screen to `to`, until what it gives is called. */
export function takePrinted(to: Printer): () => void {
  const screen = screenStream();
  if (screen === undefined) return () => {};
  printer = to;
  const streams = [process.stdout, process.stderr].filter((stream) => isSame(stream, screen));
  for (const stream of streams) take(stream, to);
  const console = takeConsole();
  const warnings = takeWarnings();
  return () => {
    warnings();
    console();
    for (const stream of streams) {
      stream.write = own.get(stream)!;
      own.delete(stream);
    }
    printer = undefined;
  };
}

/** Standard error may lead to a terminal of its own. */
function isSame(stream: NodeJS.WriteStream, screen: NodeJS.WriteStream): boolean {
  if (!stream.isTTY || stream === screen) return stream.isTTY;
  try {
    return fstatSync(descriptorOf(stream)).rdev === fstatSync(descriptorOf(screen)).rdev;
  } catch {
    return true;
  }
}

function take(stream: NodeJS.WriteStream, to: Printer): void {
  const { write } = stream;
  const decoder = new TextDecoder();
  own.set(stream, write);
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    if (to.isFree) return Reflect.apply(write, stream, [chunk, ...rest]) as boolean;
    to.print(typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
    const done = rest.find((value) => typeof value === "function") as (() => void) | undefined;
    if (done) queueMicrotask(done);
    return true;
  }) as Write;
}

/** A console of the runtime's own goes past the streams. One that is made over them does not. */
function takeConsole(): () => void {
  const { stdout, stderr } = process;
  const target = console as unknown as Record<string, unknown>;
  const before: Record<string, unknown> = {};
  for (const [name, method] of Object.entries(new Console({ stdout, stderr }))) {
    if (typeof method !== "function" || typeof target[name] !== "function") continue;
    before[name] = target[name];
    target[name] = method;
  }
  return () => void Object.assign(target, before);
}

/** Warnings go past the streams, too, where they are shown at all. */
function takeWarnings(): () => void {
  const before = process.listeners("warning");
  if (before.length === 0) return () => {};
  const warned = ({ name, message }: Error): void => void process.stderr.write(`${name}: ${message}\n`);
  process.removeAllListeners("warning");
  process.on("warning", warned);
  return () => {
    process.off("warning", warned);
    for (const listener of before) process.on("warning", listener);
  };
}
