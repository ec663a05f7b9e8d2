/** Walking through the lines that were read before. */
import { replace } from "./edit.ts";
import { emptyLine, type State } from "./state.ts";
import { noUndo } from "./undo.ts";

/** Shows the line with an index: the entry, or what was made of it. The line that is left is kept as it is. */
export function show(state: State, index: number): State {
  const { history } = state;
  if (index === history.index) return state;
  const { text, cursor, undo } = state;
  const drafts = new Map(history.drafts).set(history.index, { text, cursor, undo });
  const entry = history.entries[index] ?? "";
  const draft = drafts.get(index) ?? { text: entry, cursor: entry.length, undo: noUndo };
  return { ...state, ...draft, history: { ...history, index, drafts } };
}

/** The line that is read next, with these entries, the oldest first: it begins with the entry that was asked for, or empty. */
export function nextLine({ kills, lastQuery, nextId, nextEntry }: State, entries: readonly string[]): State {
  const line = { ...emptyLine(entries, kills, lastQuery), nextId };
  return nextEntry === undefined || nextEntry >= entries.length ? line : show(line, nextEntry);
}

/** The line with an index as it is shown: the entry, or what was made of it. */
export function textAt({ text, history }: State, index: number): string {
  return index === history.index ? text : (history.drafts.get(index)?.text ?? history.entries[index] ?? "");
}

/** The line before that begins with what stood before the cursor. */
export function older(state: State): State | undefined {
  const { history } = state;
  const isNew = history.index === history.entries.length;
  const prefix = isNew ? state.text.slice(0, state.cursor) : history.prefix;
  const index = find(state, prefix, history.index - 1, -1);
  return index === undefined ? undefined : toEnd(show({ ...state, history: { ...history, prefix } }, index));
}

/** The line after that begins with it; after the last, the one that is being written. */
export function newer(state: State): State | undefined {
  const { history } = state;
  if (history.index === history.entries.length) return undefined;
  const index = find(state, history.prefix, history.index + 1, 1);
  return index === undefined ? show(state, history.entries.length) : toEnd(show(state, index));
}

/** The first line of all. */
export function oldest(state: State): State | undefined {
  const { history } = state;
  const { entries, index } = history;
  return entries.length === 0 || index === 0
    ? undefined
    : toEnd(show({ ...state, history: { ...history, prefix: "" } }, 0));
}

/** The line that is being written. */
export function newest(state: State): State | undefined {
  const { entries, index } = state.history;
  return index === entries.length ? undefined : show(state, entries.length);
}

function toEnd(state: State): State {
  return { ...state, cursor: state.text.length };
}

/** The nearest other line with a prefix. */
function find(state: State, prefix: string, from: number, direction: 1 | -1): number | undefined {
  const { entries } = state.history;
  for (let index = from; index >= 0 && index < entries.length; index += direction) {
    const entry = entries[index]!;
    const shown = textAt(state, index);
    if (shown !== state.text && (entry.startsWith(prefix) || shown !== entry)) return index;
  }
  return undefined;
}

/** How the last line that begins like this one goes on; "" when there is none, or when the cursor is not at the end. */
export function ghostOf({ text, cursor, history, menu, search }: State): string {
  if (cursor !== text.length || menu !== undefined || search !== undefined || text.trim() === "") return "";
  const { entries, index } = history;
  if (entries[index] === text) return "";
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at]!;
    if (entry.length > text.length && entry.startsWith(text)) return entry.slice(text.length);
  }
  return "";
}

/** Inserts the last word of the line before; of an older one each time that it is asked again. */
export function lastWord(state: State): State | undefined {
  const { entries } = state.history;
  const again = state.last.type === "lastWord" ? state.last : undefined;
  const start = again?.start ?? state.cursor;
  for (let index = (again?.index ?? entries.length) - 1; index >= 0; index--) {
    const word = /\S+(?=\s*$)/.exec(entries[index]!)?.[0];
    if (word !== undefined) return replace(state, start, state.cursor, word, { type: "lastWord", start, index });
  }
  return again && { ...state, last: { ...again } };
}
