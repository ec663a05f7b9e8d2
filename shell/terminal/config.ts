/** The detach keys that the docker CLI is told: `detachKeys` of `config.json`, in the directory that DOCKER_CONFIG names, else in `~/.docker`. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { InvalidArgumentError } from "../../mod.ts";
import { defaultDetachKeys, parseDetachKeys } from "./detach-keys.ts";

/** The bytes of the keys: those that are given, else those of the configuration, else those of every engine. */
export async function detachKeysOf(given: string | undefined): Promise<Uint8Array> {
  return parseDetachKeys(given || (await configuredKeys()) || defaultDetachKeys);
}

async function configuredKeys(): Promise<string | undefined> {
  const path = join(process.env["DOCKER_CONFIG"] || join(homedir(), ".docker"), "config.json");
  const keys = await readKeys(path);
  if (keys === undefined || keys === "") return undefined;
  try {
    parseDetachKeys(keys);
  } catch (cause) {
    throw broken(path, `the detachKeys ${JSON.stringify(keys)} cannot be understood`, cause);
  }
  return keys;
}

async function readKeys(path: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw broken(path, "it cannot be read", cause);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken(path, "it is not JSON"); // without the cause, which quotes the text: there are logins in it
  }
  const keys = typeof value === "object" && value !== null ? (value as { detachKeys?: unknown }).detachKeys : undefined;
  if (keys === undefined || typeof keys === "string") return keys;
  throw broken(path, "`detachKeys` in it is not a text");
}

function broken(path: string, why: string, cause?: unknown): InvalidArgumentError {
  return new InvalidArgumentError(`the docker configuration ${path} cannot be used: ${why}`, {
    hint: 'Mend it, or say which keys detach: { detachKeys: "ctrl-p,ctrl-q" }.',
    ...(cause !== undefined && { cause }),
  });
}
