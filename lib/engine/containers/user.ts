/** Who a container's program runs as: `name`, `uid`, `name:group`, `uid:gid`, by the files of the image. */
import { Failure } from "../failure.ts";
import type { FileSystem } from "../kernel/mod.ts";

/** A user, as far as programs see it. */
export interface User {
  uid: number;
  gid: number;
  home: string;
}

/** Finds a user; a Failure 400 when the image does not know that name. */
export function findUser(fs: FileSystem, text: string): User {
  const [name = "", groupName] = text.split(":", 2);
  const user = name === "" ? userOf(fs, "0") : userOf(fs, name);
  if (groupName === undefined || groupName === "") return user;
  return { ...user, gid: groupOf(fs, groupName) };
}

function userOf(fs: FileSystem, name: string): User {
  const isNumber = /^\d{1,9}$/.test(name);
  for (const [entry, , uid, gid, , home] of records(fs, "/etc/passwd")) {
    if (entry === name || (isNumber && uid === name)) {
      return { uid: Number(uid), gid: Number(gid), home: home || "/" };
    }
  }
  if (isNumber) return { uid: Number(name), gid: 0, home: name === "0" ? "/root" : "/" };
  throw new Failure(400, `unable to find user ${name}: no matching entries in passwd file`);
}

function groupOf(fs: FileSystem, name: string): number {
  for (const [entry, , gid] of records(fs, "/etc/group")) if (entry === name) return Number(gid);
  if (/^\d{1,9}$/.test(name)) return Number(name);
  throw new Failure(400, `unable to find group ${name}: no matching entries in group file`);
}

/** The lines of a file like /etc/passwd, in their fields; none when there is no such file. */
function records(fs: FileSystem, path: string): string[][] {
  if (!fs.exists(path) || fs.stat(path).type !== "file") return [];
  const text = new TextDecoder().decode(fs.readFile(path));
  return text.split("\n").map((line) => line.split(":"));
}
