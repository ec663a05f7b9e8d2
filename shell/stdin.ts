/** What comes through a pipe. */
import process from "node:process";

/** All of stdin, as text. */
export async function readStdin(): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of process.stdin) text += decoder.decode(bytes as Uint8Array, { stream: true });
  return text + decoder.decode();
}
