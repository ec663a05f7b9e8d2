/** A picture of some rows of the screen: what stands in each of their cells. */
import { type Glyph, glyphsOf, isNarrow, tabStop } from "./glyphs.ts";

/** A cell of the screen. */
export interface Cell {
  /** A character; "" in the cells that a wide one covers besides its first. */
  readonly text: string;
  /** A style as in a {@link Theme}. */
  readonly style: string;
}

/** The cells of ASCII characters are few, and drawn again and again: by style and code. */
const known = new Map<string, Cell[]>();

function cellOf(text: string, style: string): Cell {
  const code = text.length === 1 ? text.charCodeAt(0) : 0x80;
  if (code >= 0x80) return { text, style };
  const cells = known.get(style) ?? [];
  if (cells.length === 0) known.set(style, cells);
  const cell = cells[code] ?? { text, style };
  cells[code] = cell;
  return cell;
}

/** A row, up to its last cell that something was drawn into. */
export type Row = readonly Cell[];

/** A place in a picture, both from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** What is to be seen. */
export interface Picture {
  readonly rows: readonly Row[];
  readonly cursor: Place;
  /** How wide the screen is that it is made for. */
  readonly columns: number;
  /** How many rows of the text are hidden above. */
  readonly scroll: number;
}

/** Fills rows with characters, from the left to the right and from the top to the bottom. */
export class Canvas {
  readonly rows: Cell[][] = [[]];
  readonly #columns: number;
  /** The column in a line that is never broken: tab stops are counted in it. */
  #column = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** Where the next narrow character goes. */
  get place(): Place {
    const row = this.rows.length - 1;
    const column = this.rows[row]!.length;
    return column < this.#columns ? { row, column } : { row: row + 1, column: 0 };
  }

  /** Makes sure that there is a row for this place. */
  reach({ row }: Place): void {
    while (this.rows.length <= row) this.rows.push([]);
  }

  /** Adds a character of one unit and one column; gives the place where it begins. */
  putNarrow(character: string, style: string): Place {
    return this.#cell(character, 1, style);
  }

  /** Adds a character; gives the place where it begins. */
  put({ text, width }: Pick<Glyph, "text" | "width">, style: string): Place {
    if (text === "\t") return this.#each(" ".repeat(tabStop(this.#column)), style);
    // What is written out is as wide as it is long, and may be broken anywhere.
    if (width > 1 && isNarrow(text)) return this.#each(text, style);
    return width > this.#columns ? this.#cell("?", 1, style) : this.#cell(text, width, style);
  }

  /** Adds all characters of a text. */
  write(text: string, style: string): void {
    if (isNarrow(text)) for (const character of text) this.putNarrow(character, style);
    else for (const glyph of glyphsOf(text)) this.put(glyph, style);
  }

  /** Tab stops are counted from here. */
  beginText(): void {
    this.#column = 0;
  }

  #each(text: string, style: string): Place {
    const places = Array.from(text, (character) => this.#cell(character, 1, style));
    return places[0]!;
  }

  #cell(text: string, width: number, style: string): Place {
    let row = this.rows[this.rows.length - 1]!;
    if (row.length + width > this.#columns) {
      row = [];
      this.rows.push(row);
    }
    const place = { row: this.rows.length - 1, column: row.length };
    row.push(cellOf(text, style));
    for (let rest = 1; rest < width; rest++) row.push({ text: "", style });
    this.#column += width;
    return place;
  }
}
