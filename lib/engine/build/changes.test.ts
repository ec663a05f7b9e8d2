// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of Dockerfiles
import { describe, expect, test } from "vitest";
import { applyChanges } from "./changes.ts";
import { emptyRunConfig } from "../store/image.ts";

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

  test("take a command as a line for the shell", () => {
    expect(apply("CMD echo $HOME").Cmd).toEqual(["/bin/sh", "-c", "echo $HOME"]);
  });

  test("an entrypoint takes the command of before away, but not one that is given with it", () => {
    const before = { ...emptyRunConfig(), Cmd: ["old"] };
    expect(applyChanges(before, ['ENTRYPOINT ["cat"]'])).toMatchObject({ Entrypoint: ["cat"], Cmd: undefined });
    expect(applyChanges(before, ["CMD x", 'ENTRYPOINT ["cat"]']).Cmd).toEqual(["/bin/sh", "-c", "x"]);
  });

  test("know the variables of before", () => {
    const before = { ...emptyRunConfig(), Env: ["A=1"] };
    expect(applyChanges(before, ["ENV B=$A-${C:-x}", "WORKDIR /$B"])).toMatchObject({
      Env: ["A=1", "B=1-x"],
      WorkingDir: "/1-x",
    });
  });

  test("may be several in one, and none", () => {
    expect(apply("USER a\nWORKDIR /b").WorkingDir).toBe("/b");
    expect(apply("")).toEqual(emptyRunConfig());
  });

  test("that are none are refused", () => {
    for (const change of [
      "RUN x",
      "FROM y",
      "ARG x",
      'SHELL ["x"]',
      "COPY a b",
      "NOPE",
      "CMD [1]",
      "ENV",
      "ENV A",
      "ENV A=1 B",
      "EXPOSE x",
      "STOPSIGNAL x",
      "ENV A=${B",
      "USER",
    ]) {
      expect(() => apply(change), change).toThrow(change);
    }
  });
});
