/** echo */

import type { Program } from "../../kernel/types.ts";
import { applet } from "./kit/applet.ts";
import { encodeText, toBytes } from "./kit/bytes.ts";
import { resolveEscapes } from "./kit/escapes.ts";

export const echo: Program = applet(undefined, async (process) => {
  let newline = true;
  let escapes = false;
  let at = 1;
  for (; /^-[neE]+$/.test(process.argv[at] ?? ""); at++) {
    for (const flag of process.argv[at]!.slice(1)) {
      if (flag === "n") newline = false;
      // -E does not take back an -e.
      else escapes ||= flag === "e";
    }
  }
  const text = encodeText(process.argv.slice(at).join(" "));
  const { text: shown, stopped } = escapes ? resolveEscapes(text, true) : { text, stopped: false };
  await process.write(1, toBytes(newline && !stopped ? `${shown}\n` : shown));
  return 0;
});
