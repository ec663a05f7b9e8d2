/** Changing the text. */
import { indentAfter, indentOfCloser, indentStep } from "./brackets.ts";
import type { Token } from "./highlight.ts";
import type { Last, State } from "./state.ts";
import { boundary, lineEnd, lineStart, next, previous, withLineFeeds, wordEnd, wordStart } from "./text.ts";
import { remember, type Taken, takeBack, takeForward } from "./undo.ts";

const none: Last = { type: "none" };

/** Takes a source apart; see highlight.ts. */
export type Tokens = (source: string) => readonly Token[];

/**
 * Puts a text in place of what stands between two offsets, and the cursor behind it. What is typed or erased in one go is undone in one go.
 */
export function replace(state: State, from: number, to: number, insert: string, last: Last = none): State {
  if (from === to && insert === "") return state;
  const text = state.text.slice(0, from) + insert + state.text.slice(to);
  const goesOn = last.type === state.last.type && (last.type === "erase" || isSameWord(state, insert, last));
  return {
    ...state,
    text,
    cursor: boundary(text, from + insert.length),
    undo: goesOn ? { past: state.undo.past, future: undefined } : remember(state.undo, state),
    last: { ...last },
  };
}

/** Whether what is typed belongs to the word that was being typed, or to the white space behind it. */
function isSameWord({ text, cursor }: State, insert: string, last: Last): boolean {
  return last.type === "type" && !(/\s/.test(text[cursor - 1] ?? " ") && /\S/.test(insert));
}

/** Inserts what was typed. A closing bracket at the beginning of a line goes below the one that opens. */
export function type(state: State, insert: string, tokens: Tokens): State {
  const start = lineStart(state.text, state.cursor);
  const before = state.text.slice(start, state.cursor);
  if (")]}".includes(insert) && before !== "" && /^[ \t]+$/.test(before)) {
    const source = state.text.slice(0, start);
    const indent = indentOfCloser(source, tokens(source), insert);
    if (indent !== undefined && indent.length < before.length)
      return replace(state, start, state.cursor, indent + insert, { type: "type" });
  }
  return replace(state, state.cursor, state.cursor, insert, { type: "type" });
}

/** Inserts what was pasted: as it is, with line feeds between its lines. */
export function paste(state: State, text: string): State {
  return replace(state, state.cursor, state.cursor, withLineFeeds(text));
}

/** Begins a new line, indented; by what the brackets tell, if nobody else says. */
export function newLine(state: State, tokens: Tokens, indent?: string): State {
  const before = state.text.slice(0, state.cursor);
  const white = indent ?? indentAfter(before, tokens(before));
  // White space alone does not stay behind, nor what would stand between the indentation and the rest of the line.
  const start = lineStart(before, before.length);
  const from = /^[ \t]+$/.test(before.slice(start)) ? start : before.length;
  const rest = /^[ \t]*/.exec(state.text.slice(state.cursor))![0].length;
  return replace(state, from, state.cursor + rest, `\n${white}`);
}

/** Deletes the character before the cursor; in the indentation of a line, a step of it. */
export function deleteBack(state: State): State | undefined {
  const { text, cursor } = state;
  if (cursor === 0) return undefined;
  const before = text.slice(lineStart(text, cursor), cursor);
  const isIndentation = /^ +$/.test(before) && before.length % indentStep.length === 0;
  return replace(state, isIndentation ? cursor - indentStep.length : previous(text, cursor), cursor, "", {
    type: "erase",
  });
}

/** Deletes the character after the cursor. */
export function deleteForward(state: State): State | undefined {
  const { text, cursor } = state;
  return cursor === text.length ? undefined : replace(state, cursor, next(text, cursor), "", { type: "erase" });
}

/** Exchanges the characters before and after the cursor; at the end of a line, the two before it. */
export function transpose(state: State): State | undefined {
  const { text } = state;
  const cursor = state.cursor === lineEnd(text, state.cursor) ? previous(text, state.cursor) : state.cursor;
  const [start, end] = [previous(text, cursor), next(text, cursor)];
  if (cursor <= lineStart(text, cursor) || end === cursor) return undefined;
  const [first, second] = [text.slice(start, cursor), text.slice(cursor, end)];
  return replace(state, start, end, second + first);
}

/** Exchanges the word at the cursor, or after it, with the one before; behind the last word, the last two. */
export function transposeWords(state: State): State | undefined {
  const { text } = state;
  const second = wordStart(text, wordEnd(text, state.cursor));
  const [first, end] = [wordStart(text, second), wordEnd(text, second)];
  const firstEnd = wordEnd(text, first);
  if (firstEnd >= second) return undefined;
  return replace(
    state,
    first,
    end,
    text.slice(second, end) + text.slice(firstEnd, second) + text.slice(first, firstEnd),
  );
}

/** Deletes the blanks around the cursor. */
export function deleteBlanks(state: State): State | undefined {
  const { text, cursor } = state;
  const before = /[ \t]*$/.exec(text.slice(0, cursor))![0].length;
  const after = /^[ \t]*/.exec(text.slice(cursor))![0].length;
  return before + after === 0 ? undefined : replace(state, cursor - before, cursor + after, "");
}

/** Changes the case of the word at the cursor, or after it. */
export function changeCase(state: State, change: (word: string) => string): State | undefined {
  const { text, cursor } = state;
  const end = wordEnd(text, cursor);
  return end === cursor ? undefined : replace(state, cursor, end, change(text.slice(cursor, end)));
}

/** The first letter of a word large, the others small. */
export function capitalized(word: string): string {
  return word.replace(
    /(\p{L})(.*)/su,
    (_, first: string, rest: string) => first.toLocaleUpperCase() + rest.toLocaleLowerCase(),
  );
}

/** Inserts a step of indentation. */
export function indent(state: State): State {
  return replace(state, state.cursor, state.cursor, indentStep, { type: "type" });
}

/** Takes a step of indentation from the line with the cursor. */
export function unindent(state: State): State | undefined {
  const { text, cursor } = state;
  const start = lineStart(text, cursor);
  const width = /^(?: {1,2}|\t)?/.exec(text.slice(start))![0].length;
  if (width === 0) return undefined;
  const changed = replace(state, start, start + width, "");
  return { ...changed, cursor: boundary(changed.text, Math.max(start, cursor - width)) };
}

/** Takes the last edit back. */
export function undo(state: State): State | undefined {
  return restored(state, takeBack(state.undo, state));
}

/** Makes the last edit that was taken back again. */
export function redo(state: State): State | undefined {
  return restored(state, takeForward(state.undo, state));
}

function restored(state: State, taken: Taken): State | undefined {
  return taken && { ...state, ...taken.snapshot, undo: taken.undo };
}
