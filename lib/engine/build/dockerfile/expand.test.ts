// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of Dockerfiles
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Failure } from "../../failure.ts";
import { expandWord, expandWords } from "./expand.ts";
import { splitWords } from "./words.ts";

const values: Record<string, string> = { A: "one", B: "two words", EMPTY: "" };
const lookup = (name: string): string | undefined => (Object.hasOwn(values, name) ? values[name] : undefined);
const word = (text: string, escapeChar = "\\"): string => expandWord(text, lookup, escapeChar);

describe("the words of an instruction", () => {
  test.each([
    ["$A", "one"],
    ["x${A}y$B", "xoneytwo words"],
    ["'$A'", "$A"],
    ['"$A b"', "one b"],
    ["\\$A \\' \\\\", "$A ' \\"],
    ['"\\$A \\" \\n"', '$A " \\n'],
    ["${EMPTY:-x}${NONE:-$A}${A:-x}", "xoneone"],
    ["${A:+x}${EMPTY:+x}${NONE:+x}", "x"],
    ["${NONE:-'}'}", "}"],
    ["$", "$"],
    ["a$%", "a$%"],
    ["$ünï", ""],
  ])("%s", (text, expected) => {
    expect(word(text)).toBe(expected);
  });

  test("another character escapes where the Dockerfile says so", () => {
    expect(word("`$A c:\\dir\\$A", "`")).toBe("$A c:\\dir\\one");
  });

  test("part at blanks that nothing keeps together", () => {
    expect(expandWords('$B "$B" a\\ b $NONE c', lookup, "\\")).toEqual(["two", "words", "two words", "a b", "c"]);
  });

  test.each(["${A", "${", "${}", "${A:x}", "${A:-x", "'a", '"a', "${NONE:?is missing}"])("refused: %s", (text) => {
    expect(() => word(text)).toThrow(`failed to process ${JSON.stringify(text)}: `);
  });

  test("are given back as they are when they are quoted", () => {
    const quoted = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { maxLength: 5 }), (texts) => {
        const line = texts.map(quoted).join(" ");
        expect(splitWords(line, "\\").map((one) => word(one))).toEqual(texts);
        expect(expandWords(line, lookup, "\\")).toEqual(texts);
      }),
    );
  });

  test("come to an end, whatever they are", () => {
    const piece = fc.oneof(fc.constantFrom("$", "{", "}", ":", "-", "+", "?", "'", '"', "\\", "A", " "), fc.string());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          word(pieces.join(""));
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          expect(error.status).toBe(400);
        }
      }),
    );
  });
});
