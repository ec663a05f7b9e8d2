/**
 * Names: what may be written for a container and for an image, checked before anything is sent. Shapes after the grammar of
 * the distribution project: `[registry[:port]/]path[:tag][@digest]`.
 */
import { InvalidArgumentError } from "../errors.ts";

/** What identifies a container: its id, the beginning of its id, or its name. */
export type ContainerRef = string;

/** What identifies a container that runs. */
export type RunningContainerRef = ContainerRef;

/** What identifies a container that does not run. */
export type StoppedContainerRef = ContainerRef;

/** What identifies an image: `busybox`, `busybox:1.36`, `registry:5000/team/app@sha256:...`, or (the beginning of) its id. */
export type ImageRef = string;

/** The signals of Linux that are sent on purpose, those that one needs first. */
export const signals = [
  "SIGTERM",
  "SIGKILL",
  "SIGINT",
  "SIGHUP",
  "SIGQUIT",
  "SIGUSR1",
  "SIGUSR2",
  "SIGSTOP",
  "SIGCONT",
  "SIGTSTP",
  "SIGWINCH",
  "SIGABRT",
  "SIGALRM",
  "SIGCHLD",
  "SIGPIPE",
  "SIGSEGV",
] as const;

/** A signal: its name, `SIGHUP` for instance, or its number as text, e.g. `1`. */
export type Signal = (typeof signals)[number] | (string & {});

/** An image reference in its parts. */
export interface ParsedImageRef {
  /** Registry and path as they were written, without tag and digest. */
  repository: string;
  /** The registry that the repository begins with, as it was written; absent where none was. */
  registry?: string;
  tag?: string;
  /** `sha256:` and 64 hexadecimal digits. */
  digest?: string;
}

const containerName = /^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;
const pathPart = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const registryName =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;
const tagName = /^\w[\w.-]{0,127}$/;
const digestName = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;

/** Returns the reference as it was given, or throws an InvalidArgumentError that says what is wrong with it. */
export function checkContainerRef(ref: unknown): ContainerRef {
  if (typeof ref !== "string") throw wrong(ref, "a container", whatItIs(ref));
  if (ref === "") throw wrong(ref, "a container", "is empty");
  if (!containerName.test(ref)) {
    throw wrong(ref, "a container", "may have letters, digits, `_`, `.` and `-`, and begins with a letter or a digit");
  }
  return ref;
}

/** Takes an image reference apart, or throws an InvalidArgumentError that says what is wrong with it. */
export function parseImageRef(ref: unknown): ParsedImageRef {
  if (typeof ref !== "string") throw wrong(ref, "an image", whatItIs(ref));
  if (ref === "") throw wrong(ref, "an image", "is empty");
  let rest = ref;
  const parsed: ParsedImageRef = { repository: "" };
  const at = rest.indexOf("@");
  if (at >= 0) {
    parsed.digest = rest.slice(at + 1);
    rest = rest.slice(0, at);
    if (!digestName.test(parsed.digest))
      throw wrong(ref, "an image", "has a digest that is not like sha256:<64 hexadecimal digits>");
  } else if (/^sha256:[0-9a-f]{64}$/.test(rest)) {
    return { repository: rest };
  }
  const colon = rest.indexOf(":", rest.lastIndexOf("/") + 1);
  if (colon >= 0) {
    parsed.tag = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
    if (!tagName.test(parsed.tag)) {
      throw wrong(
        ref,
        "an image",
        "has a tag that is empty, longer than 128, or not of letters, digits, `_`, `.` and `-`",
      );
    }
  }
  const parts = rest.split("/");
  const first = parts[0] ?? "";
  const hasRegistry =
    parts.length > 1 && (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
  if (hasRegistry) {
    if (!registryName.test(first))
      throw wrong(ref, "an image", `has a registry, \`${first}\`, that is not a host name with an optional port`);
    parts.shift();
    parsed.registry = first;
  }
  for (const part of parts) {
    if (pathPart.test(part)) continue;
    if (part === "") throw wrong(ref, "an image", "has an empty part in its path");
    if (part !== part.toLowerCase()) throw wrong(ref, "an image", "must be in lower case");
    throw wrong(
      ref,
      "an image",
      `has a part, \`${part}\`, that is not of lower-case letters and digits with single separators`,
    );
  }
  parsed.repository = rest;
  return parsed;
}

/** Returns the reference as it was given, or throws an InvalidArgumentError that says what is wrong with it. */
export function checkImageRef(ref: unknown): ImageRef {
  parseImageRef(ref);
  return ref as ImageRef;
}

function whatItIs(ref: unknown): string {
  if (ref === undefined) return "is missing";
  return typeof ref === "object" && ref !== null
    ? "must be a string"
    : `is ${ref === null ? "null" : `a ${typeof ref}`}, not a string`;
}

function wrong(ref: unknown, what: string, why: string): InvalidArgumentError {
  const isObject = typeof ref === "object" && ref !== null;
  const shown = typeof ref === "string" ? JSON.stringify(ref) : isObject ? "an object" : String(ref);
  return new InvalidArgumentError(`${shown} cannot name ${what}: it ${why}`, {
    hint:
      what === "a container"
        ? `Pass a container's name or id${isObject ? ", such as the `id` of a handle" : ""}.`
        : `Pass a reference such as busybox, busybox:1.36 or registry:5000/team/app:tag${isObject ? ", or the `ref` of a handle" : ""}.`,
  });
}
