import process from "node:process";
import { afterEach, describe, expect, test, vi } from "vitest";
import { colours, LineEditor, type LineEditorOptions, type LineTerminal, type TerminalEvents } from "./mod.ts";
import { TestTerminal } from "./testing.ts";

/** A terminal with somebody before it. */
class Seat implements LineTerminal {
  readonly screen: TestTerminal;
  readonly events: TerminalEvents;
  isOpen = false;
  suspended = 0;
  written = "";

  constructor(events: TerminalEvents, columns: number, rows: number) {
    this.events = events;
    this.screen = new TestTerminal({ columns, rows });
  }

  get columns(): number {
    return this.screen.columns;
  }

  get rows(): number {
    return this.screen.rows;
  }

  open(): void {
    this.isOpen = true;
  }

  close(): void {
    this.isOpen = false;
  }

  suspend(): void {
    this.suspended++;
    this.isOpen = false;
  }

  write(text: string): void {
    this.written += text;
    this.screen.write(text);
  }

  /** Types bytes. */
  type(bytes: string): void {
    this.events.onBytes(new TextEncoder().encode(bytes));
  }

  /** What is on the screen. */
  get seen(): string[] {
    const rows = this.screen.screen;
    while (rows.at(-1) === "") rows.pop();
    return rows;
  }
}

afterEach(() => vi.unstubAllEnvs());

function seated(options: LineEditorOptions = {}, columns = 40, rows = 10): { editor: LineEditor; seat: Seat } {
  let seat: Seat | undefined;
  const editor = new LineEditor({ theme: false, ...options }, (events) => {
    seat = new Seat(events, columns, rows);
    return seat;
  });
  return { editor, seat: seat! };
}

/** Lets what was settled be heard. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

describe("reading", () => {
  test("gives the lines one by one, then undefined", async () => {
    const { editor, seat } = seated();
    const first = editor.read("> ");
    seat.type("one\r");
    expect(await first).toBe("one");
    const second = editor.read("> ");
    seat.type("two\rthree\r");
    expect(await second).toBe("two");
    expect(await editor.read("> ")).toBe("three");
    const last = editor.read("> ");
    seat.type("\x04");
    expect(await last).toBeUndefined();
    expect(await editor.read("> ")).toBeUndefined();
    expect(seat.seen).toEqual(["> one", "> two", "> three", ">"]);
  });

  test("what is typed before it is asked for waits", async () => {
    const { editor, seat } = seated();
    const first = editor.read("> ");
    seat.type("one\r");
    await first;
    seat.type("two");
    seat.type("!\r");
    expect(seat.seen).toEqual(["> one"]);
    expect(await editor.read("> ")).toBe("two!");
  });

  test("goes on while the text is not complete, which may take time to find out", async () => {
    let answer: ((complete: boolean) => void) | undefined;
    const isComplete = (source: string) =>
      new Promise<{ complete: true } | { incomplete: true }>((resolve) => {
        answer = (complete) => resolve(complete ? { complete: true } : { incomplete: true });
        void source;
      });
    const { editor, seat } = seated({ isComplete });
    const line = editor.read("> ");
    seat.type("f(\r1)");
    // Keys wait for the answer.
    expect(seat.seen).toEqual(["> f("]);
    answer!(false);
    await turn();
    expect(seat.seen).toEqual(["> f(", "...   1)"]);
    seat.type("\r");
    answer!(true);
    expect(await line).toBe("f(\n  1)");
  });

  test("Ctrl-C takes back a question that nobody answers", async () => {
    const { editor, seat } = seated({ isComplete: () => new Promise(() => {}) });
    const line = editor.read("> ");
    seat.type("abc\r");
    seat.type("\x03");
    expect(seat.seen).toEqual(["> abc", ">"]);
    seat.type("\x04");
    expect(await line).toBeUndefined();
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no"))],
  ])("a question that %s is answered with yes", async (_, isComplete) => {
    const { editor, seat } = seated({ isComplete });
    const line = editor.read("> ");
    seat.type("abc\r");
    expect(await line).toBe("abc");
  });

  test("one at a time", async () => {
    const { editor } = seated();
    void editor.read("> ");
    await expect(editor.read("> ")).rejects.toThrow("a line is being read already");
  });

  test("the history begins with what was handed in, and goes on with what is remembered", async () => {
    const { editor, seat } = seated({ history: ["old"] });
    editor.remember("new\n");
    editor.remember("new");
    editor.remember("  ");
    expect(editor.history).toEqual(["old", "new"]);
    const line = editor.read("> ");
    seat.type("\x1b[A\x1b[A\r");
    expect(await line).toBe("old");
  });
});

test("what the history proposes can be taken only where it is seen", async () => {
  for (const [theme, taken] of [
    [colours, "containers"],
    [false, "con"],
  ] as const) {
    const { editor, seat } = seated({ history: ["containers"], theme });
    const line = editor.read("> ");
    seat.type("con\x1b[C\r");
    expect(await line).toBe(taken);
  }
});

describe("Ctrl-C", () => {
  test("gives a line up, and tells when there is none", async () => {
    let interrupts = 0;
    const { editor, seat } = seated({ onInterrupt: () => interrupts++ });
    const line = editor.read("> ");
    seat.type("abc\x03");
    expect([seat.seen, interrupts]).toEqual([["> abc", ">"], 0]);
    seat.type("\x03x\r");
    expect(await line).toBe("x");
    expect(interrupts).toBe(1);
  });

  test("tells while something runs, and forgets what was typed ahead", async () => {
    let interrupts = 0;
    const { editor, seat } = seated({ onInterrupt: () => interrupts++ });
    const first = editor.read("> ");
    seat.type("a\r");
    await first;
    seat.type("ahead\r\x03b\r");
    expect(interrupts).toBe(1);
    expect(await editor.read("> ")).toBe("b");
  });
});

describe("what is told while a line is edited", () => {
  test("stands above it", async () => {
    const { editor, seat } = seated();
    editor.print("before\n");
    const line = editor.read("> ");
    seat.type("f(\n1");
    editor.print("notice\n");
    editor.print("of two lines\n");
    await turn();
    expect(seat.seen).toEqual(["before", "notice", "of two lines", "> f(", "...   1"]);
    seat.type(")\r");
    await line;
    editor.print("after\n");
    expect(seat.seen.slice(-2)).toEqual(["...   1)", "after"]);
  });

  test("completions come when they come", async () => {
    const complete = async (_: string, cursor: number) => ({
      from: cursor - 1,
      items: [{ text: "alpha" }, { text: "alphabet" }],
    });
    const { editor, seat } = seated({ complete });
    void editor.read("> ");
    seat.type("a\t");
    expect(seat.seen).toEqual(["> a"]);
    await turn();
    expect(seat.seen).toEqual(["> alpha", " alpha     alphabet"]);
    editor.close();
    expect(seat.seen).toEqual(["> alpha"]);
  });

  test("hints are asked for once for all keys that come together, and errors are none", async () => {
    const asked: string[] = [];
    const hint = (source: string) => {
      asked.push(source);
      if (source.includes("!")) throw new Error("no");
      return `about ${source}`;
    };
    const { editor, seat } = seated({ hint });
    void editor.read("> ");
    seat.type("abc");
    expect([asked, seat.seen]).toEqual([["abc"], ["> abc", "about abc"]]);
    seat.type("!");
    expect(seat.seen).toEqual(["> abc!"]);
    seat.type("\x7f\r");
    expect(seat.seen).toEqual(["> abc"]);
  });

  test("for screen readers, completions are listed once and the line said again", async () => {
    const complete = (_: string, cursor: number) => ({ from: cursor - 1, items: [{ text: "a1" }, { text: "a2" }] });
    const { editor, seat } = seated({ complete, plain: true, hint: () => "never" });
    void editor.read("> ");
    seat.type("a\t");
    expect(seat.seen).toEqual(["> a", "a1", "a2", "> a"]);
    expect(seat.written).toBe("> a\r\na1\r\na2\r\n> a");
  });
});

describe("what is printed while a line is edited", () => {
  test("stands above it at once, the cursor where it was, while a menu or a search is open, too", async () => {
    const complete = (_: string, cursor: number) => ({ from: cursor - 1, items: [{ text: "a1" }, { text: "a2" }] });
    const { editor, seat } = seated({ complete, history: ["old line"] });
    void editor.read("> ");
    seat.type("a\t\t");
    editor.print("one\n");
    await turn();
    expect(seat.seen).toEqual(["one", "> a", ">a1  a2"]);
    seat.type("\x03\x12old");
    const cursor = seat.screen.cursor.column;
    editor.print("two\r\nthree\n");
    await turn();
    expect(seat.seen).toEqual(["one", "> a", "two", "three", "> old line", "search older: old"]);
    expect(seat.screen.cursor).toEqual({ row: 4, column: cursor });
  });

  test("is drawn once for all that comes together", async () => {
    const { editor, seat } = seated();
    void editor.read("> ");
    seat.type("abc");
    seat.written = "";
    for (let line = 0; line < 1000; line++) editor.print(`line ${line}\n`);
    await turn();
    expect(seat.written.match(/> abc/g)).toHaveLength(1);
    expect(seat.screen.all).toHaveLength(1001);
    expect(seat.seen.slice(-2)).toEqual(["line 999", "> abc"]);
  });

  test("goes on in its row where its line has not ended, and is drawn over by what goes back", async () => {
    const { editor, seat } = seated();
    const line = editor.read("> ");
    seat.type("abc");
    for (const [piece, above] of [
      ["first\npar", ["first", "par"]],
      ["ti", ["first", "parti"]],
      ["al\n\x1b[31m10 %", ["first", "partial", "10 %"]],
      ["\r20 %\x1b[m", ["first", "partial", "20 %"]],
      ["\nend\n", ["first", "partial", "20 %", "end"]],
    ] as const) {
      editor.print(piece);
      await turn();
      expect(seat.seen).toEqual([...above, "> abc"]);
    }
    editor.print("not ended");
    seat.type("\r");
    expect(await line).toBe("abc");
    editor.print("next\n");
    expect(seat.seen.slice(-3)).toEqual(["not ended", "> abc", "next"]);
  });

  test("begins a row of its own after what fills more than one, after another size, and below what left the screen", async () => {
    const { editor, seat } = seated({}, 20, 5);
    void editor.read("> ");
    editor.print("x".repeat(25));
    await turn();
    editor.print("y");
    await turn();
    expect(seat.seen).toEqual(["x".repeat(20), "xxxxx", "y", ">"]);
    seat.screen.resize(18, 5);
    seat.events.onResize();
    editor.print("z");
    await turn();
    expect(seat.seen.slice(-3)).toEqual(["y", "z", ">"]);
    seat.type("\x1b[200~1\n2\n3\n4\n5\n6\x1b[201~");
    editor.print("above");
    await turn();
    editor.print("all");
    await turn();
    expect(seat.seen).toEqual(["... 2", "... 3", "... 4", "... 5", "... 6"]);
    expect(seat.screen.all).toContain("above");
    expect(seat.screen.all).toContain("all");
  });

  test("leaves no colour behind", async () => {
    const { editor, seat } = seated();
    void editor.read("> ");
    seat.type("abc");
    editor.print("\x1b[31mred\n");
    await turn();
    expect(seat.screen.styleAt(0, 0)).toBe("31");
    expect([seat.seen, seat.screen.styleAt(1, 0)]).toEqual([["red", "> abc"], ""]);
  });

  test("is told when the process ends before it was drawn", () => {
    const { editor, seat } = seated();
    void editor.read("> ");
    seat.type("abc");
    editor.print("last words\n");
    seat.screen.write(seat.events.parting());
    expect(seat.seen).toEqual(["> abc", "last words"]);
  });
});

describe("a line", () => {
  test("begins a row of its own, whatever was written before", async () => {
    const { editor, seat } = seated();
    editor.print("not ended");
    const first = editor.read("> ");
    seat.type("1\r");
    await first;
    seat.screen.write("of another process");
    const second = editor.read("> ");
    seat.type("2\r");
    await second;
    editor.print("ended\n");
    void editor.read("> ");
    expect(seat.seen).toEqual(["not ended", "> 1", "of another process", "> 2", "ended", ">"]);
    expect(seat.screen.cursor).toEqual({ row: 5, column: 2 });
  });
});

describe("what is printed while somebody else has the screen", () => {
  test("is held until nobody has, and shown then", async () => {
    const { editor, seat } = seated();
    await editor.away(async () => {
      editor.print("at once\n");
      const first = editor.hold();
      const second = editor.hold();
      editor.print("held\n");
      first();
      first();
      expect([editor.isFree, seat.seen]).toEqual([false, ["at once"]]);
      second();
      expect([editor.isFree, seat.seen]).toEqual([true, ["at once", "held"]]);
    });
    void editor.read("> ");
    expect([editor.isFree, seat.seen]).toEqual([false, ["at once", "held", ">"]]);
  });

  test("stands above the line after the process was stopped", async () => {
    const { editor, seat } = seated();
    void editor.read("> ");
    seat.type("abc\x1a");
    editor.print("held\n");
    expect(seat.seen).toEqual(["> abc"]);
    seat.screen.write("$ fg\r\n");
    seat.events.onContinue();
    await turn();
    expect(seat.seen).toEqual(["> abc", "$ fg", "held", "> abc"]);
  });

  test("is not lost when the editor is closed", () => {
    const { editor, seat } = seated();
    editor.hold();
    editor.print("held\n");
    editor.close();
    expect(seat.seen).toEqual(["held"]);
  });
});

describe("the terminal", () => {
  test("is taken for reading, kept between lines, and given back in the end", async () => {
    const { editor, seat } = seated();
    expect(seat.isOpen).toBe(false);
    const line = editor.read("> ");
    expect(seat.isOpen).toBe(true);
    seat.type("a\r");
    await line;
    expect(seat.isOpen).toBe(true);
    await editor.away(async () => expect(seat.isOpen).toBe(false));
    expect(seat.isOpen).toBe(true);
    editor.close();
    expect(seat.isOpen).toBe(false);
  });

  test("in its usual mode makes other bytes of Enter and Ctrl-D, which are the same keys", async () => {
    const { editor, seat } = seated();
    await editor.away(async () => {});
    const line = editor.read("> ");
    seat.type("abc\n\0");
    expect(await line).toBe("abc");
    expect(await editor.read("> ")).toBeUndefined();
  });

  test("in its usual mode has keys with names, too; what is pasted has come since", async () => {
    const { editor, seat } = seated({ history: ["abc"] });
    await editor.away(async () => {});
    const line = editor.read("> ");
    seat.type("1\n\x1b[A\n");
    expect([await line, await editor.read("> ")]).toEqual(["1", "abc"]);
    await editor.away(async () => {});
    const pasted = editor.read("> ");
    seat.type("\x1b[200~a\r\nb\x1b[201~\r");
    expect(await pasted).toBe("a\nb");
  });

  test("a lone escape character is a key after a while", async () => {
    const { editor, seat } = seated({ history: ["abc"], escapeTimeout: 0 });
    const line = editor.read("> ");
    seat.type("\x12abc\x1b");
    await turn();
    await turn();
    seat.type("[A\r");
    expect(await line).toBe("[Aabc");
  });

  test("is another editor's for a while, and Ctrl-C is for that one", async () => {
    vi.stubEnv("VISUAL", "false");
    let interrupts = 0;
    const { editor, seat } = seated({ onInterrupt: () => interrupts++ }, 80);
    const line = editor.read("> ");
    const before = process.listenerCount("SIGINT");
    seat.type("abc\x18\x05");
    expect([seat.isOpen, process.emit("SIGINT"), interrupts]).toEqual([false, true, 1]);
    await expect.poll(() => seat.isOpen, { timeout: 10_000 }).toBe(true);
    expect(process.listenerCount("SIGINT")).toBe(before);
    seat.type("d\r");
    expect(await line).toBe("abcd");
    expect(seat.seen[1]).toMatch(/^false ended with code 1: the line stays as it was/);
  });

  test("may get another size", () => {
    const { editor, seat } = seated({}, 40, 10);
    void editor.read("> ");
    seat.type("0123456789");
    seat.screen.resize(8, 10);
    seat.events.onResize();
    expect(seat.seen).toEqual(["> 012345", "6789"]);
    seat.screen.resize(40, 10);
    seat.events.onResize();
    expect(seat.seen).toEqual(["> 0123456789"]);
  });

  test("is redrawn when the process goes on after it was stopped", () => {
    const { editor, seat } = seated();
    void editor.read("> ");
    seat.type("abc\x1a");
    expect([seat.suspended, seat.seen]).toEqual([1, ["> abc"]]);
    seat.screen.write("shell\r\n");
    seat.events.onContinue();
    expect(seat.seen).toEqual(["> abc", "shell", "> abc"]);
  });

  test("that goes away ends the lines", async () => {
    const { editor, seat } = seated();
    const line = editor.read("> ");
    seat.events.onEnd();
    expect(await line).toBeUndefined();
  });
});
