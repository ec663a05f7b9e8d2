/** What is drawn in which colour. */
import type { TokenKind } from "./highlight.ts";

/** What is drawn besides the tokens of the source. */
export type Part =
  | "prompt"
  /** What the history proposes. */
  | "ghost"
  /** The brackets that belong together at the cursor. */
  | "match"
  /** What a search found. */
  | "found"
  | "hint"
  /** The item of the menu that is selected. */
  | "selected";

/** Styles: parameters of the escape sequence that selects them, as `1;35`; "" for none. */
export type Theme = Readonly<Record<TokenKind | Part, string>>;

/** Colours of the terminal's own palette, which the user has chosen to be readable. */
export const colours: Theme = {
  keyword: "35",
  constant: "33",
  string: "32",
  template: "32",
  number: "33",
  comment: "90",
  regex: "31",
  property: "36",
  bracket: "",
  prompt: "1",
  ghost: "90",
  match: "1;4",
  found: "7",
  hint: "2",
  selected: "7",
};
