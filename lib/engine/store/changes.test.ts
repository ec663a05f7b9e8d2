import { describe, expect, test } from "vitest";
import { applyChanges } from "./changes.ts";
import { emptyRunConfig } from "./image.ts";

const apply = (...changes: string[]): ReturnType<typeof applyChanges> => applyChanges(emptyRunConfig(), changes);

describe("changes to an image", () => {
  test("set what they name", () => {
    const config = apply(
      'CMD ["sh", "-c", "echo hi"]',
      'ENV A=1 B="two words" C=a\\ b',
      "ENV A other value",
      "LABEL x=y",
      "EXPOSE 80 53/udp",
      "USER nobody",
      "WORKDIR /work",
      "WORKDIR sub",
      'VOLUME ["/data"]',
      "STOPSIGNAL SIGINT",
      "onbuild RUN x",
    );
    expect(config).toEqual({
      User: "nobody",
      ExposedPorts: { "80/tcp": {}, "53/udp": {} },
      Env: ["A=other value", "B=two words", "C=a b"],
      Entrypoint: undefined,
      Cmd: ["sh", "-c", "echo hi"],
      Volumes: { "/data": {} },
      WorkingDir: "/work/sub",
      Labels: { x: "y" },
      StopSignal: "SIGINT",
      OnBuild: ["RUN x"],
    });
  });

  test("take a command as a line for the shell, and an entrypoint takes the command away", () => {
    expect(apply("CMD echo $HOME").Cmd).toEqual(["/bin/sh", "-c", "echo $HOME"]);
    const config = apply("CMD x", 'ENTRYPOINT ["cat"]');
    expect([config.Entrypoint, config.Cmd]).toEqual([["cat"], undefined]);
  });

  test("may be several in one, and none", () => {
    expect(apply("USER a\nWORKDIR /b").WorkingDir).toBe("/b");
    expect(apply("")).toEqual(emptyRunConfig());
  });

  test("that are none are refused", () => {
    for (const change of [
      "RUN x",
      "FROM y",
      "CMD",
      "CMD [1]",
      'CMD ["a"',
      "ENV",
      "ENV A",
      "ENV A=1 B",
      "EXPOSE x",
      "USER",
    ]) {
      expect(() => apply(change), change).toThrow(change);
    }
  });
});
