import { describe, expect, test } from "vitest";
import { blocksOf, kindOf } from "./blocks.ts";

const page = (...lines: string[]): ReturnType<typeof blocksOf> => blocksOf("page.md", lines.join("\n"));

describe("the blocks of a page", () => {
  test("are all that stand in fences, with the lines on which they begin", () => {
    const blocks = page(
      "# A page",
      "",
      "```ts",
      "1 + 1",
      "  //=> 2",
      "",
      "```",
      "Inline ```code``` is text.",
      "~~~~ sh",
      "```",
      "~~~",
      "~~~~",
      "- an item",
      "",
      "  ```json",
      "  {",
      "    }",
      "  ```",
      "",
      "```",
      "```",
    );
    expect(blocks).toEqual([
      { page: "page.md", line: 4, info: "ts", text: "1 + 1\n  //=> 2\n\n" },
      { page: "page.md", line: 10, info: "sh", text: "```\n~~~\n" },
      { page: "page.md", line: 16, info: "json", text: "{\n  }\n" },
      { page: "page.md", line: 21, info: "", text: "" },
    ]);
  });

  test.each([
    ["one without an end", ["text", "```ts", "1 + 1"], "page.md:3: this block has no end"],
    ["one that is indented", ["text", "", "    dks check"], "page.md:3: code that is only indented"],
    ["one that a tab indents", ["text", "", "\tdks check"], "page.md:3: code that is only indented"],
    ["one in a quotation", ["> ```ts", "> 1", "> ```"], "page.md:1: a block of code in a quotation"],
    ["one in HTML", ["", "<pre>dks</pre>"], "page.md:2: code in HTML"],
  ])("are not silently fewer: %s is refused", (_, lines, message) => {
    expect(() => page(...lines)).toThrow(message);
  });

  test("are of a kind by what stands behind the fence", () => {
    const kinds = page("```ts", "```", "```typescript", "```", "```console without headers", "```").map(kindOf);
    expect(kinds).toEqual(["example", "signature", "session"]);
  });

  test.each([
    ["no language", "```", "page.md:2: this block has no language; there are ts, typescript, sh"],
    ["a language that nothing checks", "```python", 'page.md:2: this block is in "python", which nothing checks'],
    ["a kind that there is not", "```ts example", 'page.md:2: this block is in "ts example", which nothing checks'],
    ["the name of something else", "```toString", 'page.md:2: this block is in "toString", which nothing checks'],
  ])("are refused with %s", (_, fence, message) => {
    expect(() => page(fence, "1", "```").map(kindOf)).toThrow(message);
  });
});
