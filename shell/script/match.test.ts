import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchLines, type MatchOptions } from "./match.ts";
import { Bindings, Placeholders } from "./volatile.ts";

const id = "03d056dc0b9c6594084af1ad6180fce53f69a4a23d5a3b54d22b262fcdf6ce6e";
const other = "c3760be19b1a85640a34f21a49a8e26ae560c6cadc196f34050beee67bf84796";
const printed: MatchOptions = { kind: "printed", unordered: false };
const value: MatchOptions = { kind: "value", unordered: false };

/** Whether each text is what was expected, one after the other in one file. */
function matches(pairs: readonly (readonly [expected: string, actual: string])[], options = printed): boolean {
  let bindings: Bindings | undefined = new Bindings();
  for (const [expected, actual] of pairs)
    bindings = bindings && matchLines(expected.split("\n"), actual.split("\n"), bindings, options);
  return bindings !== undefined;
}

describe("a placeholder", () => {
  test.each([
    ["<id:1>", id],
    ["<id>", id.slice(0, 12)],
    ["Container <id:1>", `Container <${id.slice(0, 12)}>`],
    ["Image: '<digest:1>'", `Image: 'sha256:${id}'`],
    ["Created: '<time:1>'", "Created: '2026-11-24T12:48:26.957123456Z'"],
    ["Created: <time>", "Created: 1795524697"],
    ["it is <time>.", "it is Tue Nov 24 18:24:26 UTC 2026."],
    ["<time>", "Sun Nov  1 08:04:06 2026"],
    ["date: <time>", "date: Tue, 24 Nov 2026 18:24:26 GMT"],
    ["<time>", "Tue Nov 24 2026 18:24:26 GMT+0000 (Coordinated Universal Time)"],
    ["ID: '<id:1>'", "ID: 'adda06fd-4403-4dd2-8f0e-0123456789ab'"],
    ["Up <duration>", "Up Less than a second"],
    ["took <duration>.", "took 1.5s."],
    ["<duration>", "2 hours ago"],
    ["localhost:<port:1>/", "localhost:49153/"],
    ["<size> in all", "4.3 MB in all"],
    ["'/<name:1>'", "'/bold_glacier'"],
    ["Pid: <pid:1>", "Pid: 4242"],
    ["<ip:1>/16 via <ip:2>", "172.17.0.2/16 via 172.17.0.1"],
    ["'<ip:1>'", "'fe80::42:acff:fe11:2'"],
    ["MacAddress: '<mac:1>'", "MacAddress: '02:42:ac:11:00:02'"],
    ["Version: '<version>'", "Version: '28.3.2+dfsg1'"],
  ])("%s stands for %s", (expected, actual) => {
    expect(matches([[expected, actual]])).toBe(true);
  });

  test.each([
    ["<id:1>", "busybox"],
    ["<id:1>", id.slice(0, 13)],
    ["<time:1>", "yesterday"],
    ["<port>", "123456"],
    ["<pid>", "none"],
    ["<ip>", "12.3"],
    ["<mac>", "02:42:ac:11:00"],
    ["<version>", "latest"],
    ["Up <duration>", "Exited (0)"],
    ["<unknown:1>", "x"],
  ])("%s does not stand for %s", (expected, actual) => {
    expect(matches([[expected, actual]])).toBe(false);
  });

  test.each([
    ["Image: 'busybox'", "Image: 'busybox:latest'", true],
    ["[ 'team/app:latest' ]", "[ 'team/app' ]", true],
    ["'busybox:latest-1'", "'busybox'", false],
    [":latest", "", false],
    ["X_TOKEN=<hidden>", "X_TOKEN=*******", true],
    ["X_TOKEN=<hidden>", "X_TOKEN=", false],
    ["<id:1>", "ab12", true],
  ])("%s stands for %s: %s", (expected, actual, isSame) => {
    expect(matches([[expected, actual]])).toBe(isSame);
  });

  test("stands for a value of several lines, where it is a pattern", () => {
    const lines = ["{", "  message: 'No such thing',", "  response: 404", "}"];
    const options = { kind: "value", unordered: false } as const;
    expect(matchLines(["{ *message: '*'* } (glob)"], lines, new Bindings(), options)).toBeDefined();
    expect(matchLines(["\\{ message: '[^']+'.* \\} (re)"], lines, new Bindings(), options)).toBeDefined();
    expect(matchLines(["{ name: * } (glob)"], lines, new Bindings(), options)).toBeUndefined();
  });

  test("stands for the same thing in a whole file, in its short form, too", () => {
    const short = `Container <${id.slice(0, 12)}>`;
    expect(
      matches([
        ["Container <id:1>", short],
        ["<id:1>", id],
        ["<id:1>", id.slice(0, 12)],
      ]),
    ).toBe(true);
    expect(
      matches([
        ["<id:1>", id],
        ["Container <id:1>", short],
      ]),
    ).toBe(true);
    expect(
      matches([
        ["<id:1>", id],
        ["<id:1>", other],
      ]),
    ).toBe(false);
    expect(matches([["<id:1> <id:1>", `${id} ${other}`]])).toBe(false);
  });

  test("with another number stands for another thing", () => {
    expect(matches([["<id:1> <id:2>", `${id} ${other}`]])).toBe(true);
    expect(matches([["<id:1> <id:2>", `${id} ${id}`]])).toBe(false);
  });

  test("lets the columns beside it have other widths", () => {
    const expected = "ID      NAME  STATUS\n<id:1>  web   Up <duration>  x";
    const actual = `ID            NAME  STATUS\n${id.slice(0, 12)}  web   Up 2 hours  x`;
    expect(matches([[expected, actual]])).toBe(true);
    expect(matches([["a  b", "a   b"]])).toBe(false);
  });
});

describe("lines", () => {
  test.each([
    ["a\nb", "a\nb", true],
    ["a\nb", "a", false],
    ["a", "a\nb", false],
    ["a\n...\nd", "a\nb\nc\nd", true],
    ["a\n...\nd", "a\nd", true],
    ["...\nb\n...\nd", "a\nb\nb\nc\nd", true],
    ["...", "a\nb", true],
    ["a\n...", "b\nc", false],
    ["a\n...\nd", "a\nb\nc", false],
    ["...", "...", true],
    ["v\\d+\\.\\d+ (re)", "v1.24", true],
    ["v\\d+ (re)", "v1.24", false],
    ["v\\d+ (re)", "v\\d+ (re)", true],
    ["a*c? (glob)", "abbbcd", true],
    ["a\\*c (glob)", "a*c", true],
    ["a\\*c (glob)", "abc", false],
    ["*: <id:1> (glob)", `x: ${id}`, true],
    ["a.c", "abc", false],
  ])("%j and %j: %j", (expected, actual, result) => {
    expect(matches([[expected, actual]])).toBe(result);
  });

  test("may come in any order, where that is said", () => {
    const unordered = { ...printed, unordered: true };
    expect(matches([["a\nb\nc", "c\na\nb"]], unordered)).toBe(true);
    expect(matches([["a\n[ab] (re)", "b\na"]], unordered)).toBe(true);
    expect(matches([["a\nb", "b\nb"]], unordered)).toBe(false);
    expect(matches([["a\n...", "c\na\nb"]], unordered)).toBe(true);
    expect(matches([["* (glob)\n1 * (glob)", "1 2\n2 1"]], unordered)).toBe(true);
    expect(matches([["<name:1> a\n<name:1> b", "x b\ny b\nx a"]], unordered)).toBe(false);
    expect(matches([["<name:1> a\n<name:2> b\nc <name:1>", "x b\nc y\ny a"]], unordered)).toBe(true);
  });

  test("of a value may be broken elsewhere; what was printed may not", () => {
    const [expected, actual] = ["{ Id: '<id:1>', n: 1 }", `{\n  Id: '${id}',\n  n: 1\n}`];
    expect(matches([[expected, actual]], value)).toBe(true);
    expect(matches([[expected, actual]], printed)).toBe(false);
    expect(matches([["{ n: 1 }", "{\n  n: 2\n}"]], value)).toBe(false);
    expect(matches([["[ 'a   b', 'c' ]", "[\n  'a   b',\n  'c'\n]"]], value)).toBe(true);
    expect(matches([["[ 'a b', 'c' ]", "[\n  'a   b',\n  'c'\n]"]], value)).toBe(false);
    expect(matches([["A  B\na  b", "A\nB\na\nb"]], value)).toBe(false);
  });

  test("many elisions do not take long", () => {
    const actual = Array.from({ length: 2000 }, () => "a").join("\n");
    expect(matches([[`${"...\na\n".repeat(40)}b`, actual]])).toBe(false);
  });
});

describe("what is volatile", () => {
  test("is replaced, the same by the same", () => {
    const placeholders = new Placeholders(undefined, ["<id:3>"]);
    const text = `Container <${id.slice(0, 12)}>\nId: '${id}' '${other}'\nImage: 'sha256:${other.replace("c", "d")}'`;
    expect(placeholders.replace(text)).toBe("Container <id:4>\nId: '<id:4>' '<id:5>'\nImage: '<digest:1>'");
    expect(placeholders.replace("Created: '2026-11-24T12:48:26Z' FinishedAt: '0001-01-01T00:00:00Z'")).toBe(
      "Created: '<time>' FinishedAt: '0001-01-01T00:00:00Z'",
    );
    expect(placeholders.replace(`${id.slice(0, 12)}  bold_fern  busybox  Up 2 hours  3 hours ago`)).toBe(
      "<id:4>  <name:1>  busybox  Up <duration>  <duration>",
    );
  });

  test("is found in what an engine says of a container and of itself", () => {
    const said = `Pid: 4242, IPAddress: '172.17.0.2', Gateway: '172.17.0.1', MacAddress: '02:42:ac:11:00:02', again 172.17.0.2:80
GlobalIPv6Address: 'fe80::2', SandboxKey: '/run/netns/0a1b2c3d4e5f', Version: '28.3.2', GoVersion: 'go1.22.5', t: 0.053ms`;
    expect(new Placeholders().replace(said)).toBe(
      `Pid: <pid:1>, IPAddress: '<ip:1>', Gateway: '<ip:2>', MacAddress: '<mac:1>', again <ip:1>:80
GlobalIPv6Address: '<ip:3>', SandboxKey: '/run/netns/<id:1>', Version: '<version>', GoVersion: '<version>', t: <duration>`,
    );
  });

  test("is found behind the sign of a new line, and as programs write it", () => {
    const short = id.slice(0, 12);
    const said = `'${short}\\n${short}\\t172.17.0.2\\r\\nTue Nov 24 18:24:26 UTC 2026\\n', ID: 'adda06fd-4403-4dd2-8f0e-0123456789ab'`;
    expect(new Placeholders().replace(said)).toBe(`'<id:1>\\n<id:1>\\t<ip:1>\\r\\n<time>\\n', ID: '<id:2>'`);
  });

  test("is a time of its own where it is to the microsecond", () => {
    const [exact, rough] = ["2026-11-24T12:48:26.957123456Z", "2026-11-24T12:48:26.957000000Z"];
    expect(new Placeholders().replace(`${exact} ${exact} ${rough} ${rough}`)).toBe("<time:1> <time:1> <time> <time>");
  });

  test("nothing else is", () => {
    const text = "exit code 0, 12 lines, abcdef, 443/tcp, 127.0.0.1:8080, busybox:latest, my_name";
    expect(new Placeholders().replace(text)).toBe(text);
  });

  test("and matches what it was put in the place of, whatever it was", () => {
    const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
    const pieces = fc.oneof(
      hex(64),
      hex(12),
      hex(64).map((digest) => `sha256:${digest}`),
      fc.constantFrom(
        "2026-01-02T03:04:05.123456789Z",
        "3 days ago",
        "4.3 MB",
        "'/calm_lake'",
        "0.0.0.0:49153",
        "x  y",
      ),
      fc.stringMatching(/^[ -~]{0,12}$/),
    );
    fc.assert(
      fc.property(fc.array(fc.array(pieces), { maxLength: 6 }), (lines) => {
        const actual = lines.map((parts) => parts.join(" , "));
        const placeholders = new Placeholders();
        const expected = actual.map((line) => placeholders.replace(line));
        // what already looks like a pattern is not what was put in
        fc.pre(actual.every((line) => !/<\w+(?::\d+)?>|\((?:re|glob)\)$/.test(line) && line.trim() !== "..."));
        expect(matchLines(expected, actual, new Bindings(), printed)).toBeDefined();
      }),
    );
  });
});
