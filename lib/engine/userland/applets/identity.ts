/** Who and where: id, whoami, hostname, uname, arch, uptime, free. */

import type { Process, Program } from "../../kernel/types.ts";
import { applet, Failure } from "./kit/applet.ts";
import { parseOptions } from "./kit/options.ts";
import { groupName, userName, userOf } from "./kit/users.ts";

export const whoami: Program = applet("", async (process) => {
  parseOptions(process, { short: "", max: 0 });
  const name = userName(process, process.uid);
  if (name === undefined) throw new Failure(`unknown uid ${process.uid}`);
  await process.write(1, `${name}\n`);
  return 0;
});

export const id: Program = applet("[-ugGnr] [USER]", async (process) => {
  const options = parseOptions(process, { short: "ugGnr", max: 1 });
  let { uid, gid } = process;
  const user = options.operands[0];
  if (user !== undefined) {
    const found = userOf(process, user);
    if (found === undefined) throw new Failure(`unknown user ${user}`);
    ({ uid, gid } = found);
  }
  const named = options.has("n");
  const show = async (number: number, name: string | undefined) => {
    await process.write(1, `${named && name !== undefined ? name : number}\n`);
    return 0;
  };
  if (options.has("u")) return show(uid, userName(process, uid));
  if (options.has("g") || options.has("G")) return show(gid, groupName(process, gid));
  const both = (number: number, name: string | undefined) => (name === undefined ? `${number}` : `${number}(${name})`);
  const group = both(gid, groupName(process, gid));
  await process.write(1, `uid=${both(uid, userName(process, uid))} gid=${group} groups=${group}\n`);
  return 0;
});

export const hostname: Program = applet("[-sfi]", async (process) => {
  const options = parseOptions(process, { short: "sfdi" });
  if (options.operands.length > 0) throw new Failure("sethostname: Operation not permitted");
  const name = options.has("s")
    ? process.hostname.replace(/\..*/, "")
    : options.has("i")
      ? "127.0.0.1"
      : process.hostname;
  await process.write(1, `${name}\n`);
  return 0;
});

/** What uname says, by its option. There is no processor to speak of: the machine is the engine. */
function facts(process: Process): Record<string, string> {
  return {
    s: "Linux",
    n: process.hostname,
    r: "5.15.0-dks",
    v: "#1 SMP dks embedded engine",
    m: "x86_64",
    o: "GNU/Linux",
  };
}

export const uname: Program = applet("[-amnrspvo]", async (process) => {
  const options = parseOptions(process, { short: "amnrspvio", max: 0 });
  const known = facts(process);
  const all = options.has("a");
  const shown = Object.keys(known).filter((flag) => all || options.has(flag));
  const values = shown.map((flag) => known[flag]!);
  if (!all && (options.has("p") || options.has("i"))) values.push("unknown");
  await process.write(1, `${values.length === 0 ? known["s"] : values.join(" ")}\n`);
  return 0;
});

export const arch: Program = applet("", async (process) => {
  await process.write(1, `${facts(process)["m"]}\n`);
  return 0;
});

export const uptime: Program = applet("", async (process) => {
  const init = process.processes().find(({ pid }) => pid === 1) as (Process & { started?: number }) | undefined;
  const minutes = Math.floor((Date.now() - (init?.started ?? Date.now())) / 60_000);
  const now = new Date().toISOString().slice(11, 19);
  const up = minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  await process.write(1, ` ${now} up ${up},  load average: 0.00, 0.00, 0.00\n`);
  return 0;
});

export const free: Program = applet("[-bkmg]", async (process) => {
  const options = parseOptions(process, { short: "bkmgh" });
  const unit = { b: 1, k: 1024, m: 1 << 20, g: 1 << 30 }[options.last("b", "k", "m", "g") as "k"] ?? 1024;
  // The memory of the machine is none of a container's business here; the numbers are round so that nobody trusts them.
  const total = String(Math.floor((1 << 30) / unit)).padStart(12);
  const none = "0".padStart(12);
  await process.write(
    1,
    `              total        used        free      shared  buff/cache   available\nMem:   ${total}${none}${total}${none}${none}${total}\nSwap:  ${none}${none}${none}\n`,
  );
  return 0;
});
