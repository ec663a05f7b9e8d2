/** What keys do, by name. */
import * as edit from "./edit.ts";
import { ghostOf, lastWord, newer, newest, older, oldest } from "./history.ts";
import { kill, yank, yankPop } from "./kill.ts";
import * as motion from "./motion.ts";
import { beginSearch } from "./search.ts";
import { type Effect, emptyLine, type State, type Step } from "./state.ts";
import { blankWordStart, lineEnd, lineStart, wordEnd, wordStart } from "./text.ts";

/** What the machine knows of the world that it is in. */
export interface Context {
  /** The size of the screen. */
  readonly columns: number;
  readonly rows: number;
  readonly highlight: edit.Tokens;
  /** Whether anybody answers questions for completions; without, Tab indents. */
  readonly completes: boolean;
  /** Whether anybody answers questions for hints. */
  readonly hints: boolean;
  /** Whether what the history proposes is seen: only then can it be taken. */
  readonly ghosts: boolean;
  /** Whether no menu is drawn: completions are listed. */
  readonly isPlain: boolean;
}

/** What a command makes of a state: another, with what is to be done, or undefined when there is nothing that it could do. */
type Result = State | Step | undefined;

function doing(state: State, ...effects: Effect[]): Step {
  return { state, effects };
}

/** A new line, with what is kept from the one before. */
function freshLine({ history, kills, lastQuery, nextId }: State): State {
  return { ...emptyLine(history.entries, kills, lastQuery), nextId };
}

/** Asks whether the text is complete: the answer submits it, or begins a new line. `goesOn`: the line after it is the next entry of the history. */
function accept(state: State, goesOn = false): Step {
  const { text, cursor, nextId } = state;
  const checking = { id: nextId, source: text, cursor, goesOn };
  return doing({ ...state, checking, nextId: nextId + 1 }, { type: "check", ...checking });
}

/** The line, done: what follows is a new one, or the next entry of the history. */
export function submitted(state: State, goesOn: boolean): Step {
  const nextEntry = goesOn ? state.history.index + 1 : undefined;
  return doing({ ...freshLine(state), nextEntry }, { type: "submit", text: state.text });
}

function complete(state: State, { completes }: Context): Step | State {
  const { text, cursor, nextId } = state;
  if (!completes || text.slice(lineStart(text, cursor), cursor).trim() === "") return edit.indent(state);
  const asked = { id: nextId, source: text, cursor };
  return doing({ ...state, asked, nextId: nextId + 1 }, { type: "complete", ...asked });
}

/** Takes the ghost text, as far as it goes to an offset in it. */
function takeGhost(state: State, { ghosts }: Context, upTo: (whole: string) => number): State | undefined {
  const ghost = ghosts ? ghostOf(state) : "";
  const { text, cursor } = state;
  return ghost === "" ? undefined : edit.replace(state, cursor, cursor, ghost.slice(0, upTo(text + ghost) - cursor));
}

function page({ rows }: Context): number {
  return Math.max(1, rows - 2);
}

/** A screen of lines up or down; in the first line or the last, to its beginning or end. */
function turnPage(state: State, context: Context, direction: 1 | -1): State | undefined {
  const edge = direction < 0 ? 0 : state.text.length;
  return motion.vertical(state, direction * page(context)) ?? motion.moveTo(state, edge);
}

/** The name of a command. */
export type Command =
  | "accept"
  | "acceptAndNext"
  | "newLine"
  | "complete"
  | "unindent"
  | "left"
  | "right"
  | "wordLeft"
  | "wordRight"
  | "home"
  | "end"
  | "start"
  | "finish"
  | "up"
  | "down"
  | "pageUp"
  | "pageDown"
  | "oldest"
  | "newest"
  | "searchOlder"
  | "searchNewer"
  | "deleteBack"
  | "deleteForward"
  | "deleteOrEnd"
  | "killLine"
  | "killLineBack"
  | "killBlankWordBack"
  | "killWord"
  | "killWordBack"
  | "yank"
  | "yankPop"
  | "deleteBlanks"
  | "transpose"
  | "transposeWords"
  | "upperCase"
  | "lowerCase"
  | "capitalize"
  | "lastWord"
  | "undo"
  | "redo"
  | "revert"
  | "cancel"
  | "nothing"
  | "interrupt"
  | "clear"
  | "suspend"
  | "prefix"
  | "edit";

const all = (whole: string): number => whole.length;

/** All commands. */
export const commands: Readonly<Record<Command, (state: State, context: Context) => Result>> = {
  accept: (state) => accept(state),
  acceptAndNext: (state) => accept(state, true),
  newLine: (state, { highlight }) => edit.newLine(state, highlight),
  complete,
  unindent: (state) => edit.unindent(state),

  left: motion.left,
  right: (state, context) => takeGhost(state, context, all) ?? motion.right(state),
  wordLeft: motion.wordLeft,
  wordRight: (state, context) =>
    takeGhost(state, context, (whole) => wordEnd(whole, state.cursor)) ?? motion.wordRight(state),
  home: motion.home,
  end: (state, context) => takeGhost(state, context, all) ?? motion.end(state),
  start: (state) => ({ ...state, cursor: 0 }),
  finish: (state) => ({ ...state, cursor: state.text.length }),
  up: (state) => motion.vertical(state, -1) ?? older(state),
  down: (state) => motion.vertical(state, 1) ?? newer(state),
  pageUp: (state, context) => turnPage(state, context, -1),
  pageDown: (state, context) => turnPage(state, context, 1),
  oldest,
  newest,
  searchOlder: (state) => beginSearch(state, "older"),
  searchNewer: (state) => beginSearch(state, "newer"),

  deleteBack: edit.deleteBack,
  deleteForward: edit.deleteForward,
  deleteOrEnd: (state) => (state.text === "" ? doing(state, { type: "end" }) : edit.deleteForward(state)),
  /** At the end of a line, what separates it from the next. */
  killLine: (state) => {
    const end = lineEnd(state.text, state.cursor);
    return kill(state, state.cursor, end === state.cursor ? Math.min(end + 1, state.text.length) : end);
  },
  killLineBack: (state) => {
    const start = lineStart(state.text, state.cursor);
    return kill(state, start === state.cursor ? Math.max(0, start - 1) : start, state.cursor);
  },
  killBlankWordBack: (state) => kill(state, blankWordStart(state.text, state.cursor), state.cursor),
  killWord: (state) => kill(state, state.cursor, wordEnd(state.text, state.cursor)),
  killWordBack: (state) => kill(state, wordStart(state.text, state.cursor), state.cursor),
  yank,
  yankPop,
  deleteBlanks: edit.deleteBlanks,
  transpose: edit.transpose,
  transposeWords: edit.transposeWords,
  upperCase: (state) => edit.changeCase(state, (word) => word.toLocaleUpperCase()),
  lowerCase: (state) => edit.changeCase(state, (word) => word.toLocaleLowerCase()),
  capitalize: (state) => edit.changeCase(state, edit.capitalized),
  lastWord,
  undo: edit.undo,
  redo: edit.redo,
  /** As it was before anything was done to it; that can be undone. */
  revert: (state) => edit.replace(state, 0, state.text.length, state.history.entries[state.history.index] ?? ""),
  cancel: () => undefined,
  nothing: (state) => state,
  interrupt: (state) => doing(freshLine(state), { type: state.text === "" ? "interrupt" : "discard" }),
  clear: (state) => doing(state, { type: "clear" }),
  suspend: (state) => doing(state, { type: "suspend" }),
  prefix: (state) => ({ ...state, isPrefixed: true }),
  edit: (state) => doing(state, { type: "edit", text: state.text }),
};
