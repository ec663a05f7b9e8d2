/** One message of progress, and how it is made of a JSON text or a line. See progress.ts. */
import { ProtocolError } from "../errors.ts";
import { excerpt } from "./excerpt.ts";

/** One message of a pull, push, build or import, whatever the dialect. */
export interface ProgressMessage {
  /** What happens. */
  status?: string;
  /** The layer or the image that it happens to. */
  id?: string;
  /** How far it is, drawn for the eye. */
  progress?: string;
  /** How far it is, in numbers; `total` is absent where the engine does not know it. */
  progressDetail?: { current?: number; total?: number };
  /** A piece of the output of a build. */
  stream?: string;
  /** A result, e.g. the id of the image built. */
  aux?: unknown;
  /** Why it failed. Nothing else comes after it. */
  error?: string;
  /** The same, with the code that the engine gave it. */
  errorDetail?: { code?: number; message?: string };
  [key: string]: unknown;
}

const strings = ["status", "id", "progress", "stream", "error"];
const objects = ["progressDetail", "errorDetail"];

/** The message in a JSON text, which must be an object. Its known fields are checked, since programs rely on their types. */
export function messageOfJson(text: string): ProgressMessage {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError(`a malformed progress message: ${excerpt(text)}`, { cause });
  }
  for (const key of strings) check(fields, key, "string", text);
  for (const key of objects) check(fields, key, "object", text);
  const message: ProgressMessage = fields;
  // An engine may leave out either form of an error, or send an empty one to say that there is none.
  const error = message.error || message.errorDetail?.message;
  if (typeof error === "string" && error !== "") message.error = error;
  else delete message.error;
  return message;
}

/** A known field that is null is dropped, as if it were absent. */
function check(fields: Record<string, unknown>, key: string, type: "string" | "object", text: string): void {
  const value = fields[key];
  if (value === null) delete fields[key];
  else if (value !== undefined && (typeof value !== type || Array.isArray(value))) {
    throw new ProtocolError(`a progress message whose ${key} is not of type ${type}: ${excerpt(text)}`);
  }
}

/** `Importing 2048/4096 (50%)`, ` 2048/4096 (50%)`, `Buffering to disk 2048/? (n/a)`. */
const progressForm = /(?<!\d)(\d{1,15})\/(\d{1,15}|\?) \((?:\d{1,15}%|n\/a)\)$/;

/** A line of text as a message; undefined for an empty one. */
export function messageOfLine(line: string): ProgressMessage | undefined {
  const text = line.trimEnd();
  if (text === "") return undefined;
  const found = progressForm.exec(text);
  if (found === null) return { status: text };
  const [progress, current, total] = found;
  const message: ProgressMessage = { progress, progressDetail: { current: Number(current) } };
  if (total !== "?") message.progressDetail!.total = Number(total);
  const status = text.slice(0, found.index).trim();
  if (status !== "") message.status = status;
  return message;
}

/** The message for the text of an error. */
export function messageOfError(text: string): ProgressMessage {
  const error = text.replaceAll("\r\n", "\n").trim() || "the engine gave no reason";
  return { error, errorDetail: { message: error } };
}
