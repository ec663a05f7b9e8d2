/** busybox by its own name: says what it has. With the name of an applet the kernel runs that one. */

import type { Program } from "../../kernel/types.ts";

export const busybox: Program = async (process) => {
  const word = process.argv[1];
  const { appletNames } = await import("../mod.ts");
  if (word === "--list") {
    await process.write(1, `${appletNames.join("\n")}\n`);
    return 0;
  }
  if (word !== undefined && !word.startsWith("-")) {
    await process.write(2, `${word}: applet not found\n`);
    return 127;
  }
  const list = appletNames
    .join(", ")
    .replace(/(.{1,70})(?:, |$)/g, "\t$1,\n")
    .replace(/,\n$/, "\n");
  await process.write(
    1,
    `dks userland: the programs of the embedded engine, in one file.\n\nUsage: busybox [PROGRAM [ARGUMENTS]...]\n   or: busybox --list\n\nPrograms:\n${list}`,
  );
  return 0;
};
