/** The program that a script is. */
import { type Parsed, parse, SourceError } from "../evaluate/parse.ts";
import { SourceText } from "../evaluate/source.ts";
import { TranscriptSyntaxError } from "./transcript-error.ts";

/** Parses a script. Throws a {@link TranscriptSyntaxError}. */
export async function parseScript(source: string): Promise<Parsed> {
  try {
    return await parse(source);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const text = new SourceText(source);
    const at = text.position(error.offset);
    throw new TranscriptSyntaxError(error.message, at, text.line(at.line));
  }
}
