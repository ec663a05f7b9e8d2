/** A directory as a context: what is sent of it, and where its Dockerfile is. */
import type { Stats } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { InvalidArgumentError } from "../../errors.ts";
import { type ArchiveEntry, archiveOf, fileEntry } from "./archive.ts";
import { type IgnoreList, parseIgnore } from "./ignore.ts";
import type { OpenContext } from "./open.ts";
import { walk } from "./walk.ts";

const windows = sep === "\\";

/** What is ignored, and the text that says so. */
interface Ignored {
  readonly list: IgnoreList;
  /** Absent where there is no such file. */
  readonly text?: string;
  /** Whether it is the Dockerfile's own, rather than the context's. */
  readonly own: boolean;
}

/**
 * Opens a directory. Throws an InvalidArgumentError when it, or the Dockerfile, is not there or cannot be read, or when the list of what to ignore is
 * malformed. A Dockerfile that is outside is sent under a name of its own, which the build does not see.
 */
export async function openDirectory(context: string | URL, named: string | undefined): Promise<OpenContext> {
  const given = typeof context === "string" ? context : pathOf(context);
  const root = await existing(resolve(given), `the context ${given}`, "Say which directory to build from.");
  if (!(await stat(root)).isDirectory()) {
    throw new InvalidArgumentError(`the context ${given} is not a directory`, {
      hint: "A tar archive is given as bytes or a stream, a Dockerfile as { dockerfile: text }.",
    });
  }
  const file = await dockerfileIn(root, named);
  const path = slashed(relative(root, file));
  const outside = path === ".." || path.startsWith("../") || isAbsolute(path);
  const ignored = await readIgnored(root, file);
  const text = () => readFile(file).catch((cause) => Promise.reject(unreadable(basename(file), cause)));
  return {
    whole: () => ({
      archive: archiveOf(wholeOf({ root, ignored, text, ...(!outside && { path }) })),
      dockerfile: outside ? outsideName : path === "Dockerfile" ? undefined : path,
    }),
    apart: () => ({
      archive: archiveOf(walk(root, { list: ignored.list })),
      dockerfile: async () => new Uint8Array(await text()),
    }),
    cancel() {},
  };
}

/** What a Dockerfile from outside is called in the archive. */
const outsideName = ".dks.Dockerfile";

/**
 * All that an engine needs to see. The list of what to ignore goes with it as `.dockerignore`, since engines look there once more for what
 * a `COPY` shall not find: the Dockerfile itself, if it is ignored.
 */
async function* wholeOf(context: {
  root: string;
  ignored: Ignored;
  text: () => Promise<Uint8Array>;
  /** Where the Dockerfile is; absent when it is outside. */
  path?: string;
}): AsyncGenerator<ArchiveEntry> {
  const { root, ignored, path } = context;
  const replaced = new Map<string, Uint8Array>();
  if (path === undefined) {
    replaced.set(outsideName, new Uint8Array(await context.text()));
    const hidden = [ignored.text, outsideName, ignored.text === undefined ? ".dockerignore" : undefined];
    replaced.set(".dockerignore", utf8(`${hidden.filter((line) => line !== undefined).join("\n")}\n`));
  } else if (ignored.own) replaced.set(".dockerignore", utf8(ignored.text ?? ""));
  for (const [name, content] of replaced) yield fileEntry(name, content);
  yield* walk(root, {
    list: ignored.list,
    always: new Set([".dockerignore", ...(path === undefined ? [] : [path])]),
    never: new Set(replaced.keys()),
  });
}

/** The real path of the Dockerfile, wherever it is. */
async function dockerfileIn(root: string, named: string | undefined): Promise<string> {
  const hint = "Say where it is: { dockerfile: path }, as a path from the context.";
  const wanted = resolve(root, named ?? "Dockerfile");
  const what = `the Dockerfile ${named ?? wanted}`;
  // The docker CLI takes it in lower case, too.
  const other = named === undefined && (await stats(wanted)) === undefined ? join(root, "dockerfile") : wanted;
  const file = await existing((await stats(other)) === undefined ? wanted : other, what, hint);
  if ((await stat(file)).isFile()) return file;
  throw new InvalidArgumentError(`${what} is not a file`, { hint });
}

/** `NAME.dockerignore` beside the Dockerfile is before the context's own. */
async function readIgnored(root: string, dockerfile: string): Promise<Ignored> {
  const own = join(dirname(dockerfile), `${basename(dockerfile)}.dockerignore`);
  for (const path of [own, join(root, ".dockerignore")]) {
    const found = await stats(path);
    if (found === undefined) continue;
    const name = basename(path);
    // A pipe may have no end.
    if (!found.isFile())
      throw new InvalidArgumentError(`${name} is not a file`, { hint: "Take it away, or make it a list of patterns." });
    const text = await readFile(path, "utf8").catch((cause) => Promise.reject(unreadable(name, cause)));
    return { list: parseIgnore(text, { name, windows }), text, own: path === own };
  }
  return { list: parseIgnore(""), own: false };
}

async function existing(path: string, what: string, hint: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    const { code } = cause as { code?: string };
    const why = code === "ENOENT" || code === "ENOTDIR" ? "does not exist" : `cannot be reached (${code ?? cause})`;
    throw new InvalidArgumentError(`${what} ${why}`, { cause, hint });
  }
}

function pathOf(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new InvalidArgumentError(`${url.href} does not name a directory of this machine`, {
      cause,
      hint: "Write file:///path/to/it.",
    });
  }
}

async function stats(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}

/** The error for what the operating system does not let us read. */
function unreadable(what: string, cause: unknown): InvalidArgumentError {
  const { code } = cause as { code?: string };
  return new InvalidArgumentError(`${what} cannot be read (${code ?? cause})`, {
    cause,
    hint: "Check its permissions, or leave it out by .dockerignore.",
  });
}

function slashed(path: string): string {
  return windows ? path.replaceAll("\\", "/") : path;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
