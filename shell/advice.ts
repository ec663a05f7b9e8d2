/** What to do next about an error that does not say it itself: one of the language or the system, or one of dks that knows no more than what went wrong. */
import { DockerError } from "../mod.ts";
import { isError, propertyOf, told } from "./format/told.ts";

/** One sentence; undefined where somebody's own error is told, in his own words. */
export function adviceFor(error: unknown): string | undefined {
  if (!isError(error)) return undefined;
  const { name, message } = told(error);
  return ofLanguage(name, message) ?? ofSystem(error, message) ?? ofLibrary(error);
}

/** By the words of V8 and JavaScriptCore. */
const language: readonly (readonly [
  name: RegExp,
  message: RegExp,
  advice: string | ((found: RegExpExecArray) => string),
])[] = [
  [
    /^TypeError$/,
    /(?:Cannot (?:read|set) properties of|Cannot destructure property .* as it is) (undefined|null)(?: \((?:reading|setting) '(.+)'\))?/,
    ([, value, property]) => missing(value!, property),
  ],
  [
    /^TypeError$/,
    /^(undefined|null) is not an object(?: \(evaluating '[^']*\.([\w$]+)(?:\([^()]*\))?'\))?/,
    ([, value, property]) => missing(value!, property),
  ],
  [
    /^TypeError$/,
    / is not (?:async )?iterable/,
    "Lists, texts and streams can be gone through; Object.entries(x) makes a list of an object.",
  ],
  [
    /^TypeError$/,
    / is not a function/,
    "help(x) tells what something of dks has; Object.keys(x) shows it of any object.",
  ],
  [/^TypeError$/, / is not a constructor/, "Call it without `new`, or name a class."],
  [
    /^(?:TypeError|Error)$/,
    /^(?:fetch failed|Unable to connect|error sending request)/,
    "Check the address, and whether somebody listens there.",
  ],
  [/^RangeError$/, /call stack/, "A function calls itself without an end: give it one."],
  [
    /^RangeError$/,
    /^(?:Invalid|toFixed|toPrecision|precision|radix)|must be|out of range/,
    "Pass a number that is allowed there.",
  ],
  [/^ReferenceError$/, /before initialization/, "Move its declaration before its first use."],
  [
    /^SyntaxError$/,
    /Unterminated string/,
    "Close the text with the quote that it begins with; one of several lines stands between backticks.",
  ],
  [/^SyntaxError$/, /Unterminated template/, "Close the text with a backtick."],
  [/^SyntaxError$/, /Unterminated regular expression/, "Close the regular expression with a slash."],
  [/^SyntaxError$/, /Unexpected end of input/, "Something is still open: close it, or write the rest."],
  [/^SyntaxError$/, /'return' outside/, "Write the value alone: it is shown."],
  [
    /^SyntaxError$/,
    /does not export `.*`\.$/,
    "Import all of it to see what there is: import * as all from the same module.",
  ],
  [/^SyntaxError$/, /JSON/, "Look at the text that was read: it is not JSON."],
  [/^SyntaxError$/, /to a BigInt/, "Pass a whole number, or a text of digits."],
  [/^AbortError$/, /./, "It was cancelled by its signal: call it again with another one, or without."],
  [/^TimeoutError$/, /./, "Give it more time, or find out what it waits for."],
];

function ofLanguage(name: string, message: string): string | undefined {
  for (const [names, messages, advice] of language) {
    const found = names.test(name) ? messages.exec(message) : null;
    if (found) return typeof advice === "string" ? advice : advice(found);
  }
  return undefined;
}

function missing(value: string, property: string | undefined): string {
  return property === undefined
    ? `Look at the value first: it is ${value}.`
    : `What stands before \`.${property}\` is ${value}: look at it first, or write \`?.${property}\` where it may be missing.`;
}

const system: Readonly<Record<string, string>> = {
  ENOENT: "Check the path: one that does not begin with a slash is meant from the directory in which dks runs.",
  EACCES: "Check whom it belongs to, and what its mode allows.",
  EPERM: "Check whom it belongs to, and what its mode allows.",
  EEXIST: "Name a new file.",
  EISDIR: "Name a file; this is a directory.",
  ENOTDIR: "Check the path: what it takes for a directory is a file.",
  ENOSPC: "Make room on the disk.",
  EROFS: "Name a file on a disk that can be written to.",
  ECONNREFUSED: "Check the address, and whether somebody listens there.",
  ECONNRESET: "Try again: the other side has closed the connection.",
  ENOTFOUND: "Check the name of the machine.",
  ETIMEDOUT: "Check the address, and the way to it.",
};

/** By the code of the error; or by that in the message, where a command tells what the system has said. */
function ofSystem(error: Error, message: string): string | undefined {
  const code = propertyOf(error, "code") ?? /(?:^|: )(E[A-Z]{3,})(?=: )/.exec(message)?.[1];
  return typeof code === "string" && Object.hasOwn(system, code) ? system[code] : undefined;
}

const library: Readonly<Record<string, string>> = {
  ConnectError: "Check that the engine runs, and that it listens at this endpoint.",
  CredentialsError: "Check ~/.docker/config.json, or log in again.",
  InvalidArgumentError: "help(x) tells what a call takes.",
  ProtocolError: "Try again. If it stays so, check what answers at this endpoint: perhaps a proxy stands in between.",
  StreamError: "The message is the engine's: mend what it names, and try again.",
  UnsupportedError: "docker.api() tells what this engine speaks; connect to one that has it.",
};

function ofLibrary(error: Error): string | undefined {
  if (!(error instanceof DockerError)) return undefined;
  return library[error.name] ?? "The message is the engine's: mend what it names, and try again.";
}
