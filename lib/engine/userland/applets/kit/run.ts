/** Running other programs to their end. */

import { SystemError } from "../../../kernel/errors.ts";
import type { OpenFile, Process } from "../../../kernel/types.ts";
import { complain } from "./applet.ts";

/** Runs a command to its end, whatever signals arrive, and resolves to its exit code: 127 or 126 when it cannot be run. */
export async function runAll(
  process: Process,
  argv: readonly string[],
  files?: ReadonlyMap<number, OpenFile>,
): Promise<number> {
  try {
    const child = process.spawn(argv, files === undefined ? {} : { files });
    for (;;) {
      const status = await process.wait(child);
      if (status !== undefined) return status.code;
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await complain(process, `${argv[0]}: ${error.message}`);
    return error.code === "ENOENT" ? 127 : 126;
  }
}
