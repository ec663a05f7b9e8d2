/** Real terminals: what others may import. */
export { attachTerminal, type AttachmentOrigin, type AttachTerminalOptions } from "./attach.ts";
export { handOver, type HandOverEnd, type HandOverOptions } from "./hand-over.ts";
export { runInTerminal, type RunInTerminalOptions } from "./run.ts";
