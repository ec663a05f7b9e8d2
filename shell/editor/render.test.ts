import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layout, layoutDone, type View } from "./layout.ts";
import type { Picture } from "./picture.ts";
import { draw, erase, reflowed, repaint } from "./render.ts";
import { Driver, type DriverOptions, TestTerminal, type TerminalTraits } from "./testing.ts";
import { colours } from "./theme.ts";

/** A line that is edited before a terminal: what is drawn goes there. */
class Desk extends Driver {
  readonly terminal: TestTerminal;
  readonly view: View;
  picture: Picture | undefined;
  /** The bytes of the last drawing. */
  written = "";

  constructor(options: DriverOptions & Partial<View> = {}, traits: Partial<TerminalTraits> = {}) {
    super(options);
    const { columns, rows } = this.context;
    this.terminal = new TestTerminal({ columns, rows, ...traits });
    this.view = {
      columns,
      rows,
      prompt: "> ",
      continuation: "... ",
      highlight: this.context.highlight,
      theme: colours,
      isPlain: false,
      ...options,
    };
  }

  draw(): this {
    const picture = layout(this.state, this.view, this.picture?.scroll);
    return this.#show(picture, this.picture ? repaint(this.picture, picture) : draw(picture));
  }

  resize(columns: number, rows: number): this {
    Object.assign(this.view, { columns, rows });
    Object.assign(this.context, { columns, rows });
    this.terminal.resize(columns, rows);
    if (this.picture === undefined) return this;
    const there = reflowed(this.picture, columns);
    const picture = layout(this.state, this.view, this.picture.scroll);
    return this.#show(picture, erase(there) + draw(picture));
  }

  #show(picture: Picture, written: string): this {
    this.written = written;
    this.terminal.write(written);
    this.picture = picture;
    return this;
  }

  /** Draws after each key. */
  keys(notation: string): this {
    this.draw();
    for (const key of Array.from(notation.matchAll(/<paste:[^>]*>|<[^>]+>|[\s\S]/gu))) this.type(key[0]).draw();
    return this;
  }

  /** What is seen, with the cursor in it, from the first row that is used to the last. */
  get seen(): string[] {
    const { row, column } = this.terminal.cursor;
    const rows = this.terminal.screen.map((text, index) => {
      if (index !== row) return text;
      const before = Array.from({ length: column }, (_, at) => this.terminal.cellAt(row, at).text).join("");
      return `${before}|${text.slice(before.length)}`;
    });
    while (rows.at(-1) === "") rows.pop();
    return rows;
  }
}

const history = ["const a = 1", "f(\n  2\n)"];
const words = ["alpha", "alphabet", "beta"].map((text) => ({ text, detail: `about ${text}` }));

describe("what is seen", () => {
  test.each<[keys: string, options: DriverOptions & Partial<View>, seen: string[]]>([
    ["", {}, ["> |"]],
    ["abc", {}, ["> abc|"]],
    ["abc<Left>", {}, ["> ab|c"]],
    ["ab<C-j>cd", {}, ["> ab", "... cd|"]],
    ["ab<C-j>cd<Up>", {}, ["> ab|", "... cd"]],
    ["ab<C-j>cd<C-a><Backspace>", {}, ["> ab|cd"]],
    ["12345678", { columns: 10 }, ["> 12345678", "|"]],
    ["1234567", { columns: 10 }, ["> 1234567|"]],
    ["12345678<Left>", { columns: 10 }, ["> 1234567|8"]],
    ["123456789", { columns: 10 }, ["> 12345678", "9|"]],
    ["12345678<Backspace>", { columns: 10 }, ["> 1234567|"]],
    ["12345678<C-j>x", { columns: 10 }, ["> 12345678", "... x|"]],
    ["12345678<C-j>x<Up>", { columns: 10 }, ["> 1|2345678", "... x"]],
    ["123456日", { columns: 10 }, ["> 123456日", "|"]],
    ["1234567日", { columns: 10 }, ["> 1234567", "日|"]],
    ["1234567日<Left>", { columns: 10 }, ["> 1234567", "|日"]],
    ["1234567日<Left><Left>", { columns: 10 }, ["> 123456|7", "日"]],
    ["日", { columns: 1, rows: 5 }, [">", "", "?", "|"]],
    ["a\tb", {}, ["> a   b|"]],
    ["<paste:\x1b[A\u202e\u200b>", {}, ["> \\x1b[A\\u202e\\u200b|"]],
    ["a<C-j>b<C-j>c<C-j>d<C-j>e", { rows: 3 }, ["... c", "... d", "... e|"]],
    ["a<C-j>b<C-j>c<C-j>d<C-j>e<Up><Up><Up><Up>", { rows: 3 }, ["> a|", "... b", "... c"]],
    ["a<C-j>b<C-j>c<C-j>d<C-j>e<Up><Up><Up><Down><Down>", { rows: 3 }, ["... b", "... c", "... d|"]],
    ["con", { history }, ["> con|st a = 1"]],
    ["f", { history }, ["> f|(…"]],
    ["con", { history, isPlain: true }, ["> con|"]],
    ["con", { history, theme: undefined }, ["> con|"]],
    ["x<C-r>con", { history }, ["> |const a = 1", "search older: con"]],
    ["x<C-r>zz", { history }, ["> x|", "nothing older: zz"]],
    ["f(", { hint: () => "f(x: number): string" }, ["> f(|", "f(x: number): string"]],
    ["f(", { hint: () => "f(x: number): string", columns: 10 }, ["> f(|", "f(x: numb…"]],
    ["f(", { hint: () => "f(x: number): string", rows: 1 }, ["> f(|"]],
    ["a<Tab>", { words }, ["> alpha|", " alpha     alphabet"]],
    ["a<Tab><Tab><Tab>", { words }, ["> alpha|", " alpha     alphabet", " about alphabet"]],
    ["a<Tab><Tab>", { words, theme: undefined }, ["> alpha|", ">alpha     alphabet", " about alpha"]],
    ["a<Tab><Tab>", { words, columns: 12 }, ["> alpha|", " alpha", " alphabet", " about alpha"]],
    ["a<Tab><Tab><Escape>", { words }, ["> alpha|"]],
  ])("after %s on %j", (keys, options, seen) => {
    expect(new Desk(options).keys(keys).seen).toEqual(seen);
  });

  test("a long menu shows a part, and how far it is", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ text: `item${index + 10}` }));
    const desk = new Desk({ words: many, columns: 10, rows: 6 }).keys("i<Tab><Tab>");
    expect(desk.seen).toEqual(["> item|", " item10", " item11", " item12", " item13", " 1/30"]);
    desk.keys("<PageDown>");
    expect(desk.seen).toEqual(["> item|", " item16", " item17", " item18", " item19", " 9/30"]);
  });

  test("colours, what belongs together, what is selected", () => {
    const desk = new Desk({ history, words }).keys("const s = (1)");
    const styles = (row: number, columns: number[]) => columns.map((column) => desk.terminal.styleAt(row, column));
    expect(styles(0, [0, 2, 8, 12, 13, 14])).toEqual(["1", "35", "", "1;4", "33", "1;4"]);
    desk.keys("<C-a>");
    expect(styles(0, [12, 14])).toEqual(["", ""]);
    desk.keys("<C-u><C-k>con");
    expect(styles(0, [4, 5])).toEqual(["", "90"]);
    desk.keys("<C-u>a<Tab><Tab>");
    expect(styles(1, [1, 12])).toEqual(["7", ""]);
    desk.keys("<Escape><C-u><C-r>st a");
    expect(styles(0, [4, 5, 8, 9])).toEqual(["35", "7", "7", ""]);
  });

  test("without colours no style is ever sent", () => {
    const desk = new Desk({ history, words, theme: undefined });
    let all = "";
    for (const keys of ["const s = (1)", "<C-a><C-k>", "con", "<C-u>a", "<Tab>", "<Tab>", "<C-r>", "s", "<C-c>"]) {
      all += desk.keys(keys).written;
    }
    expect(all).not.toMatch(/\x1b\[[\d;]*m/);
  });
});

describe("characters that terminals do not agree on", () => {
  const family = "👨‍👩‍👧";
  const keys = `x${family}y👍🏽z🇩🇪1️⃣❤️-e\u0301각क्षि`;

  test.each<[terminal: string, traits: Partial<TerminalTraits>, seen: string]>([
    ["a newer terminal", { joins: true }, `> x${family}y👍🏽z🇩🇪1️⃣❤️-e\u0301각क्षि |`],
    ["an older one, which draws the first of what is joined", {}, "> x👨\u200dy👍z🇩🇪1️⃣ ❤️ -e\u0301각क्षि|"],
  ])("stand in their columns on %s", (_, traits, seen) => {
    const desk = new Desk({}, traits).keys(keys);
    expect(desk.seen).toEqual([seen]);
    expect(desk.terminal.cursor.column).toBe(22);
  });

  test("are passed, deleted and parted by insertions as a whole", () => {
    const desk = new Desk({}, { joins: true });
    expect(desk.keys(`a${family}b<Left><Left>1<Right>2`).seen).toEqual([`> a1${family}2|b`]);
    expect(desk.keys("<Backspace><Backspace>").seen).toEqual(["> a1|b"]);
    expect(desk.keys("<C-_>").seen).toEqual([`> a1${family}2|b`]);
  });

  test("grow while they are typed", () => {
    const desk = new Desk({}, { joins: true }).keys("a👨");
    expect(desk.keys("\u200d").seen).toEqual(["> a👨|"]);
    expect(desk.keys("👩").seen).toEqual(["> a👨‍👩|"]);
    expect(desk.keys("ᄒ").keys("ᅡ").keys("ᆫ").seen).toEqual(["> a👨‍👩\u1112\u1161\u11ab|"]);
    expect(desk.keys("<Left>x").seen).toEqual(["> a👨‍👩x|\u1112\u1161\u11ab"]);
  });

  test("never go on in the next row", () => {
    const desk = new Desk({ columns: 10 }).keys(`1234${family}5`);
    expect(desk.seen).toEqual(["> 1234👨\u200d5|"]);
    expect(new Desk({ columns: 10 }).keys(`123456${family}`).seen).toEqual(["> 123456👧", "|"]);
  });
});

describe("how it gets there", () => {
  /** The bytes of the last key. */
  const written = (keys: string, last: string, options: DriverOptions & Partial<View> = {}): string =>
    new Desk(options).keys(keys).type(last).draw().written;

  test.each<[keys: string, last: string, bytes: string]>([
    ["ab", "c", "c"],
    ["ab", "日", "日"],
    ["abc", "<Backspace>", "\b\x1b[K"],
    ["abc", "<Left>", "\b"],
    ["abc<Left>", "<Right>", "\x1b[C"],
    ["abcdefgh", "<C-a>", "\x1b[8D"],
    ["abcdefgh<C-a>", "<C-e>", "\x1b[8C"],
    ["the quick brown fox<C-a>", "X", "\x1b[@X"],
    ["the quick brown fox<C-a>", "<Delete>", "\x1b[P"],
    ["ab<Left>", "X", "Xb\b"],
    ["ab", "<C-j>", "\r\n\x1b[1m... \x1b[m"],
    ["ab<C-j>cd", "<Up>", "\x1b[A\b\b"],
    ["ab<C-j>", "<Backspace>", "\r\x1b[J\x1b[A\x1b[4C"],
    ["ab", "<Escape>", ""],
    ["cons", "t", "\b\b\b\b\x1b[35mconst\x1b[m"],
    ["'abc", "d", "\x1b[32md\x1b[m"],
  ])("after %s, %s costs %j", (keys, last, bytes) => {
    expect(written(keys, last)).toBe(bytes);
  });

  test("at the right margin the cursor goes where the next character will stand", () => {
    expect(written("1234567", "x", { columns: 10, theme: undefined })).toBe("x\r\n");
    expect(written("12345678", "x", { columns: 10, theme: undefined })).toBe("x");
  });

  test("typing in a text of a hundred lines costs no more than in a short one", () => {
    const source = Array.from({ length: 100 }, (_, index) => `const value${index} = { a: "text", b: [1, 2, 3] };`);
    const desk = new Desk().keys(`<paste:${source.join("\n")}>`);
    expect(desk.type("x").draw().written).toBe("x");
    for (const key of ["<Up>", "<Up>", "<C-a>", "y", "<C-k>", "<C-y>", "<Left>", "<Backspace>"]) {
      expect(desk.type(key).draw().written.length, key).toBeLessThan(120);
    }
  });

  test("nothing ever clears the screen, or is drawn above the line", () => {
    const desk = new Desk({ words, history, rows: 6, columns: 20 });
    desk.terminal.write("one\r\ntwo\r\nthree\r\n");
    desk.keys("a<Tab><Tab><Escape><C-u>f(<C-j>1<C-j>2<C-j>3<C-j>4<C-c>");
    desk.resize(30, 4);
    expect(desk.terminal.all.slice(0, 3)).toEqual(["one", "two", "three"]);
  });
});

describe("a line that is done", () => {
  const done = (keys: string, options: DriverOptions & Partial<View> = {}): string[] => {
    const desk = new Desk(options).keys(keys);
    const picture = layoutDone(desk.state, desk.view);
    desk.terminal.write(repaint(desk.picture!, picture));
    desk.terminal.write("next");
    return desk.terminal.all;
  };

  test.each<[keys: string, options: DriverOptions & Partial<View>, all: string[]]>([
    ["abc<Left><Left>", {}, ["> abc", "next"]],
    ["", {}, [">", "next"]],
    ["con", { history }, ["> con", "next"]],
    ["a<Tab>", { words }, ["> alpha", "next"]],
    ["12345678", { columns: 10 }, ["> 12345678", "next"]],
    ["a<C-j>b<C-j>c<Up><Up>", {}, ["> a", "... b", "... c", "next"]],
    ["a<C-j>b<C-j>c<C-j>d<C-j>e", { rows: 2 }, ["> a", "... b", "> a", "... b", "... c", "... d", "... e", "next"]],
    ["x<C-j><C-j>", {}, ["> x", "...", "...", "next"]],
  ])("after %s on %j", (keys, options, all) => {
    const seen = done(keys, options);
    // What has scrolled away while the line was edited cannot be taken back.
    expect(seen.slice(-all.length)).toEqual(all.slice(-seen.length));
  });

  test("is drawn whole, though it was higher than the screen", () => {
    const all = done("a<C-j>b<C-j>c<C-j>d<C-j>e", { rows: 2 });
    expect(all.slice(-6)).toEqual(["> a", "... b", "... c", "... d", "... e", "next"]);
  });
});

test("a picture that is taken away leaves what stood above", () => {
  const desk = new Desk({ words });
  desk.terminal.write("above\r\n");
  desk.keys("a<Tab>");
  desk.terminal.write(`${erase(desk.picture!)}notice\r\n${draw(desk.picture!)}`);
  expect(desk.seen).toEqual(["above", "notice", "> alpha|", " alpha     alphabet"]);
});

/** Anything that can be typed. */
const anyKey = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "b", " ", "(", ")", "{", "}", '"', "`", "/", "\\", "日", "é", "ﬀ") },
  { weight: 2, arbitrary: fc.constantFrom("👨‍👩‍👧", "👍🏽", "🇩🇪", "❤️", "1️⃣", "e\u0301", "\u200b", "한") },
  { weight: 1, arbitrary: fc.constantFrom("👨", "🏽", "🇩", "\u200d", "\ufe0f", "\u0301", "ᄒ", "ᅡ", "ᆫ", "क्षि", "กำ") },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(
        ..."Left Right Up Down Home End C-Home C-End PageUp PageDown Backspace Delete Tab S-Tab Enter C-j M-Enter Escape".split(
          " ",
        ),
        ..."C-a C-e C-b C-f C-d C-h C-k C-u C-w C-y M-y C-t M-t C-_ M-_ M-r C-r C-s C-g C-x M-b M-f M-d M-u M-l M-c M-\\ M-. M-< C-c C-o C-p C-n".split(
          " ",
        ),
        "M-Backspace",
      )
      .map((name) => `<${name}>`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("<paste:one\ntwo\r\nthree>", "<paste:\x1b[A\t\x00>", `<paste:${"long ".repeat(9)}>`),
  },
);

const anyWords = ["alpha", "alphabet", "beta", "bed", "äöü", "日本語", "日本"].map((text, index) => ({
  text,
  ...(index % 2 === 0 ? { detail: `about ${text}` } : {}),
}));

function isInside({ text, cursor }: { text: string; cursor: number }): boolean {
  const boundaries = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)].map((s) => s.index);
  return cursor === text.length || boundaries.includes(cursor);
}

describe("after any keys", () => {
  const options: DriverOptions = {
    history: ["alpha beta", "f(\n  日本\n)", "alphabet", "👨‍👩‍👧 family"],
    words: anyWords,
    hint: (source) => (source.includes("(") ? "f(x): y" : undefined),
    isComplete: (source) => (/[({]\s*$/.test(source) ? { incomplete: true } : { complete: true }),
  };

  test("the cursor is in the text, and between characters", () => {
    fc.assert(
      fc.property(fc.array(anyKey, { maxLength: 60 }), (keys) => {
        const driver = new Driver(options);
        for (const key of keys) {
          driver.type(key);
          expect(isInside(driver.state), driver.marked).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("undoing all gives the empty line back, and redoing all what was there", () => {
    const isEdit = (key: string): boolean => !/<(Up|Down|C-p|C-n|M-<|C-r|C-s|Enter|C-o|C-c|PageUp|PageDown)>/.test(key);
    fc.assert(
      fc.property(fc.array(anyKey.filter(isEdit), { maxLength: 40 }), (keys) => {
        const driver = new Driver({ words: anyWords }).type(keys.join("")).type("<C-g>");
        const { text } = driver.state;
        const isTold = (key: string): boolean => {
          const before = driver.effects.length;
          driver.type(key);
          return driver.effects.length === before;
        };
        driver.type("<C-g>");
        let undone = 0;
        for (; isTold("<C-_>"); undone++) expect(isInside(driver.state)).toBe(true);
        expect(driver.state.text).toBe("");
        for (; undone > 0; undone--) expect(isTold("<M-_>")).toBe(true);
        expect(driver.state.text).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  /** A step: keys, typed together, or another size. */
  const anyStep = fc.oneof(
    { weight: 9, arbitrary: fc.array(anyKey, { minLength: 1, maxLength: 4 }).map((keys) => keys.join("")) },
    { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 12 })) },
  );

  test.each([
    ["an older terminal", { joins: false }],
    ["one that knows of no emoji", { joins: false, isOld: true }],
    ["a newer one", { joins: true }],
  ])("the screen of %s shows the wanted picture, whatever its size, and what stood above still stands", (_, traits) => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 25 }), fc.boolean(), (steps, isColoured) => {
        const desk = new Desk(
          { ...options, columns: 20, rows: 8, theme: isColoured ? colours : undefined },
          { columns: 20, rows: 8, ...traits },
        );
        desk.terminal.write("above\r\n");
        desk.draw();
        for (const step of steps) {
          if (typeof step === "string") desk.type(step).draw();
          else desk.resize(...step);
          compare(desk, traits.joins);
        }
      }),
      { numRuns: 250 },
    );
  });

  /** Holds the screen against the picture, cell by cell. */
  function compare({ terminal, picture, view }: Desk, joins: boolean): void {
    const { rows, cursor } = picture!;
    expect(terminal.all.join("").startsWith("above")).toBe(true);
    expect(rows.length).toBeLessThanOrEqual(view.rows);
    const first = terminal.cursor.row - cursor.row;
    expect({ ...terminal.cursor, row: cursor.row }).toEqual(cursor);
    expect(first).toBeGreaterThanOrEqual(0);
    rows.forEach((row, index) => {
      row.forEach(({ text, style }, column) => {
        const cell = terminal.cellAt(first + index, column);
        const isFirst = text !== "";
        // What terminals draw in their own ways is only to begin where it should.
        if (isFirst && (joins || text.length === 1)) expect([cell.text, cell.style]).toEqual([text, style]);
      });
      // Nothing is left behind the row.
      for (let column = row.length; column < view.columns; column++)
        expect(terminal.cellAt(first + index, column).text).toBe(" ");
    });
    for (const below of terminal.screen.slice(first + rows.length)) expect(below).toBe("");
  }
});
