/** The users and groups that /etc/passwd and /etc/group name. */

import type { Process } from "../../../kernel/types.ts";

function records(process: Process, path: string): string[][] {
  if (!process.fs.exists(path)) return [];
  const lines = new TextDecoder().decode(process.fs.readFile(path)).split("\n");
  return lines.filter((line) => line.includes(":")).map((line) => line.split(":"));
}

/** The name of a user; undefined when it has none. */
export function userName(process: Process, uid: number): string | undefined {
  return records(process, "/etc/passwd").find((record) => Number(record[2]) === uid)?.[0];
}

/** The name of a group; undefined when it has none. */
export function groupName(process: Process, gid: number): string | undefined {
  return records(process, "/etc/group").find((record) => Number(record[2]) === gid)?.[0];
}

/** A user by name. */
export function userOf(process: Process, name: string): { uid: number; gid: number; home: string } | undefined {
  const record = records(process, "/etc/passwd").find(([user]) => user === name);
  return record && { uid: Number(record[2]), gid: Number(record[3]), home: record[5] ?? "/" };
}

/** The number of a group by name. */
export function groupOf(process: Process, name: string): number | undefined {
  const record = records(process, "/etc/group").find(([group]) => group === name);
  return record && Number(record[2]);
}
