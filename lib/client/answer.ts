/** What an engine answered: its errors as errors, its JSON as values. Bodies are read with a bound, since what is at the other end may be anything. */
import { ApiError, ProtocolError } from "../errors.ts";
import { withoutQuery } from "../transport/call-name.ts";
import type { ByteSource, CallResponse } from "../transport/contract.ts";

/** The call that an answer belongs to. */
export interface CallIdentity {
  operation?: string | undefined;
  method: string;
  path: string;
}

const errorBodyLimit = 64 * 1024;
const jsonBodyLimit = 256 * 1024 * 1024;

/** The error that stands for an answer with an error status. Reads (a bounded part of) the body. */
export async function statusError(call: CallIdentity, response: CallResponse): Promise<ApiError> {
  const { text } = await readText(response.body, errorBodyLimit).catch((cause) => ({
    text: `(the answer's body broke: ${cause})`,
  }));
  return apiError(call, response.status, response.headers["content-type"] ?? "", text);
}

/** The error for a status and the text that came with it. */
export function apiError({ path, ...rest }: CallIdentity, status: number, contentType: string, text: string): ApiError {
  const call = { ...rest, path: withoutQuery(path) };
  if (looksLikeHtml(contentType, text)) {
    return ApiError.of(`status ${status} with an HTML page, which no engine sends`, {
      ...call,
      status,
      hint: "Check the endpoint: something other than an engine, perhaps a proxy, answers there.",
    });
  }
  const message = messageOf(text) || `the engine answered with status ${status} and said nothing`;
  const meaning = meaningOf(call.operation, status, message);
  const hint = hintFor(meaning, message, call.operation);
  return ApiError.of(message, { ...call, status, ...(hint !== undefined && { hint }) }, meaning);
}

/** What engines answer with a 500, though it is something else that they mean. */
const misreported: readonly { operation: string; message: RegExp; meaning: number }[] = [
  // Docker, of a registry that asks for a password, and Podman, of every registry
  { operation: "SystemAuth", message: /failed with status: 401 Unauthorized$/, meaning: 401 },
  { operation: "SystemAuth", message: /failed with status: 403 Forbidden$/, meaning: 403 },
  // Podman, which looks for a layer of that name in the end
  { operation: "ContainerChanges", message: /\blayer not known$/, meaning: 404 },
  // Podman, of a container that must not run, or must
  { operation: "ContainerDelete", message: /\bcontainer state improper$/, meaning: 409 },
  { operation: "ContainerKill", message: /\bcontainer state improper$/, meaning: 409 },
  { operation: "ContainerCreate", message: /\bthat name is already in use$/, meaning: 409 },
  // Podman, of an image that does not say what to run
  { operation: "ContainerCreate", message: /\bno command or entrypoint provided\b/, meaning: 400 },
];

function meaningOf(operation: string | undefined, status: number, message: string): number {
  if (status !== 500) return status;
  return misreported.find((one) => one.operation === operation && one.message.test(message))?.meaning ?? status;
}

/** Reads a JSON answer. A ProtocolError when it is not JSON. */
export async function readJson(operation: string, response: CallResponse): Promise<unknown> {
  const { text, truncated } = await readText(response.body, jsonBodyLimit);
  if (truncated) throw new ProtocolError(`${operation}: the answer is longer than ${jsonBodyLimit} bytes`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const html = looksLikeHtml(response.headers["content-type"] ?? "", text);
    throw new ProtocolError(`${operation}: the answer is ${html ? "an HTML page" : "not JSON"}: ${excerptOf(text)}`, {
      cause,
      hint: "Check the endpoint: is it an engine that answers there?",
    });
  }
}

/** The whole text of a body, or its first `limit` bytes. */
export async function readText(body: ByteSource, limit: number): Promise<{ text: string; truncated: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (let bytes = await body.read(); bytes !== undefined; bytes = await body.read()) {
    size += bytes.length;
    text += decoder.decode(size > limit ? bytes.subarray(0, bytes.length - (size - limit)) : bytes, { stream: true });
    if (size > limit) {
      body.cancel();
      return { text, truncated: true };
    }
  }
  return { text: text + decoder.decode(), truncated: false };
}

function messageOf(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) {
      const { message, cause } = value as { message?: unknown; cause?: unknown };
      if (typeof message === "string" && message !== "") return message;
      if (typeof cause === "string" && cause !== "") return cause;
    }
  } catch {
    // plain text, as v1.0 and some of today's hijacked calls have it
  }
  return text.trim();
}

function looksLikeHtml(contentType: string, text: string): boolean {
  return contentType.startsWith("text/html") || /^\s*<(?:!doctype|html|head|body|h1)\b/i.test(text);
}

/** The beginning of a text, on one line and without control characters. */
function excerptOf(text: string): string {
  const start = text
    .slice(0, 80)
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return text.length > 80 ? `${start}...` : start || "(empty)";
}

/** What to do when an engine does not get through to a registry. */
export const unreachable = "Check the registry that the name begins with, and whether the engine gets through to it.";

/** Whether it was the engine that could not reach somebody. */
export function isUnreachable(message: string): boolean {
  return /dial tcp|no such host|pinging container registry/.test(message);
}

function hintFor(status: number, message: string, operation: string | undefined): string | undefined {
  if (status === 404 && /image/i.test(message) && operation !== "ImageDelete")
    return "Pull the image first: images.pull(reference).";
  if (status === 404 && /image/i.test(message)) return "images.list() shows which images there are.";
  if (status === 404 && /could not find the file/i.test(message))
    return "The path must be there already; an archive that is unpacked in / can bring it.";
  if (status === 404 && /container|layer not known/i.test(message))
    return "containers.list({ all: true }) shows which containers there are.";
  if (status === 404 && /page not found/i.test(message))
    return "This engine has no such operation in this API version.";
  if (status === 409 && /in use by container|already in use/i.test(message))
    return "Choose another name, or remove the container that has it.";
  if (status === 409 && /not running|only kill running|not in running/i.test(message))
    return "Start the container first: its program has ended, or has not begun.";
  if (status === 409 && /running/i.test(message)) return "Stop the container first, or remove it with { force: true }.";
  if (status === 401 || status === 403) return "The registry or the engine wants other credentials.";
  if (status === 400 && /API version|client version/i.test(message))
    return "Ask for no version (--api-version, apiVersion, DOCKER_API_VERSION), and one is agreed on with the engine.";
  if (status === 409 && /must (?:be )?force|dependent child|several names|multiple repositories/i.test(message))
    return "Remove what is made from it first, or pass { force: true } where only its names or stopped containers stand in the way.";
  if (status >= 500 && isUnreachable(message)) return unreachable;
  return general[Math.min(status, 500)];
}

/** What to do where the message alone tells what it is about. */
const general: Readonly<Record<number, string>> = {
  400: "The message says what is wrong: change what was passed, and try again.",
  404: "Check the name: the engine has nothing that is called so.",
  406: "Ask the engine for what it is in: inspect() tells.",
  409: "Its state does not allow it now: inspect() tells the state.",
  500: "The engine itself failed: its message and its log tell more.",
};
