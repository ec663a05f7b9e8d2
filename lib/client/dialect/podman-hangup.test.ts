import { expect, test } from "vitest";
import { ConnectError } from "../../errors.ts";
import type { OutputChunk } from "../../wire/stdio.ts";
import { withoutHangUp } from "./podman-hangup.ts";

const mark = "Error: write unixpacket @->/proc/self/fd/15/attach: write: broken pipe\n";
const otherMark = "Error: read unixpacket @->/proc/self/fd/15/attach: read: connection reset by peer\n";

/** What is left of these pieces of stderr, and what it ends with. */
async function left(pieces: readonly string[]): Promise<{ text: string; error: unknown }> {
  const rest = pieces.map((text): OutputChunk => ({ stream: "stderr", bytes: new TextEncoder().encode(text) }));
  const source = withoutHangUp({
    async next() {
      const chunk = rest.shift();
      return chunk && [chunk];
    },
    cancel() {},
  });
  let text = "";
  try {
    for (let chunks = await source.next(); chunks !== undefined; chunks = await source.next())
      for (const { bytes } of chunks) text += new TextDecoder().decode(bytes);
    return { text, error: undefined };
  } catch (error) {
    return { text, error };
  }
}

test.each([[[mark]], [["hello\n", otherMark]], [[`hello\n${mark}`]]])(
  "the mark at the end is an error (%#)",
  async (pieces) => {
    const { text, error } = await left(pieces);
    expect(text).toBe(pieces.join("").replace(/Error: .*\n$/, ""));
    expect(error).toBeInstanceOf(ConnectError);
  },
);

test.each([[["hello\n"]], [[mark, "more"]], [["Error: something else\n"]], [[mark.trimEnd()]], [[]]])(
  "anything else is output (%#)",
  async (pieces) => {
    expect(await left(pieces)).toEqual({ text: pieces.join(""), error: undefined });
  },
);
