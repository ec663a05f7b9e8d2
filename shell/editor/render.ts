/** From one picture to the next, with as few bytes as can be. Rows are relative to the cursor, since nobody knows where on the screen they are. */
import { isUncertain } from "./glyphs.ts";
import type { Cell, Picture, Place, Row } from "./picture.ts";

/** Unchanged cells between changed ones that are rather written again than jumped over. */
const shortGap = 5;

/** Draws a picture from nothing. The cursor is at the beginning of a row, with nothing in it nor below. */
export function draw(next: Picture): string {
  return repaint({ rows: [[]], cursor: { row: 0, column: 0 }, columns: next.columns, scroll: 0 }, next);
}

/** Draws a picture over the one that is there. */
export function repaint(previous: Picture, next: Picture): string {
  const pen = new Pen(previous.cursor, previous.rows.length);
  next.rows.forEach((row, index) => {
    const old = previous.rows[index] ?? [];
    if (row !== old) drawRow(pen, index, old, row, next.columns);
  });
  if (previous.rows.length > next.rows.length) {
    pen.moveTo({ row: next.rows.length, column: 0 });
    pen.control("J");
  }
  pen.moveTo(next.cursor);
  return pen.written;
}

/** Takes a picture away: the cursor is where it began, with nothing behind it. In which column it was does not matter. */
export function erase({ rows, cursor }: Picture): string {
  const pen = new Pen({ row: cursor.row, column: undefined }, rows.length);
  pen.moveTo({ row: 0, column: 0 });
  pen.control("J");
  return pen.written;
}

/**
 * A picture as the terminal has it after its width has changed: terminals break the rows that are longer than the screen, and the cursor stays
 * at its character.
 */
export function reflowed({ rows, cursor, scroll }: Picture, columns: number): Picture {
  const broken: Row[] = [];
  let place: Place = { row: 0, column: 0 };
  rows.forEach((row, index) => {
    if (index === cursor.row) {
      const down = Math.floor(cursor.column / columns);
      place = { row: broken.length + down, column: cursor.column - down * columns };
    }
    for (let at = 0; at === 0 || at < row.length; at += columns) broken.push(row.slice(at, at + columns));
  });
  while (broken.length <= place.row) broken.push([]);
  return { rows: broken, cursor: place, columns, scroll };
}

/** Draws what is different in a row: over the old cells, or with the rest of them pushed aside, whichever is shorter. */
function drawRow(pen: Pen, index: number, old: Row, row: Row, columns: number): void {
  const start = commonStart(old, row);
  if (start === row.length && start === old.length) {
    pen.reach(index);
    return;
  }
  const written = pen.fork();
  overwrite(written, index, old, row, start, columns);
  const shifted = pen.fork();
  const best = shift(shifted, index, old, row, start) && shifted.length < written.length ? shifted : written;
  pen.join(best);
}

function overwrite(pen: Pen, index: number, old: Row, row: Row, start: number, columns: number): void {
  let spills = false;
  for (let at = start; at < row.length; ) {
    if (isSame(old[at], row[at])) {
      at++;
      continue;
    }
    let [end, same] = [at + 1, 0];
    for (let next = end; next < row.length && same <= shortGap; next++) {
      if (isSame(old[next], row[next])) same++;
      else [end, same] = [next + 1, 0];
    }
    // A wide character is written whole. Behind one that may be wider than it should be, nothing is as it was.
    while (end < row.length && row[end]!.text === "") end++;
    spills = row.slice(at, end).some(({ text }) => isUncertain(text));
    if (spills) end = row.length;
    pen.moveTo({ row: index, column: at });
    pen.cells(row.slice(at, end), columns);
    at = end;
  }
  if (old.length > row.length || (spills && row.length < columns)) {
    pen.moveTo({ row: index, column: row.length });
    pen.control("K");
  }
}

/** Inserts or deletes cells before those at the end of the row that stay as they are; false when that is not what happened. */
function shift(pen: Pen, index: number, old: Row, row: Row, start: number): boolean {
  const by = row.length - old.length;
  if (by === 0) return false;
  const most = Math.min(old.length, row.length) - start;
  let same = 0;
  while (same < most && isSame(old[old.length - 1 - same], row[row.length - 1 - same])) same++;
  const end = row.length - same;
  // The rest of a wide character cannot be parted from its beginning, and what may be wider than it should be must be put anew.
  if (same === 0 || row[end]!.text === "" || row.slice(start).some(({ text }) => isUncertain(text))) return false;
  pen.moveTo({ row: index, column: start });
  if (by > 0) pen.control(by === 1 ? "@" : `${by}@`);
  else pen.control(by === -1 ? "P" : `${-by}P`);
  pen.cells(row.slice(start, end), row.length);
  return true;
}

function commonStart(old: Row, row: Row): number {
  let at = 0;
  while (at < row.length && at < old.length && isSame(old[at], row[at])) at++;
  // Not in the middle of a wide character.
  while (at > 0 && (row[at]?.text === "" || old[at]?.text === "")) at--;
  return at;
}

function isSame(a: Cell | undefined, b: Cell | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.text === b.text && a.style === b.style);
}

/** Writes, and knows where the cursor is and in which style. */
class Pen {
  written = "";
  #row: number;
  /** Undefined where terminals differ: behind the last column. */
  #column: number | undefined;
  /** How many rows there are: beyond them the screen must be scrolled, perhaps. */
  #rows: number;
  #style = "";

  constructor({ row, column }: { readonly row: number; readonly column: number | undefined }, rows: number) {
    this.#row = row;
    this.#column = column;
    this.#rows = rows;
  }

  get length(): number {
    return this.written.length;
  }

  /** Another pen in the same place, to try something. */
  fork(): Pen {
    return new Pen({ row: this.#row, column: this.#column }, this.#rows);
  }

  /** Takes over what another pen has tried. */
  join(other: Pen): void {
    this.written += other.written;
    this.#row = other.#row;
    this.#column = other.#column;
    this.#rows = other.#rows;
  }

  /** Makes sure that a row is there, if only an empty one. */
  reach(row: number): void {
    if (row >= this.#rows) this.moveTo({ row, column: 0 });
  }

  moveTo({ row, column }: Place): void {
    this.#styled("");
    if (row < this.#row) this.control(row === this.#row - 1 ? "A" : `${this.#row - row}A`);
    else if (row > this.#row) this.#down(row, column);
    this.#row = row;
    this.#toColumn(column);
  }

  #down(row: number, column: number): void {
    // A line feed goes on where a mere motion ends: at the bottom of the screen.
    const within = Math.min(row, this.#rows - 1) - this.#row;
    if (row < this.#rows && (column > 0 || within > 1)) {
      this.control(within === 1 ? "B" : `${within}B`);
      return;
    }
    if (within > 1) this.control(`${within}B`);
    const feeds = within > 1 ? row - this.#row - within : row - this.#row;
    this.written += `\r${"\n".repeat(feeds)}`;
    this.#column = 0;
    this.#rows = Math.max(this.#rows, row + 1);
  }

  #toColumn(column: number): void {
    const from = this.#column;
    this.#column = column;
    if (column === from) return;
    if (column === 0) this.written += "\r";
    else if (from === undefined) this.control(`${column + 1}G`);
    else if (column < from && from - column <= 4) this.written += "\b".repeat(from - column);
    else if (column < from) this.control(`${from - column}D`);
    else this.control(column === from + 1 ? "C" : `${column - from}C`);
  }

  /** A control sequence; the style is the default one then. */
  control(rest: string): void {
    this.#styled("");
    this.written += `\x1b[${rest}`;
  }

  /** Writes cells on a screen of so many columns. */
  cells(cells: readonly Cell[], columns: number): void {
    let column = this.#column!;
    cells.forEach(({ text, style }, index) => {
      if (text === "") return;
      this.#styled(style);
      if (!isUncertain(text)) {
        this.written += text;
        column += this.#widthAt(cells, index);
        return;
      }
      // However wide the terminal takes it for, the cells around it are those that they should be: it is drawn over blanks, what comes next is
      // drawn over what it has too much, and at the right margin it does not go on in the next row.
      const width = this.#widthAt(cells, index);
      const mayWrap = column + 2 * text.length > columns;
      const drawn = mayWrap ? `\x1b[?7l${text}\x1b[?7h` : text;
      this.written += `${" ".repeat(width)}\x1b[${column + 1}G${drawn}`;
      column += width;
      if (column < columns) this.written += `\x1b[${column + 1}G`;
    });
    this.#column = column < columns ? column : undefined;
    this.#styled("");
  }

  #widthAt(cells: readonly Cell[], index: number): number {
    let width = 1;
    while (cells[index + width]?.text === "") width++;
    return width;
  }

  #styled(style: string): void {
    if (style === this.#style) return;
    const isOver = /^[39]\d$/.test(style) && /^[39]\d$/.test(this.#style);
    this.written += style === "" ? "\x1b[m" : this.#style === "" || isOver ? `\x1b[${style}m` : `\x1b[0;${style}m`;
    this.#style = style;
  }
}
