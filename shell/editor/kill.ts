/** The kill ring: what was cut out, and how it comes back. */
import { replace } from "./edit.ts";
import type { State } from "./state.ts";

const mostKills = 60;

/** Cuts a piece out. Pieces that are cut one after the other are one. */
export function kill(state: State, from: number, to: number): State | undefined {
  if (from === to) return undefined;
  const cut = state.text.slice(from, to);
  const [last = "", ...older] = state.kills;
  const joined = to === state.cursor ? cut + last : last + cut;
  const kills = state.last.type === "kill" ? [joined, ...older] : [cut, ...state.kills].slice(0, mostKills);
  return { ...replace(state, from, to, "", { type: "kill" }), kills };
}

/** Brings the last kill back. */
export function yank(state: State): State | undefined {
  const [last] = state.kills;
  if (last === undefined) return undefined;
  return replace(state, state.cursor, state.cursor, last, { type: "yank", start: state.cursor, number: 0 });
}

/** Right after {@link yank}: puts the kill before in its place. */
export function yankPop(state: State): State | undefined {
  if (state.last.type !== "yank") return undefined;
  const { start } = state.last;
  const number = (state.last.number + 1) % state.kills.length;
  return replace(state, start, state.cursor, state.kills[number]!, { type: "yank", start, number });
}
