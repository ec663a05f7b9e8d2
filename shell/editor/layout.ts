/** From a state to a picture: what of the line is seen, and what stands below it. */
import { clip, pad, visibleLine } from "../format/text.ts";
import { matchingBrackets } from "./brackets.ts";
import type { Tokens } from "./edit.ts";
import { glyphsOf, isNarrow } from "./glyphs.ts";
import type { Token } from "./highlight.ts";
import { ghostOf } from "./history.ts";
import { gridOf, labelOf, menuRows } from "./menu.ts";
import { Canvas, type Cell, type Picture, type Place, type Row } from "./picture.ts";
import { matchOf } from "./search.ts";
import type { Menu, State } from "./state.ts";
import type { Theme } from "./theme.ts";

/** How a line is to be drawn. */
export interface View {
  /** The size of the screen. */
  readonly columns: number;
  readonly rows: number;
  /** What stands before the first line, and before the others. */
  readonly prompt: string;
  readonly continuation: string;
  readonly highlight: Tokens;
  /** Without one nothing has a colour or another style, and what could not be told apart without is not drawn. */
  readonly theme: Theme | undefined;
  /** Whether only what was typed is drawn. */
  readonly isPlain: boolean;
}

/** Draws a line that is being edited. `scroll` is how many rows of the text were hidden above in the picture before. */
export function layout(state: State, view: View, scroll = 0): Picture {
  const { rows: height, columns } = view;
  const text = new Lines(state, view, false);
  // The text has at least the half of the screen if it needs it, the rest is for what stands below.
  const room = Math.max(0, height - Math.max(1, Math.min(text.height, Math.ceil(height / 2))));
  const below = rowsBelow(state, view, room);
  const shown = Math.min(text.height, Math.max(1, height - below.length));
  const { row, column } = text.cursor;
  const top = Math.max(0, Math.min(Math.max(Math.min(scroll, row), row - shown + 1), text.height - shown));
  return {
    rows: [...text.rows(top, top + shown), ...below],
    cursor: { row: row - top, column },
    columns,
    scroll: top,
  };
}

/** Draws a line that is done: all of it, and nothing else. The cursor is in the row below. */
export function layoutDone(state: State, view: View): Picture {
  const text = new Lines({ ...state, search: undefined, menu: undefined }, view, true);
  return {
    rows: text.rows(0, text.height),
    cursor: { row: text.height, column: 0 },
    columns: view.columns,
    scroll: 0,
  };
}

/** The lines of the text. Only those that are seen are drawn. */
class Lines {
  /** How many rows all of them take. */
  readonly height: number;
  /** Where the cursor is in these rows. */
  readonly cursor: Place;
  readonly #state: State;
  readonly #view: View;
  readonly #isDone: boolean;
  readonly #lines: readonly Line[];
  readonly #styles: Styles;

  constructor(state: State, view: View, isDone: boolean) {
    this.#state = state;
    this.#view = view;
    this.#isDone = isDone;
    this.#styles = new Styles(state, view, isDone);
    let [at, row] = [0, 0];
    let cursor: Place | undefined;
    this.#lines = state.text.split("\n").map((text, index) => {
      const line: Line = { text, at, row, prompt: index === 0 ? view.prompt : view.continuation };
      const hasCursor = !isDone && state.cursor >= at && state.cursor <= at + text.length;
      if (hasCursor) {
        const drawn = this.#draw(line);
        line.drawn = drawn;
        if (drawn.cursor) cursor = { row: row + drawn.cursor.row, column: drawn.cursor.column };
        row += drawn.rows.length;
      } else row += this.#heightOf(line);
      at += text.length + 1;
      return line;
    });
    this.height = row;
    this.cursor = cursor ?? { row: 0, column: 0 };
  }

  /** The rows from one up to another. */
  rows(from: number, to: number): Row[] {
    const rows: Row[] = [];
    for (const [index, line] of this.#lines.entries()) {
      const end = this.#lines[index + 1]?.row ?? this.height;
      if (end <= from || line.row >= to) continue;
      rows.push(...this.#draw(line).rows.slice(Math.max(0, from - line.row), to - line.row));
    }
    return rows;
  }

  /** How many rows a line takes. The wide ones are drawn to be counted, once. */
  #heightOf(line: Line): number {
    const { text, prompt } = line;
    const { columns } = this.#view;
    if (isNarrow(text) && isNarrow(prompt)) return Math.max(1, Math.ceil((prompt.length + text.length) / columns));
    const key = `${columns} ${prompt} ${text}`;
    let height = heights.get(key);
    if (height === undefined) {
      height = this.#draw(line).rows.length;
      if (heights.size >= mostHeights) heights.clear();
      heights.set(key, height);
    }
    return height;
  }

  #draw({ text, at, prompt, drawn }: Line): Drawn {
    if (drawn !== undefined) return drawn;
    const { columns, theme, isPlain } = this.#view;
    const canvas = new Canvas(columns);
    canvas.write(visibleLine(prompt), theme?.prompt ?? "");
    canvas.beginText();
    const offset = this.#isDone ? -1 : this.#state.cursor - at;
    const styleAt = this.#styles.from(at);
    let cursor: Place | undefined;
    if (isNarrow(text)) {
      for (let index = 0; index < text.length; index++) {
        const place = canvas.putNarrow(text[index]!, styleAt(at + index));
        if (index === offset) cursor = place;
      }
    } else {
      for (const glyph of glyphsOf(text)) {
        const place = canvas.put(glyph, styleAt(at + glyph.at));
        if (glyph.at === offset) cursor = place;
      }
    }
    if (offset === text.length) {
      cursor = canvas.place;
      canvas.reach(cursor);
      // A ghost that looks like the text would be taken for it.
      const ghost = theme === undefined || isPlain ? "" : ghostOf(this.#state);
      const [first, ...more] = ghost.split("\n");
      if (ghost !== "") canvas.write(more.length === 0 ? first! : `${first}…`, theme!.ghost);
    }
    return { rows: canvas.rows, cursor };
  }
}

/** The heights of lines with wide characters, which are asked for at every key. */
const heights = new Map<string, number>();
const mostHeights = 16_384;

interface Line {
  readonly text: string;
  /** Where it begins in the text. */
  readonly at: number;
  /** The first row that it takes. */
  readonly row: number;
  readonly prompt: string;
  /** Its rows, when they had to be drawn to be counted. */
  drawn?: Drawn;
}

interface Drawn {
  readonly rows: readonly Row[];
  readonly cursor: Place | undefined;
}

/** The style of each character of the text. */
class Styles {
  readonly #tokens: readonly Token[];
  readonly #theme: Theme | undefined;
  /** What has the style of a mark instead of its token's. */
  readonly #marks: readonly Mark[];

  constructor(state: State, { highlight, theme, isPlain }: View, isDone: boolean) {
    this.#theme = theme;
    this.#tokens = theme === undefined ? [] : highlight(state.text);
    this.#marks = theme === undefined || isPlain || isDone ? [] : marksOf(state, this.#tokens, theme);
  }

  /** Gives the style of an offset; to be asked in ascending order, from this one on. */
  from(start: number): (at: number) => string {
    const [tokens, theme] = [this.#tokens, this.#theme];
    if (theme === undefined) return () => "";
    let [index, high] = [0, tokens.length];
    while (index < high) {
      const middle = (index + high) >> 1;
      if (tokens[middle]!.end <= start) index = middle + 1;
      else high = middle;
    }
    return (at) => {
      for (const mark of this.#marks) if (at >= mark.start && at < mark.end) return mark.style;
      while (index < tokens.length && tokens[index]!.end <= at) index++;
      const token = tokens[index];
      return token !== undefined && token.start <= at ? theme[token.kind] : "";
    };
  }
}

type Mark = { readonly start: number; readonly end: number; readonly style: string };

function marksOf(state: State, tokens: readonly Token[], theme: Theme): Mark[] {
  const { text, cursor, search } = state;
  if (search !== undefined) {
    const found = search.hasFailed ? undefined : matchOf(text, search.query);
    return found === undefined ? [] : [{ start: found, end: found + search.query.length, style: theme.found }];
  }
  return (matchingBrackets(text, tokens, cursor) ?? []).map((at) => ({ start: at, end: at + 1, style: theme.match }));
}

/** What stands below the text, in no more than some rows: what is searched, or a hint, and the menu. */
function rowsBelow(state: State, view: View, room: number): Row[] {
  const { search, menu, hint } = state;
  const rows: Row[] = [];
  if (room === 0) return rows;
  const dim = view.theme?.hint ?? "";
  if (search !== undefined) rows.push(rowOf(searchText(search), view, dim));
  else if (hint?.text !== undefined && !view.isPlain && menu === undefined) rows.push(rowOf(hint.text, view, dim));
  if (menu !== undefined && rows.length < room) rows.push(...menuBelow(menu, view, room - rows.length));
  return rows;
}

function searchText({ query, direction, hasFailed }: NonNullable<State["search"]>): string {
  return `${hasFailed ? "nothing" : "search"} ${direction}: ${query}`;
}

/** A row with as much of a text as there is room for. */
function rowOf(text: string, { columns }: View, style: string): Row {
  const canvas = new Canvas(columns);
  canvas.write(clip(visibleLine(text), columns), style);
  return canvas.rows[0]!;
}

function menuBelow({ items, selected }: Menu, view: View, room: number): Row[] {
  const { columns } = view;
  const grid = gridOf(items, columns);
  const hasMore = grid.rows > Math.min(menuRows, room);
  const hasFoot = room > 1 && (hasMore || items.some(({ detail }) => detail !== undefined));
  const shown = Math.min(grid.rows, menuRows, room - (hasFoot ? 1 : 0));
  const selectedRow = Math.max(0, selected) % grid.rows;
  const top = Math.max(0, Math.min(selectedRow - (shown >> 1), grid.rows - shown));
  const rows: Row[] = [];
  for (let row = top; row < top + shown; row++) {
    const cells: Cell[] = [];
    for (let index = row; index < items.length; index += grid.rows) {
      const isSelected = index === selected;
      // Without a style, a mark tells which is selected.
      const mark = isSelected && view.theme === undefined ? ">" : " ";
      const label = pad(labelOf(items[index]!, columns), grid.width - 2, "left");
      const text = index + grid.rows < items.length || isSelected ? `${mark}${label} ` : `${mark}${label.trimEnd()}`;
      cells.push(...rowOf(text, view, isSelected ? (view.theme?.selected ?? "") : ""));
    }
    rows.push(cells.slice(0, columns));
  }
  if (hasFoot) {
    const detail = items[selected]?.detail ?? "";
    const count = hasMore ? `${selected + 1}/${items.length}` : "";
    rows.push(rowOf(` ${[count, detail].filter(Boolean).join("  ")}`, view, view.theme?.hint ?? ""));
  }
  return rows;
}
