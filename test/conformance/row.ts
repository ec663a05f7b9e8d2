/** A row of the table: what an engine of 2013 was asked on one connection, and the facts of what it answered. */
import { multipart } from "./bodies.ts";
import type { RequestForm } from "./engine.ts";
import { type Comparison, type Facts, facts } from "./facts.ts";
import { type Need, nothing } from "./needs.ts";

/** One request, and its answer. */
export interface Say extends RequestForm {
  /** `METHOD target`; `$id`, `$full` and `$other` stand for ids of what is there. */
  readonly line: string;
  readonly facts: Facts;
  readonly compare: Comparison;
}

/** What is said on one connection. */
export interface Row {
  /** Of the recorded exchange. */
  readonly name: string;
  readonly needs: Need;
  readonly says: readonly Say[];
}

interface Options extends Partial<Omit<Say, "line" | "facts">> {
  readonly needs?: Need;
}

/** One exchange: its name, what was asked, the head and the body of the answer. */
export function row(name: string, line: string, head: string, body = "", options: Options = {}): Row {
  const { needs = nothing, ...rest } = options;
  return { name, needs, says: [say(line, head, body, rest)] };
}

/** Several exchanges on one connection. */
export function conversation(name: string, needs: Need, says: readonly Say[]): Row {
  return { name, needs, says };
}

export function say(line: string, head: string, body = "", options: Partial<Omit<Say, "line" | "facts">> = {}): Say {
  return { line, facts: facts(head, body), compare: "text", ...options };
}

/** The headers of the command line 0.4.0, of the release before it, of its attachments and of its builds. */
export const by040: Readonly<Record<string, string>> = {
  "User-Agent": "Docker-Client/0.4.0",
  "Accept-Encoding": "gzip",
};
export const by033: Readonly<Record<string, string>> = {
  "User-Agent": "Docker-Client/0.3.3",
  "Accept-Encoding": "gzip",
};
export const dialled: Readonly<Record<string, string>> = { Host: "", "User-Agent": "Go-http-client/1.1" };
export const posted: Readonly<Record<string, string>> = {
  "User-Agent": "Go-http-client/1.1",
  "Accept-Encoding": "gzip",
};
export { multipart };
