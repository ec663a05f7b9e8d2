import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DockerfileError } from "./error.ts";
import { parseDockerfile, parseInstructions } from "./parse.ts";

const lines = (...text: string[]): string => text.join("\n");

describe("a Dockerfile", () => {
  test("is read into stages", () => {
    const file = parseDockerfile(
      lines("ARG V=1", "from busybox:$V as One", "run a && \\", "  b", "FROM one", 'CMD ["x"]'),
    );
    expect(file.args).toMatchObject([{ kind: "ARG", args: [{ name: "V", value: "1" }], line: 1 }]);
    expect(file.stages).toMatchObject([
      {
        from: { image: "busybox:$V", name: "one", line: 2 },
        instructions: [
          { kind: "RUN", command: { shell: true, words: ["a &&   b"] }, line: 3, written: "run a &&   b" },
        ],
      },
      { from: { image: "one" }, instructions: [{ kind: "CMD", command: { shell: false, words: ["x"] }, line: 6 }] },
    ]);
  });

  test("may have flags, in quotes too", () => {
    const [copy] = parseInstructions('COPY --from=a "--chown=b c" -- --x /y').instructions;
    expect(copy).toMatchObject({ from: "a" });
    expect(parseInstructions('COPY --chown="a b" x y').instructions[0]).toMatchObject({ chown: "a b", sources: ["x"] });
  });

  test("names the line of what is wrong", () => {
    const wrong = (text: string): DockerfileError => {
      try {
        parseDockerfile(text);
      } catch (error) {
        if (error instanceof DockerfileError) return error;
        throw error;
      }
      throw new Error("it was accepted");
    };
    expect(wrong(lines("FROM a", "# c", "ENV A=1 \\", "# c", " B=2", "", "NOPE x"))).toMatchObject({
      line: 7,
      status: 400,
      message: "dockerfile parse error line 7: unknown instruction: NOPE",
    });
    expect(wrong("\n\nRUN x").line).toBe(3);
    expect(wrong(lines("FROM a", "ENV A")).message).toBe("dockerfile parse error line 2: ENV must have two arguments");
    expect(wrong(lines("FROM a", "COPY --from a b")).message).toContain("Missing a value on flag: from");
    expect(wrong(lines("FROM a", "COPY --from=a --from=b c d")).message).toContain("Duplicate flag");
  });

  test("has no documents within it, which BuildKit alone reads", () => {
    for (const text of ["RUN <<EOF\necho a\nEOF", "COPY <<-'X_1' /a\nb\nX_1", 'run cat <<"EOF" > /x\nEOF']) {
      expect(() => parseDockerfile(`FROM a\n${text}`), text).toThrow(
        /line 2: the here-document <<\w+ requires BuildKit/,
      );
    }
    // Of this the shell makes what it likes.
    expect(() => parseDockerfile("FROM a\nRUN echo '<<EOF' $((1 <<n ))\nRUN x")).not.toThrow();
  });

  test("keeps instructions that nobody knows, where they are to be passed over", () => {
    const { stages } = parseDockerfile("FROM a\nnope b c\n", { keepUnknown: true });
    expect(stages[0]!.instructions).toMatchObject([{ kind: "UNKNOWN", keyword: "NOPE", rest: "b c" }]);
  });

  test("is either read or refused with a line that it has", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "FROM a",
        "RUN",
        "COPY",
        "ENV",
        "LABEL a=",
        "HEALTHCHECK",
        "ONBUILD",
        "# escape=`",
        "\\",
        "`",
        "[",
      ),
      fc.constantFrom('"', "'", "$", "{", "}", "=", "--x=", "\n", "\r\n", " ", "\t", "<<E", "\ufeff"),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        const count = text.split("\n").length;
        try {
          for (const { from, instructions } of parseDockerfile(text).stages) {
            for (const { line } of [from, ...instructions]) expect(line).toBeLessThanOrEqual(count);
          }
        } catch (error) {
          if (!(error instanceof DockerfileError)) throw error;
          expect(error.line).toBeGreaterThan(0);
          expect(error.line).toBeLessThanOrEqual(count);
        }
      }),
    );
  });

  test("means the same however its lines are continued", () => {
    const word = fc.stringMatching(/^[a-z0-9][a-z0-9=/._-]{0,7}$/);
    const gap = fc.constantFrom(" ", " \\\n", "  \\\n# comment\n  ", " \\ \t\n", " \\\r\n");
    fc.assert(
      fc.property(fc.array(fc.tuple(word, gap), { minLength: 1, maxLength: 8 }), (pieces) => {
        const whole = parseInstructions(`EXPOSE ${pieces.map(([text]) => text).join(" ")}`).instructions;
        const broken = parseInstructions(`EXPOSE ${pieces.map(([text, after]) => text + after).join("")}`).instructions;
        expect(broken).toMatchObject(
          whole.map(({ kind, ...rest }) => ({ kind, ports: (rest as { ports?: unknown }).ports })),
        );
      }),
    );
  });
});
