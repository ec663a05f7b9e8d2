/** The line editor: what others may import. */
export { editElsewhere } from "./elsewhere.ts";
export { highlight, type Token, type TokenKind } from "./highlight.ts";
export { LineEditor } from "./line-editor.ts";
export type { LineEditorOptions } from "./options.ts";
export type { Completeness, Completion, Completions } from "./state.ts";
export type { LineTerminal, TerminalEvents } from "./terminal.ts";
export { colours, type Part, type Theme } from "./theme.ts";
