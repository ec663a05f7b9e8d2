/** What COPY and ADD take: files of the context, of another stage, or of an image. */
import { createHash } from "node:crypto";
import { BadParameter } from "../failure.ts";
import { globMatches } from "../glob.ts";
import { type LayerEntry, type LayeredFileSystem, SystemError } from "../kernel/mod.ts";
import { parseGlob } from "./ignore.ts";

/** One file or directory that is to be copied. */
export interface Source {
  fs: LayeredFileSystem;
  /** Where it is: a link that the instruction names has been followed. */
  path: string;
  /** The name that it has in a directory. */
  name: string;
  isDirectory: boolean;
  /** `file:` or `dir:` and a digest of everything that counts; the same files have the same digest, whatever their dates. */
  digest: string;
}

/** The files that words of an instruction name, in order. A Failure 400 for a name that there is not. */
export function findSources(fs: LayeredFileSystem, words: readonly string[], keyword: string): Source[] {
  const found = words.flatMap((word) => {
    const path = within(word, keyword);
    return /[*?[]/.test(path) ? matching(fs, path, keyword) : [sourceAt(fs, path, keyword)];
  });
  if (found.length === 0) throw new BadParameter(`${keyword} failed: no source files were specified`);
  return found;
}

/** The digest of several sources together. */
export function digestOf(sources: readonly Source[]): string {
  if (sources.length === 1) return sources[0]!.digest;
  const hash = createHash("sha256");
  for (const { digest } of sources) hash.update(`${digest},`);
  return `multi:${hash.digest("hex")}`;
}

/** A path without a slash in front, and without `.` and `..`. */
function within(word: string, keyword: string): string {
  const names: string[] = [];
  for (const name of word.split("/")) {
    if (name === ".." && names.pop() === undefined) {
      throw new BadParameter(`${keyword} failed: forbidden path outside the build context: ${word} ()`);
    }
    if (name !== ".." && name !== "." && name !== "") names.push(name);
  }
  return names.join("/");
}

function matching(fs: LayeredFileSystem, pattern: string, keyword: string): Source[] {
  const tokens = parseGlob(pattern, false);
  if (tokens === undefined) return [];
  const depth = pattern.split("/").length;
  return [...fs.entries("/")]
    .map(({ path }) => path.slice(1))
    .filter((path) => path.split("/").length === depth && globMatches(tokens, path))
    .map((path) => sourceAt(fs, path, keyword));
}

function sourceAt(fs: LayeredFileSystem, path: string, keyword: string): Source {
  try {
    const real = fs.realpath(`/${path}`);
    const isDirectory = fs.stat(real).type === "directory";
    const name = path.slice(path.lastIndexOf("/") + 1);
    return { fs, path: real, name, isDirectory, digest: digestAt(fs, real, isDirectory) };
  } catch (cause) {
    if (!(cause instanceof SystemError)) throw cause;
    const reason = cause.code === "ENOENT" ? "file does not exist" : cause.message.toLowerCase();
    throw new BadParameter(
      `${keyword} failed: file not found in build context or excluded by .dockerignore: stat ${path}: ${reason}`,
    );
  }
}

function digestAt(fs: LayeredFileSystem, path: string, isDirectory: boolean): string {
  const hash = createHash("sha256");
  for (const entry of fs.entries(path)) {
    hash.update(JSON.stringify([entry.path.slice(path.length), ...described(entry)]));
    if (entry.data !== undefined) hash.update(entry.data);
  }
  return `${isDirectory ? "dir" : "file"}:${hash.digest("hex")}`;
}

function described({ type, mode, uid, gid, target, data }: LayerEntry): unknown[] {
  return [type, mode, uid, gid, target, data?.length];
}
