/** What would need a network, and says that there is none: wget, curl, nc, ping, ... */

import type { Program } from "../../kernel/types.ts";
import { complain } from "./kit/applet.ts";

export const offline: Program = async (process) => {
  await complain(process, "no network in the embedded engine: its containers reach nothing outside");
  return 1;
};
