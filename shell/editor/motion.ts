/** Moving the cursor. */
import { columnOf, offsetAt } from "./glyphs.ts";
import type { State } from "./state.ts";
import { lineEnd, lineStart, next, previous, wordEnd, wordStart } from "./text.ts";

/** Puts the cursor somewhere; undefined when it is there. */
export function moveTo(state: State, cursor: number): State | undefined {
  return cursor === state.cursor ? undefined : { ...state, cursor };
}

/** To the character before. */
export function left(state: State): State | undefined {
  return moveTo(state, previous(state.text, state.cursor));
}

/** To the character after. */
export function right(state: State): State | undefined {
  return moveTo(state, next(state.text, state.cursor));
}

/** To the beginning of the word before. */
export function wordLeft(state: State): State | undefined {
  return moveTo(state, wordStart(state.text, state.cursor));
}

/** To the end of the word after. */
export function wordRight(state: State): State | undefined {
  return moveTo(state, wordEnd(state.text, state.cursor));
}

/** To the beginning of the line. Being there already is no mistake. */
export function home(state: State): State {
  return { ...state, cursor: lineStart(state.text, state.cursor) };
}

/** To the end of the line. */
export function end(state: State): State {
  return { ...state, cursor: lineEnd(state.text, state.cursor) };
}

/**
 * Some lines up (negative) or down, as near as can be to the column where moving began; undefined when there are no such lines. Beyond the
 * first and the last line it goes as far as they are.
 */
export function vertical(state: State, lines: number): State | undefined {
  const { text } = state;
  const start = lineStart(text, state.cursor);
  const column =
    state.last.type === "vertical"
      ? state.last.column
      : columnOf(text.slice(start, lineEnd(text, start)), state.cursor - start);
  let target = start;
  for (let count = Math.abs(lines); count > 0; count--) {
    if (lines < 0) {
      if (target === 0) break;
      target = lineStart(text, target - 1);
    } else {
      const after = lineEnd(text, target) + 1;
      if (after > text.length) break;
      target = after;
    }
  }
  if (target === start) return undefined;
  const cursor = target + offsetAt(text.slice(target, lineEnd(text, target)), column);
  return { ...state, cursor, last: { type: "vertical", column } };
}
