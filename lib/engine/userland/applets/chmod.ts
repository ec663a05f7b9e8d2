/** chmod, chown, chgrp. */

import type { Process, Program } from "../../kernel/types.ts";
import { applet, complain, Failure, reason } from "./kit/applet.ts";
import { changeMode } from "./kit/modes.ts";
import { parseOptions } from "./kit/options.ts";
import { join } from "./kit/tree.ts";
import { groupOf, userOf } from "./kit/users.ts";

/** Changes files, and with `recursive` all below them; links on the way are left alone. */
async function changeAll(
  process: Process,
  names: readonly string[],
  recursive: boolean,
  change: (path: string) => void,
): Promise<number> {
  let code = 0;
  const visit = async (name: string, top: boolean): Promise<void> => {
    const path = process.resolve(name);
    try {
      const { type } = process.fs.lstat(path);
      if (type === "symlink" && (recursive || !top)) return;
      change(path);
      if (recursive && type === "directory")
        for (const entry of process.fs.readdir(path)) await visit(join(name, entry), false);
    } catch (error) {
      await complain(process, `${name}: ${reason(error)}`);
      code = 1;
    }
  };
  for (const name of names) await visit(name, true);
  return code;
}

export const chmod: Program = applet("[-Rcvf] MODE[,MODE]... FILE...", async (process) => {
  // A mode that takes away (-x) is no option.
  const minus = process.argv.findIndex((word, at) => at > 0 && /^-[rwxXstugo]/.test(word));
  const argv = minus < 0 ? process.argv : [...process.argv.slice(0, minus), "--", ...process.argv.slice(minus)];
  const options = parseOptions(process, { short: "+Rcvf", long: { recursive: "R" }, min: 2 }, argv);
  const [text, ...names] = options.operands as [string, ...string[]];
  if (changeMode(text, 0, { umask: process.umask, directory: false }) === undefined)
    throw new Failure(`invalid mode '${text}'`);
  return changeAll(process, names, options.has("R"), (path) => {
    const { mode, type } = process.fs.stat(path);
    process.fs.chmod(path, changeMode(text, mode, { umask: process.umask, directory: type === "directory" })!);
  });
});

/** A number, or what the name stands for. */
function numberOf(text: string, find: (name: string) => number | undefined, what: string): number {
  const number = find(text) ?? (/^\d+$/.test(text) ? Number(text) : undefined);
  if (number === undefined) throw new Failure(`unknown ${what} ${text}`);
  return number;
}

export const chown: Program = applet("[-RhLHPcvf]... USER[:[GRP]] FILE...", async (process) => {
  const options = parseOptions(process, { short: "RhLHPcvf", long: { recursive: "R" }, min: 2 });
  const [owner, ...names] = options.operands as [string, ...string[]];
  const [user = "", group = ""] = owner.split(/[:.]/);
  let uid: number | undefined;
  let gid: number | undefined;
  try {
    if (user !== "") uid = numberOf(user, (name) => userOf(process, name)?.uid, "user");
    if (group !== "") gid = numberOf(group, (name) => groupOf(process, name), "group");
    else if (/[:.]$/.test(owner)) gid = userOf(process, user)?.gid;
  } catch (error) {
    if (error instanceof Failure && owner.includes(":")) throw new Failure(`unknown user/group ${owner}`);
    throw error;
  }
  return changeAll(process, names, options.has("R"), (path) => {
    const stat = process.fs.stat(path);
    process.fs.chown(path, uid ?? stat.uid, gid ?? stat.gid);
  });
});

export const chgrp: Program = applet("[-RhLHPcvf]... GROUP FILE...", async (process) => {
  const options = parseOptions(process, { short: "RhLHPcvf", long: { recursive: "R" }, min: 2 });
  const [group, ...names] = options.operands as [string, ...string[]];
  const gid = numberOf(group, (name) => groupOf(process, name), "group");
  return changeAll(process, names, options.has("R"), (path) => process.fs.chown(path, process.fs.stat(path).uid, gid));
});
