/** The machine: a state and what happens give the next state, and what is to be done. */
import { type Command, type Context, commands, submitted } from "./commands.ts";
import { newLine, paste, replace, type } from "./edit.ts";
import type { Key } from "./keys.ts";
import { keymap } from "./keymap.ts";
import { answered, menuKey, narrowed } from "./menu.ts";
import { searchKey } from "./search.ts";
import type { Completeness, Event, State, Step } from "./state.ts";
import { withLineFeeds } from "./text.ts";

/** One step. Whatever happens in whatever order, it never throws. */
export function step(state: State, event: Event, context: Context): Step {
  switch (event.type) {
    case "completions":
      return followed(state, answered(state, event.id, event.answer, context.isPlain), context);
    case "checked":
      return followed(state, checked(state, event.id, event.answer, context), context);
    case "hinted":
      return same(hinted(state, event.id, event.text));
    case "replaced": {
      const text = withLineFeeds(event.text);
      return followed(state, same(replace(closed(state), 0, state.text.length, text)), context);
    }
    default: {
      const { state: after, effects } = pressed({ ...state, checking: undefined }, event, context);
      // A command that says nothing of itself ends what the one before began.
      const settled: State = after.last === state.last ? { ...after, last: { type: "none" } } : after;
      return followed(state, { state: settled, effects }, context);
    }
  }
}

function same(state: State): Step {
  return { state, effects: [] };
}

/** Nothing is asked, searched or offered any more. */
function closed(state: State): State {
  return { ...state, menu: undefined, search: undefined, asked: undefined };
}

function pressed(state: State, key: Key, context: Context): Step {
  if (state.search !== undefined) {
    const { state: searched, ends } = searchKey(state, key, state.search);
    return ends ? pressed(searched, key, context) : same(searched);
  }
  if (state.menu !== undefined) {
    const changed = menuKey(state, key, state.menu, context.columns);
    if (changed !== undefined) return same(changed);
    const narrows = key.type === "text" || (key.type === "key" && keymap[key.name] === "deleteBack");
    if (!narrows) return pressed({ ...state, menu: undefined }, key, context);
    const { state: typed, effects } = run(state, key, context);
    return { state: narrowed(typed), effects };
  }
  return run(state, key, context);
}

function run(state: State, key: Key, context: Context): Step {
  if (key.type === "text") return same(type(unprefixed(state), key.text, context.highlight));
  if (key.type === "paste") return same(paste(unprefixed(state), key.text));
  const name = state.isPrefixed ? `C-x ${key.name}` : key.name;
  const command: Command | undefined = Object.hasOwn(keymap, name) ? keymap[name] : undefined;
  const result = command && commands[command](unprefixed(state), context);
  if (result === undefined) return { state: unprefixed(state), effects: [{ type: "bell" }] };
  return "effects" in result ? result : same(result);
}

function unprefixed(state: State): State {
  return state.isPrefixed ? { ...state, isPrefixed: false } : state;
}

function checked(state: State, id: number, answer: Completeness, { highlight }: Context): Step {
  if (state.checking?.id !== id) return same(state);
  const settled = { ...state, checking: undefined };
  if ("complete" in answer) return submitted(settled, state.checking.goesOn);
  // What the answer says of indentation is about the end of the text.
  return same(newLine(settled, highlight, state.cursor === state.text.length ? answer.indent : undefined));
}

function hinted(state: State, id: number, text: string | undefined): State {
  return state.hint?.id === id ? { ...state, hint: { id, text: text === "" ? undefined : text } } : state;
}

/** After each step: what was asked about another text is dropped, and a hint about this one is asked for. */
function followed(before: State, { state, effects }: Step, { hints }: Context): Step {
  if (state.text === before.text && state.cursor === before.cursor) return { state, effects };
  const unasked = state.asked === undefined ? state : { ...state, asked: undefined };
  if (!hints) return { state: unasked, effects };
  const { text: source, cursor, nextId: id } = unasked;
  if (source === "") return { state: { ...unasked, hint: undefined }, effects };
  // The hint that is shown stays until the next is known, lest it flicker.
  const asking: State = { ...unasked, hint: { id, text: state.hint?.text }, nextId: id + 1 };
  return { state: asking, effects: [...effects, { type: "hint", id, source, cursor }] };
}
