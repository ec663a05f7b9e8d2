/**
 * The userland of the embedded engine: every program that a container can run, by name. Programs are loaded when they are
 * first run, a file at a time.
 */

import type { Program } from "../kernel/types.ts";

/** A file of programs, under the names that they are exported by. */
type Group = () => Promise<Record<string, unknown>>;

/** Which file has which programs. `[` and the like are exported by another name: `name=export`. */
const groups: readonly (readonly [Group, string])[] = [
  [() => import("./shell/mod.ts"), "sh ash=sh"],
  [() => import("./applets/simple.ts"), "yes sleep usleep sync clear reset tty nproc"],
  [() => import("./applets/echo.ts"), "echo"],
  [() => import("./applets/printf.ts"), "printf"],
  [() => import("./applets/cat.ts"), "cat more=cat less=cat tee rev tac nl fold"],
  [() => import("./applets/head-tail.ts"), "head tail"],
  [() => import("./applets/wc.ts"), "wc"],
  [() => import("./applets/seq.ts"), "seq"],
  [() => import("./applets/date.ts"), "date"],
  [() => import("./applets/env.ts"), "env printenv which timeout time nice nohup"],
  [() => import("./applets/identity.ts"), "id whoami hostname uname arch uptime free"],
  [() => import("./applets/paths.ts"), "pwd basename dirname readlink realpath"],
  [() => import("./applets/files.ts"), "mkdir rmdir rm unlink touch ln link truncate mktemp"],
  [() => import("./applets/chmod.ts"), "chmod chown chgrp"],
  [() => import("./applets/copy.ts"), "cp mv"],
  [() => import("./applets/ls.ts"), "ls"],
  [() => import("./applets/stat.ts"), "stat du df"],
  [() => import("./applets/test.ts"), "test [=test [[=test"],
  [() => import("./applets/expr.ts"), "expr"],
  [() => import("./applets/grep.ts"), "grep egrep=grep fgrep=grep"],
  [() => import("./applets/sed/sed.ts"), "sed"],
  [() => import("./applets/sort.ts"), "sort uniq shuf"],
  [() => import("./applets/cut.ts"), "cut paste tr strings"],
  [() => import("./applets/compare.ts"), "cmp comm"],
  [() => import("./applets/find.ts"), "find"],
  [() => import("./applets/xargs.ts"), "xargs"],
  [() => import("./applets/dd.ts"), "dd"],
  [() => import("./applets/dump.ts"), "od hexdump hd=hexdump xxd"],
  [() => import("./applets/hash.ts"), "md5sum sha1sum sha256sum sha512sum cksum base64"],
  [() => import("./applets/processes.ts"), "ps kill killall pidof pgrep"],
  [() => import("./applets/stty.ts"), "stty"],
  [
    () => import("./applets/network.ts"),
    "wget=offline curl=offline nc=offline ping=offline nslookup=offline telnet=offline",
  ],
  [() => import("./applets/hello.ts"), "hello"],
];

function lazy(load: Group, name: string): Program {
  let loaded: Program | undefined;
  return async (process) => {
    loaded ??= (await load())[name] as Program;
    return loaded(process);
  };
}

const table = new Map<string, Program>([
  ["true", async () => 0],
  ["false", async () => 1],
]);
for (const [load, names] of groups) {
  for (const pair of names.split(" ")) {
    const [name, exported] = pair.split("=") as [string, string | undefined];
    table.set(name, lazy(load, exported ?? name));
  }
}
table.set(
  "busybox",
  lazy(() => import("./applets/busybox.ts"), "busybox"),
);

/** All programs, by name. */
export const programs: ReadonlyMap<string, Program> = table;

/** The names of the programs that an image has links for: all but `busybox` itself and `hello`. */
export const appletNames: readonly string[] = [...table.keys()]
  .filter((name) => name !== "busybox" && name !== "hello")
  .sort();
