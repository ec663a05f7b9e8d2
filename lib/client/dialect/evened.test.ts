import { describe, expect, test } from "vitest";
import { evened } from "./evened.ts";

const digest = `sha256:${"0".repeat(64)}`;

describe("an answer has the form of dockerd's", () => {
  test.each<[string, unknown, unknown]>([
    ["ContainerWait", { StatusCode: 3, Error: null }, { StatusCode: 3 }],
    ["ContainerWait", { StatusCode: 3, Error: { Message: "x" } }, { StatusCode: 3, Error: { Message: "x" } }],
    [
      "ContainerInspect",
      {
        Id: "a",
        Config: { Image: "docker.io/library/busybox:latest", Cmd: ["docker.io/x"] },
        State: { Running: false, Health: { Status: "", FailingStreak: 0, Log: null } },
      },
      { Id: "a", Config: { Image: "busybox:latest", Cmd: ["docker.io/x"] }, State: { Running: false } },
    ],
    [
      "ContainerInspect",
      { Config: {}, State: { Health: { Status: "healthy" } } },
      { Config: {}, State: { Health: { Status: "healthy" } } },
    ],
    [
      "ContainerList",
      [
        { Id: "old", Image: "docker.io/team/app:1", Created: 1, Name: "", Config: null, AdjustCPUShares: false },
        { Id: "new", Image: "registry:5000/app", Created: 2, Platform: null, AdjustCPUShares: false },
      ],
      [
        { Id: "new", Image: "registry:5000/app", Created: 2 },
        { Id: "old", Image: "team/app:1", Created: 1 },
      ],
    ],
    [
      "ImageList",
      [
        { Id: "old", RepoTags: null, RepoDigests: [], Created: 1, History: null },
        { Id: "new", RepoTags: ["docker.io/library/a:1"], RepoDigests: [`docker.io/library/a@${digest}`], Created: 2 },
      ],
      [
        { Id: "new", RepoTags: ["a:1"], RepoDigests: [`a@${digest}`], Created: 2 },
        { Id: "old", RepoTags: null, RepoDigests: [], Created: 1, History: null },
      ],
    ],
    [
      "ImageDelete",
      [{ Deleted: digest }, { Untagged: "docker.io/library/a:1" }],
      [{ Untagged: "a:1" }, { Deleted: digest }],
    ],
    [
      "ContainerChanges",
      [
        { Path: "/d/f", Kind: 1 },
        { Path: "/bin", Kind: 0 },
        { Path: "/d", Kind: 1 },
      ],
      [
        { Path: "/bin", Kind: 0 },
        { Path: "/d", Kind: 1 },
        { Path: "/d/f", Kind: 1 },
      ],
    ],
    ["SystemVersion", { Error: null }, { Error: null }],
  ])("%s %j", (operation, answer, expected) => {
    expect(evened(operation, answer)).toEqual(expected);
  });

  test.each([
    ["docker.io/library/busybox", "busybox"],
    ["docker.io/team/app:1", "team/app:1"],
    // without the registry, these would name another one
    ["docker.io/localhost/app", "docker.io/localhost/app"],
    ["docker.io/my.host/app", "docker.io/my.host/app"],
    ["mirror.docker.io/library/a", "mirror.docker.io/library/a"],
    ["localhost/app:1", "localhost/app:1"],
  ])("%s is called %s", (name, familiar) => {
    expect(evened("ImageInspect", { RepoTags: [name] })).toEqual({ RepoTags: [familiar] });
  });

  test("what is no object stays what it is", () => {
    expect(evened("ContainerWait", null)).toBe(null);
    expect(evened("ImageList", [])).toEqual([]);
  });
});
