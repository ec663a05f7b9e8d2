import { expect, test } from "vitest";
import { UnsupportedError } from "../../errors.ts";
import { configChanges } from "./podman-commit.ts";

test("a configuration becomes the instructions that say the same", () => {
  const config = {
    Cmd: ["sh", "-c", 'echo "a b"'],
    Entrypoint: ["x y"],
    Env: ["A=1=2", 'B="quoted"', "C", "D="],
    User: "1000",
    WorkingDir: "/tmp",
    StopSignal: "SIGINT",
    ExposedPorts: { "80/tcp": {} },
    Volumes: { "/a b": {} },
    Labels: { colour: "bright red" },
  };
  expect(configChanges(config)).toEqual([
    'CMD ["sh","-c","echo \\"a b\\""]',
    'ENTRYPOINT ["x y"]',
    'ENV A="1=2"',
    'ENV B=""quoted""',
    "ENV C",
    'ENV D=""',
    "USER 1000",
    "WORKDIR /tmp",
    "STOPSIGNAL SIGINT",
    "EXPOSE 80/tcp",
    'VOLUME ["/a b"]',
    'LABEL colour="bright red"',
  ]);
});

test("what is left blank, and what no image has, says nothing", () => {
  expect(configChanges({ User: "", Tty: true, OpenStdin: true, AttachStdin: false, Hostname: "h" })).toEqual([]);
});

test("what there is no instruction for is refused, and so is a text that would become one", () => {
  expect(() => configChanges({ Healthcheck: { Test: ["CMD", "true"] } })).toThrow(UnsupportedError);
  expect(() => configChanges({ Env: ["A=1\nUSER root"] })).toThrow(UnsupportedError);
});
