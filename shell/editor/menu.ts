/** The menu of completions: which there are, which is selected, and where each stands. */
import { unicodeWidth } from "#std/cli";
import { clip, visibleLine } from "../format/text.ts";
import { replace } from "./edit.ts";
import type { Key } from "./keys.ts";
import type { Completion, Completions, Effect, Menu, State, Step } from "./state.ts";

/** Where the items of a menu stand: in columns, from top to bottom and from left to right. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** The columns of the terminal that each takes, with a mark before it and a blank behind. */
  readonly width: number;
}

/** How many rows of a menu are shown at a time. */
export const menuRows = 8;

/** No label is wider than this. */
const widest = 40;

/** What the menu shows of an item, in no more than these columns. */
export function labelOf({ text, label }: Completion, columns: number): string {
  return clip(visibleLine(label ?? text), Math.max(1, Math.min(widest, columns - 2)));
}

/** The grid of these items on a screen with so many columns. */
export function gridOf(items: readonly Completion[], columns: number): Grid {
  const labels = items.map((item) => unicodeWidth(labelOf(item, columns)));
  const width = Math.max(1, ...labels) + 2;
  const across = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(items.length / across);
  return { columns: Math.ceil(items.length / rows), rows, width };
}

/** Takes the answer to the question that was asked; one to an older question, or to another text, is dropped. */
export function answered(state: State, id: number, answer: Completions | undefined, isPlain: boolean): Step {
  const { asked } = state;
  if (asked?.id !== id) return { state, effects: [] };
  const settled: State = { ...state, asked: undefined };
  if (asked.source !== state.text || asked.cursor !== state.cursor) return { state: settled, effects: [] };
  const from = answer?.from ?? 0;
  if (answer === undefined || answer.items.length === 0 || from < 0 || from > state.cursor)
    return { state: settled, effects: [{ type: "bell" }] };
  const { items } = answer;
  const typed = state.text.slice(from, state.cursor);
  const [only] = items;
  if (items.length === 1) {
    const effects: Effect[] = only!.text === typed ? [{ type: "bell" }] : [];
    return { state: replace(settled, from, state.cursor, only!.text), effects };
  }
  const common = commonPrefix(items.map(({ text }) => text));
  const isLonger = common.length > typed.length && startsLike(common, typed);
  const extended = isLonger ? replace(settled, from, state.cursor, common) : settled;
  // Where nothing is drawn that changes, what there is is said when nothing more can be done.
  if (isPlain) return { state: extended, effects: isLonger ? [] : [{ type: "list", items }] };
  return {
    state: { ...extended, menu: { all: items, items, selected: -1, from, askedAt: state.cursor } },
    effects: [],
  };
}

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? "";
  for (const text of texts) {
    let length = 0;
    while (length < prefix.length && prefix[length] === text[length]) length++;
    prefix = prefix.slice(0, length);
  }
  // Half a character is none.
  return prefix.replace(/[\ud800-\udbff]$/, "");
}

function startsLike(text: string, prefix: string): boolean {
  return text.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase();
}

/** Leaves in the menu what fits what was typed; no menu when nothing does, or only what stands there. */
export function narrowed(state: State): State {
  const { menu } = state;
  if (menu === undefined) return state;
  const typed = state.text.slice(menu.from, state.cursor);
  const items = menu.all.filter(({ text }) => startsLike(text, typed));
  const isDone = items.length === 0 || (items.length === 1 && items[0]!.text === typed);
  if (state.cursor < menu.askedAt || isDone) return { ...state, menu: undefined };
  const selected = menu.items[menu.selected];
  return { ...state, menu: { ...menu, items, selected: selected === undefined ? -1 : items.indexOf(selected) } };
}

/** What a key does to the menu; undefined when it means nothing to it. `columns` is the width of the screen. */
export function menuKey(state: State, key: Key, menu: Menu, columns: number): State | undefined {
  if (key.type !== "key") return undefined;
  const to = (selected: number): State => ({ ...state, menu: { ...menu, selected } });
  const { selected, items } = menu;
  const count = items.length;
  switch (key.name) {
    case "Tab":
      return to((selected + 1) % count);
    case "S-Tab":
      return to(selected < 0 ? count - 1 : (selected + count - 1) % count);
    case "Escape":
    case "C-g":
      return { ...state, menu: undefined };
    case "Enter": {
      const item = items[selected];
      return item && replace({ ...state, menu: undefined }, menu.from, state.cursor, item.text);
    }
    case "Down":
    case "C-n":
      return to(selected < 0 ? 0 : (selected + 1) % count);
    case "Up":
    case "C-p":
      return to(selected < 0 ? count - 1 : (selected + count - 1) % count);
    case "PageDown":
      return to(Math.min(count - 1, Math.max(0, selected) + menuRows));
    case "PageUp":
      return to(Math.max(0, selected - menuRows));
    case "Left":
    case "Right": {
      if (selected < 0) return undefined;
      const { rows } = gridOf(items, columns);
      const target = selected + (key.name === "Left" ? -rows : rows);
      return to(target >= 0 && target < count ? target : selected);
    }
    default:
      return undefined;
  }
}
