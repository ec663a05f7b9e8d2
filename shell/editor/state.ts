/** The state of a line that is being edited, what happens to it, and what it asks of the outside. All of it is data. */
import type { Key } from "./keys.ts";
import { noUndo, type Undo } from "./undo.ts";

/** A line, and all that is remembered while it is edited. Never changed: each step makes a new one. */
export interface State {
  readonly text: string;
  /** An offset in the text, never inside of a character. */
  readonly cursor: number;
  readonly undo: Undo;
  /** What was killed, the latest first. */
  readonly kills: readonly string[];
  readonly history: History;
  readonly search: Search | undefined;
  /** What the last search looked for. */
  readonly lastQuery: string;
  readonly menu: Menu | undefined;
  /** The question for completions that is not answered yet. */
  readonly asked: Asked | undefined;
  /** The question whether the text is complete, likewise. */
  readonly checking: Checking | undefined;
  readonly hint: Hint | undefined;
  /** Whether Ctrl-X was typed, which begins a command of two keys. */
  readonly isPrefixed: boolean;
  /** What the last key did, for commands that go on where the one before left off. */
  readonly last: Last;
  /** The number of the next question. */
  readonly nextId: number;
  /** The entry of the history that the next line begins with, by index; undefined for an empty line. */
  readonly nextEntry: number | undefined;
}

/** The lines that were read before, and the one that is being written behind them. */
export interface History {
  /** The oldest first. */
  readonly entries: readonly string[];
  /** Which is shown: as many as there are entries for the new one. */
  readonly index: number;
  /** What the entries that are looked at begin with: what stood before the cursor when looking began. */
  readonly prefix: string;
  /** Lines that were left, with what was done to them, by index. */
  readonly drafts: ReadonlyMap<number, Draft>;
}

/** A line that was left for another. */
export interface Draft {
  readonly text: string;
  readonly cursor: number;
  readonly undo: Undo;
}

/** An incremental search. */
export interface Search {
  readonly query: string;
  readonly direction: "older" | "newer";
  readonly hasFailed: boolean;
  /** The state to go back to. */
  readonly origin: State;
}

/** What can stand in place of a piece of the text. */
export interface Completion {
  /** What is inserted. */
  readonly text: string;
  /** What the menu shows; the text when left out. */
  readonly label?: string;
  /** What is told below the menu when it is selected. */
  readonly detail?: string;
}

/** The answer to a question for completions. */
export interface Completions {
  /** Where the piece begins that the completions replace, which ends at the cursor. */
  readonly from: number;
  readonly items: readonly Completion[];
}

/** The menu of completions. */
export interface Menu {
  /** All that was answered. */
  readonly all: readonly Completion[];
  /** What is left of it after what was typed. */
  readonly items: readonly Completion[];
  /** The selected one, -1 for none. */
  readonly selected: number;
  readonly from: number;
  /** Where the cursor was when the question was asked: before that the answer is no more true. */
  readonly askedAt: number;
}

/** A question that was asked about a text. */
export interface Asked {
  readonly id: number;
  readonly source: string;
  readonly cursor: number;
}

/** A question whether a text is complete. */
export interface Checking extends Asked {
  /** Whether the next line begins with the entry after the one that is shown. */
  readonly goesOn: boolean;
}

/** What is told below the line. */
export interface Hint {
  /** The question that it answers. */
  readonly id: number;
  readonly text: string | undefined;
}

/** What the last key did. */
export type Last =
  | { readonly type: "none" | "type" | "erase" | "kill" }
  | { readonly type: "vertical"; readonly column: number }
  /** Inserted what stands between these offsets: the kill of this number. */
  | { readonly type: "yank"; readonly start: number; readonly number: number }
  /** Inserted the last word of the entry with this index. */
  | { readonly type: "lastWord"; readonly start: number; readonly index: number };

/** What happens to a line. */
export type Event =
  | Key
  | { readonly type: "completions"; readonly id: number; readonly answer: Completions | undefined }
  | { readonly type: "checked"; readonly id: number; readonly answer: Completeness }
  | { readonly type: "hinted"; readonly id: number; readonly text: string | undefined }
  /** The text came back from another editor. */
  | { readonly type: "replaced"; readonly text: string };

/** Whether a text can be run. */
export type Completeness =
  | { readonly complete: true }
  /** More lines must follow; the next is indented by this, or by what the brackets tell. */
  | { readonly incomplete: true; readonly indent?: string };

/** What is to be done outside. */
export type Effect =
  /** The line is done. */
  | { readonly type: "submit"; readonly text: string }
  /** The line was given up: it stays where it is, and a new one begins. */
  | { readonly type: "discard" }
  /** Ctrl-C, with nothing to give up. */
  | { readonly type: "interrupt" }
  /** There will be no more lines. */
  | { readonly type: "end" }
  | { readonly type: "suspend" }
  | { readonly type: "clear" }
  | { readonly type: "bell" }
  /** The text is to be edited by another editor; a `replaced` brings it back. */
  | { readonly type: "edit"; readonly text: string }
  /** Is the text complete? A `checked` answers; keys that come before wait. */
  | ({ readonly type: "check" } & Asked)
  /** What fits at the cursor? A `completions` answers. */
  | ({ readonly type: "complete" } & Asked)
  /** What is to be told about what stands at the cursor? A `hinted` answers. */
  | ({ readonly type: "hint" } & Asked)
  /** Says what fits, once, where no menu is drawn. */
  | { readonly type: "list"; readonly items: readonly Completion[] };

/** A state, and what is to be done. */
export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** An empty line after these entries, the oldest first. */
export function emptyLine(entries: readonly string[], kills: readonly string[] = [], lastQuery = ""): State {
  return {
    text: "",
    cursor: 0,
    undo: noUndo,
    kills,
    history: { entries, index: entries.length, prefix: "", drafts: new Map() },
    search: undefined,
    lastQuery,
    menu: undefined,
    asked: undefined,
    checking: undefined,
    hint: undefined,
    isPrefixed: false,
    last: { type: "none" },
    nextId: 1,
    nextEntry: undefined,
  };
}
