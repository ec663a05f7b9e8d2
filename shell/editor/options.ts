/** What a line editor can be told. */
import process from "node:process";
import type { Tokens } from "./edit.ts";
import { highlight as javascript } from "./highlight.ts";
import type { Completeness, Completions } from "./state.ts";
import { colours, type Theme } from "./theme.ts";

/** What a line editor is made of. All is optional. */
export interface LineEditorOptions {
  /** The lines of earlier sessions, the oldest first. */
  history?: readonly string[];
  /** Whether Enter ends the input, or begins another line. Without it, it ends it. A text that it throws at is complete: running it tells why. */
  isComplete?(source: string): Completeness | Promise<Completeness>;
  /** What Tab offers. Without it, Tab indents. An answer that comes late is dropped, and so is an error. */
  complete?(source: string, cursor: number): Completions | undefined | Promise<Completions | undefined>;
  /** What is told below the line about what stands at the cursor, as the signature of a function; likewise. */
  hint?(source: string, cursor: number): string | undefined | Promise<string | undefined>;
  /** Takes a source apart for the colours and the brackets; JavaScript and TypeScript when left out. */
  highlight?: Tokens;
  /** The colours; `false` for none, as it is without being told where `NO_COLOR` is set. */
  theme?: Theme | false;
  /** Whether only what was typed is drawn, and completions are listed once: for screen readers. */
  plain?: boolean;
  /** What stands before the lines after the first. */
  continuation?: string;
  /** Is told of Ctrl-C on an empty line, while no line is read, and while the text is in another editor. */
  onInterrupt?(): void;
  /** How long, in milliseconds, an escape character waits for what may belong to it. */
  escapeTimeout?: number;
}

/** Takes sources apart as the options say. The last is remembered: the renderer, the brackets and the indentation ask for the same. */
export function highlightOf({ highlight = javascript }: LineEditorOptions): Tokens {
  let [known, tokens] = ["", highlight("")];
  return (source) => {
    if (source !== known) {
      // A colour is not worth a line that cannot be edited.
      try {
        tokens = highlight(source);
      } catch {
        tokens = [];
      }
      known = source;
    }
    return tokens;
  };
}

/** The colours that the options and the environment say; undefined for none. */
export function themeOf({ theme, plain }: LineEditorOptions): Theme | undefined {
  if (theme === false || plain) return undefined;
  return theme ?? (process.env["NO_COLOR"] ? undefined : colours);
}
