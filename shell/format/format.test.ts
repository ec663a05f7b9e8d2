import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unicodeWidth } from "#std/cli";
import { NotFoundError } from "../../mod.ts";
import { scriptedDocker } from "../testing.ts";
import { formatReport, report } from "./error.ts";
import { tableText } from "./listing.ts";
import { layOut } from "./table.ts";
import { clip, coloured, pad, plain, visible, visibleLine } from "./text.ts";
import { ago, bytes } from "./time.ts";
import { formatJson, formatValue, nameHandles } from "./value.ts";

const style = { columns: 80, paint: plain, quoted: true };
const show = (value: unknown, columns = 80) => formatValue(value, { ...style, columns });
const forbidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

describe("control characters", () => {
  const hostile = fc
    .array(
      fc.oneof(
        fc.constantFrom("\x1b[2J", "\x9b31m", "\u202e", "\u2066", "\x07", "\r", "\0", "\x7f", "\n", "\t"),
        fc.string(),
      ),
    )
    .map((parts) => parts.join(""));

  test("are written out, and nothing else changes", () => {
    expect(visible("a\x1b[31mb\r\u009b\u202e\u0000c\n\td")).toBe("a\\x1b[31mb\\x0d\\x9b\\u202e\\x00c\n\td");
    expect(visibleLine("a\nb\tc")).toBe("a\\nb\\tc");
    fc.assert(fc.property(fc.string(), (text) => forbidden.test(text) || visible(text) === text));
  });

  test("never get through in a value", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const value of [
          text,
          { [text]: text },
          [{ [text]: text, b: 1 }],
          [[text]],
          new Error(text),
          new Map([[text, text]]),
          Symbol(text),
          { [Symbol(text)]: 1 },
        ]) {
          for (const quoted of [true, false])
            expect(forbidden.test(formatValue(value, { ...style, quoted })!)).toBe(false);
        }
        expect(forbidden.test(formatJson({ [text]: text })!)).toBe(false);
        expect(JSON.parse(formatJson({ [text]: text })!)).toEqual({ [text]: text });
        expect(forbidden.test(formatReport(report(new Error(text), [])))).toBe(false);
      }),
    );
  });
});

describe("a large object", () => {
  const deep = { a: { b: { c: Array.from({ length: 40 }, (_, i) => ({ number: i, text: "x".repeat(60) })) } } };
  const shown = (lines?: number) => formatValue(deep, { ...style, ...(lines !== undefined && { lines }) })!;

  test("is folded from inside until it fits, and that is said", () => {
    expect(shown()).toContain("number: 39");
    const text = shown(20);
    expect(text.split("\n").length).toBeLessThanOrEqual(21);
    expect(text).toMatch(/c: \[Array\]|\[Object\]/);
    expect(text.endsWith("(folded; .json shows all of it)")).toBe(true);
  });

  test("that fits is whole", () => {
    expect(formatValue({ a: { b: 1 } }, { ...style, lines: 20 })).toBe("{ a: { b: 1 } }");
  });

  test("that is deeper than is looked at is whole where it fits, and else says that it is folded", () => {
    const seven = { a: { b: { c: { d: { e: { f: { g: "deep" } } } } } } };
    expect(formatValue(seven, { ...style, lines: 24 })).toContain("deep");
    const tall = { a: { b: { c: { d: { e: { f: Array.from({ length: 40 }, (_, i) => `${i}`.repeat(60)) } } } } } };
    const text = formatValue(tall, { ...style, lines: 24 })!;
    expect(text).toContain("[Object]");
    expect(text.endsWith("\n(folded; .json shows all of it)")).toBe(true);
  });

  test("that draws itself as a tree is shown as one, without what a terminal would obey", () => {
    const graph = { tree: ({ columns }: { columns: number }) => `a\u001b[2J ${columns}\n` };
    expect(show(graph, 50)).toBe("a\\x1b[2J 50");
  });

  test("in a list is folded to a line, not to nothing", () => {
    const list = Array.from({ length: 40 }, (_, id) => ({ id, nested: { deep: [1, { a: 1 }] } }));
    const text = formatValue(list, { ...style, lines: 24 })!;
    expect(text).toContain("{ id: 39, nested: [Object] }");
    expect(text.endsWith("\n(folded; .json shows all of it)")).toBe(true);
  });
});

describe("what does not let itself be looked at", () => {
  const refuse = (): never => {
    throw new Error("no");
  };

  test.each([
    ["a list with holes", Object.assign([{ a: 1 }], { 2: { a: 2 } }), "[ { a: 1 }, <1 empty item>, { a: 2 } ]"],
    ["a list of nothing but holes", new Array(2 ** 32 - 1), "[ <4294967295 empty items> ]"],
    [
      "a list with getters",
      [
        {
          get Id() {
            return refuse();
          },
          Image: "",
          Command: "",
          Status: "",
        },
      ],
      "[ { Id: [Getter], Image: '', Command: '', Status: '' } ]",
    ],
    ["a proxy", new Proxy([], { get: refuse }), "[]"],
    ["a tree that is none", { tree: () => 5 }, "{ tree: [Function: tree] }"],
    ["a tree that fails", { tree: refuse }, "{ tree: [Function: refuse] }"],
    [
      "containers that are none",
      [{ Id: 5, Image: [], Command: "", Status: "" }],
      "[ { Id: 5, Image: [], Command: '', Status: '' } ]",
    ],
    ["images that are none", [{ Id: "x", RepoTags: [5], Size: {} }], "[ { Id: 'x', RepoTags: [ 5 ], Size: {} } ]"],
    ["steps that are none", [{ Id: 5, Created: 5, CreatedBy: [] }], "[ { Id: 5, Created: 5, CreatedBy: [] } ]"],
    [
      "an error with a getter",
      Object.defineProperty(new Error("x"), "more", { get: refuse, enumerable: true }),
      "[Error: x] { more: [Getter] }",
    ],
  ])("is shown as it is: %s", (_, value, text) => {
    expect(show(value, 100)).toBe(text);
  });

  test("is a text in a table that is asked for", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    expect(tableText([{ a: circle }], 80, plain)).toBe("a\n[object Object]");
  });
});

test("the history of an image is a tree, from what it began with, in the width that there is", () => {
  const now = Date.now() / 1000;
  const history = [
    { Id: "a".repeat(64), Created: now - 95, CreatedBy: "/bin/sh -c touch /x", Size: 3, Tags: ["team/app:1"] },
    { Id: "<missing>", Created: now - 7300, CreatedBy: '/bin/sh -c #(nop)  CMD ["sh"]', Size: 0, Tags: [] },
    { Id: "<missing>", Created: now - 7300, CreatedBy: "", Tags: [] },
  ];
  expect(show(history)).toBe(
    [
      "(nothing is said about it)  2 hours ago",
      '└─ CMD ["sh"]  0 B  2 hours ago',
      "   └─ RUN touch /x  3 B  1 minute ago  aaaaaaaaaaaa  team/app:1",
    ].join("\n"),
  );
  const long = Array.from({ length: 50 }, () => ({
    Id: "<missing>",
    Created: 1,
    CreatedBy: `a\u001b${"b".repeat(90)}`,
  }));
  for (const line of show(long, 60)!.split("\n")) {
    expect(unicodeWidth(line)).toBeLessThanOrEqual(60);
    expect(line).not.toContain("\u001b");
  }
});

describe("a value", () => {
  test.each([
    [undefined, undefined],
    [null, "null"],
    ["it's", '"it\'s"'],
    [{ a: { b: { c: { d: { e: {} } } } } }, "{\n  a: {\n    b: { c: { d: { e: {} } } }\n  }\n}"],
    [
      { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } },
      "{\n  a: {\n    b: {\n      c: {\n        d: { e: { f: { g: 1 } } }\n      }\n    }\n  }\n}",
    ],
    [[], "[]"],
    [[1, 2], "[ 1, 2 ]"],
    [
      [
        { a: 1, b: "x" },
        { a: 20, c: null },
      ],
      " a  b  c\n 1  x\n20     null",
    ],
    [[{ a: { b: 1 } }], "[ { a: { b: 1 } } ]"],
    [[new Date(0)], "[ 1970-01-01T00:00:00.000Z ]"],
  ])("%j", (value, text) => {
    expect(show(value)).toBe(text);
  });

  test("a text that stands for itself is shown without quotes, on its lines", () => {
    expect(formatValue("a\n'b'\x1b", { ...style, quoted: false })).toBe("a\n'b'\\x1b");
  });

  test("handles are shown by what they stand for, also inside of others", () => {
    nameHandles();
    const { docker } = scriptedDocker();
    const id = "0123456789ab".padEnd(64, "0");
    expect(show(docker)).toBe("Docker <scripted:>");
    expect(show({ c: docker.containers.get(id), d: docker.containers.get("web") })).toBe(
      "{ c: Container <0123456789ab>, d: Container <web> }",
    );
    expect(show([docker.images.get("busybox:1")])).toBe("[ Image <busybox:1> ]");
    expect(formatJson([docker.containers.get("web"), docker.images.get("x")])).toBe('[{"Id":"web"},{"Ref":"x"}]');
  });

  test("as JSON, what JSON has no word for is nothing", () => {
    expect([undefined, () => 1, "x", { a: undefined }].map(formatJson)).toEqual([undefined, undefined, '"x"', "{}"]);
  });
});

describe("a list of", () => {
  const now = Date.now() / 1000;

  test("containers", () => {
    const list = [
      {
        Id: "a".repeat(64),
        Names: ["/web", "/db/web"],
        Image: "nginx:1",
        Command: "run",
        Created: now - 7300,
        Status: "Up 2 hours",
        Ports: [],
      },
      {
        Id: "b".repeat(64),
        Names: ["/x"],
        Image: "busybox",
        Command: "run",
        Created: now - 95,
        Status: "Exited (0)",
        Ports: [{}],
      },
    ];
    expect(show(list)).toBe(
      [
        "ID            NAMES        IMAGE    STATUS      CREATED",
        "aaaaaaaaaaaa  web, db/web  nginx:1  Up 2 hours  2 hours ago",
        "bbbbbbbbbbbb  x            busybox  Exited (0)  1 minute ago",
      ].join("\n"),
    );
  });

  test("containers of an engine that knows no names", () => {
    expect(
      show([{ Id: "a".repeat(64), Names: [], Image: "busybox", Command: "run", Created: now - 60, Status: "Exit 0" }]),
    ).toBe("ID            IMAGE    STATUS  CREATED\naaaaaaaaaaaa  busybox  Exit 0  1 minute ago");
  });

  test("images", () => {
    const list = [
      {
        Id: `sha256:${"c".repeat(64)}`,
        RepoTags: ["busybox:1", "busybox:latest"],
        Size: 4_261_550,
        Created: now - 8 * 86_400,
      },
      { Id: `sha256:${"d".repeat(64)}`, RepoTags: null, Size: 12, Created: now - 400 * 86_400 },
    ];
    expect(show(list)).toBe(
      [
        "ID            TAGS                       SIZE    CREATED",
        "cccccccccccc  busybox:1, busybox:latest  4.3 MB  1 week ago",
        "dddddddddddd  <none>                     12 B    1 year ago",
      ].join("\n"),
    );
  });
});

describe("a table", () => {
  const cell = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constantFrom("容器", "🐳🐳", "x".repeat(60), null, undefined, true),
  );

  test("never gets wider than it may, and every row has a line", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 30, max: 120 }),
        (rows, width) => {
          const text = layOut({ head: ["A", "LONGER HEAD", "C"], rows }, width, plain)!;
          const lines = text.split("\n");
          expect(lines).toHaveLength(rows.length + 1);
          for (const line of lines) expect(unicodeWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  test("may be as long as a list may be, and hold texts of any length", () => {
    const rows = Array.from({ length: 150_000 }, (_, i) => [i, i === 7 ? "x".repeat(50_000_000) : "y"]);
    const lines = layOut({ head: ["n", "text"], rows }, 20, plain)!.split("\n");
    expect(lines).toHaveLength(150_001);
    expect(lines[8]).toBe(`     7  ${"x".repeat(11)}…`);
    expect(lines[9]).toBe("     8  y");
  });

  test("with too many columns is none", () => {
    expect(layOut({ head: ["abcdefgh", "abcdefgh", "abcdefgh"], rows: [] }, 20, plain)).toBeUndefined();
    const wide = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`column${i}`, "value".repeat(3)]));
    expect(show([wide])).toContain("column29: 'valuevaluevalue'");
  });

  test("has its head painted, where there are colours", () => {
    expect(layOut({ head: ["A"], rows: [[1]] }, 80, coloured)).toBe("\x1b[1mA\x1b[22m\n1");
  });
});

test("a timer is one word, on every runtime", () => {
  nameHandles();
  const timer = setTimeout(() => {});
  clearTimeout(timer);
  expect(show({ timer })).toBe("{ timer: Timeout }");
});

test("a text is clipped and filled by columns, not by characters", () => {
  expect(clip("容器容器", 5)).toBe("容器…");
  expect(clip("abc", 3)).toBe("abc");
  expect(clip("abcd", 3)).toBe("ab…");
  expect(pad("容", 4, "left")).toBe("容  ");
  expect(pad("1", 3, "right")).toBe("  1");
});

test.each([
  [0.2, "just now"],
  [1, "1 second ago"],
  [59, "59 seconds ago"],
  [60, "1 minute ago"],
  [7199, "1 hour ago"],
  [86_400 * 2, "2 days ago"],
  [86_400 * 21, "3 weeks ago"],
  [86_400 * 65, "2 months ago"],
  [86_400 * 800, "2 years ago"],
  [-5, "in the future"],
])("%s seconds: %s", (seconds, text) => {
  expect(ago(1000, 1000 + seconds)).toBe(text);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [4_261_550, "4.3 MB"],
  [999_999, "1.0 MB"],
  [123_456_789, "123 MB"],
  [5e12, "5.0 TB"],
])("%s bytes: %s", (size, text) => {
  expect(bytes(size)).toBe(text);
});

describe("an error", () => {
  test("of the library has its hint", () => {
    const error = new NotFoundError("No such container: x", {
      operation: "ContainerInspect",
      method: "GET",
      path: "/x",
      status: 404,
      hint: "Look again.",
    });
    expect(formatReport(report(error, []))).toBe("NotFoundError: No such container: x\n  Look again.");
    expect(report(error, [])).toMatchObject({ status: 404, operation: "ContainerInspect" });
  });

  test("names its cause", () => {
    expect(formatReport(report(new Error("outer", { cause: new TypeError("inner") }), []))).toBe(
      "Error: outer\n  caused by TypeError: inner",
    );
  });

  test("reads the same from JavaScriptCore", () => {
    const messages = ["x.foo is not a function. (In 'x.foo()', 'x.foo' is undefined)", "Can't find variable: nope"].map(
      (message) => report(new TypeError(message), []).message,
    );
    expect(messages).toEqual(["x.foo is not a function", "nope is not defined"]);
  });

  test("may be anything", () => {
    expect(formatReport(report("just text", []))).toBe("Thrown: just text");
    expect(formatReport(report({ a: 1 }, []))).toBe('Thrown: {"a":1}');
    expect(formatReport(report(undefined, []))).toBe("Thrown: undefined");
  });

  test("may say anything of itself, or refuse to", () => {
    const circle: { self?: object } = Object.create(null);
    circle.self = circle;
    const refusing = (name: string): Error =>
      Object.defineProperty(new Error("x"), name, {
        get: () => {
          throw new Error("no");
        },
      });
    for (const [thrown, said] of [
      [circle, "Thrown: (a value that has no text)"],
      [Object.assign(new Error("x"), { message: 5 }), "Error: 5"],
      [Object.assign(new Error("x"), { message: circle }), "Error: (a value that has no text)"],
      [Object.assign(new Error("x"), { name: undefined }), "Error: x"],
      [Object.assign(new Error("x"), { name: Symbol("n"), hint: {} }), "Symbol(n): x"],
      [
        new Error("x", { cause: Object.assign(new Error("y"), { message: 6, name: null }) }),
        "Error: x\n  caused by Error: 6",
      ],
      [Object.assign(new AggregateError([], "x"), { errors: 5 }), "AggregateError: x"],
      ...["message", "name", "hint", "code", "cause"].map((name) => [
        refusing(name),
        name === "message" ? "Error: " : "Error: x",
      ]),
    ])
      expect(formatReport(report(thrown, []))).toBe(said);
  });

  test("of the source has its line and a mark", () => {
    const at = {
      name: "SyntaxError",
      message: "Unexpected token",
      at: ["x.dks:1:8"],
      excerpt: { line: "\tfoo\x1b(;", column: 6 },
    };
    expect(formatReport(at)).toBe("SyntaxError: Unexpected token\n  at x.dks:1:8\n     foo\\x1b(;\n            ^");
  });
});

describe("an error as a value", () => {
  test("is what it says, without the stack", () => {
    const error = new NotFoundError("No such container: x", { status: 404, operation: "ContainerInspect" } as never);
    expect(show(error)).toMatch(/^\[NotFoundError: No such container: x\] \{/);
    expect(show(error)).not.toMatch(/\n\s+at /);
    expect(show({ inner: new TypeError("no") })).toBe("{ inner: [TypeError: no] }");
    expect(show([new Error("a"), 1])).toBe("[ [Error: a], 1 ]");
    expect(show(new Error(""))).toBe("[Error]");
  });

  test("shows no secret in the path of its call", () => {
    const path = `/build?buildargs=${encodeURIComponent('{"API_TOKEN":"hunter2"}')}`;
    const error = new NotFoundError("x", { status: 404, operation: "ImageBuild", path } as never);
    expect(show(error)).toContain("path: '/build?buildargs=");
    expect(show(error)).not.toContain("hunter2");
  });

  test("names what it was caused by, and what it stands for, also when that is itself", () => {
    expect(show(new Error("a", { cause: new TypeError("b") }))).toBe("[Error: a] { cause: [TypeError: b] }");
    expect(show(new AggregateError([new Error("b")], "a"))).toBe("[AggregateError: a] { errors: [ [Error: b] ] }");
    const own = new Error("a");
    own.cause = own;
    expect(show(own)).toBe("[Error: a] { cause: [Circular] }");
  });
});

describe("JSON of what JSON has no word for", () => {
  const circular: { self?: unknown } = {};
  circular.self = { in: [circular] };
  test.each([
    [[{ a: 1n }], "this value cannot be JSON: there is a BigInt in it"],
    [circular, "this value cannot be JSON: it contains itself"],
  ])("is an error that says so", (value, message) => {
    expect(() => formatJson(value)).toThrow(
      expect.objectContaining({ name: "InvalidArgumentError", message, hint: expect.stringMatching(/\.$/) }),
    );
  });

  test("leaves what the value throws itself as it is", () => {
    const error = new TypeError("not now");
    const value = {
      toJSON() {
        throw error;
      },
    };
    expect(() => formatJson(value)).toThrow(error);
  });
});

describe("a report", () => {
  test("of several errors tells each", () => {
    const several = new AggregateError([new TypeError("a"), "b"], "All promises were rejected");
    expect(formatReport(report(several, []))).toBe(
      "AggregateError: All promises were rejected\n  - TypeError: a\n  - b",
    );
    const many = new AggregateError(Array.from({ length: 12 }, () => new Error("x")));
    expect(formatReport(report(many, []))).toMatch(/\n {2}- and 2 more$/);
  });

  test.each([
    ["Cannot find module 'nopkg'\nRequire stack:\n- /x/.", "MODULE_NOT_FOUND", "npm install nopkg"],
    ["Cannot find package '@a/b' imported from /x/y", "ERR_MODULE_NOT_FOUND", "npm install @a/b"],
    ["Cannot find module './z.js'\nRequire stack:\n- /x/.", "MODULE_NOT_FOUND", "A path is looked for"],
  ])("of a module that is not there says what to do: %s", (message, code, hint) => {
    const text = formatReport(report(Object.assign(new Error(message), { code }), []));
    expect(text).toContain(hint);
    expect(text).not.toContain("Require stack");
  });
});
