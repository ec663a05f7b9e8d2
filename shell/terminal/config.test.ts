import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../mod.ts";
import { detachKeysOf } from "./config.ts";

describe("the detach keys", () => {
  let directory: string;
  const before = process.env["DOCKER_CONFIG"];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "dks-config-"));
    process.env["DOCKER_CONFIG"] = directory;
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
    if (before === undefined) delete process.env["DOCKER_CONFIG"];
    else process.env["DOCKER_CONFIG"] = before;
  });
  const configure = (text: string): void => writeFileSync(join(directory, "config.json"), text);

  test("are those of every engine, where nothing says else", async () => {
    expect([...(await detachKeysOf(undefined))]).toEqual([0x10, 0x11]);
    configure('{"auths":{},"detachKeys":""}');
    expect([...(await detachKeysOf(undefined))]).toEqual([0x10, 0x11]);
  });

  test("are those of the configuration, and those that are given before these", async () => {
    configure('{"detachKeys":"ctrl-x,d"}');
    expect([...(await detachKeysOf(undefined))]).toEqual([0x18, 0x64]);
    expect([...(await detachKeysOf("ctrl-a"))]).toEqual([0x01]);
  });

  test.each([
    ["is not JSON", '{"auths": {"registry.example": {"auth": "c2VjcmV0"}}', /is not JSON$/],
    ["has other keys", '{"detachKeys":"ctrl-"}', /"ctrl-" cannot be understood$/],
    ["has no text there", '{"detachKeys":7}', /is not a text$/],
  ])(
    "are told to be wrong where the configuration %s; those that are given count all the same",
    async (_, text, why) => {
      configure(text);
      const error = await detachKeysOf(undefined).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidArgumentError);
      expect((error as Error).message).toMatch(why);
      expect(`${(error as Error).stack} ${String((error as Error).cause)}`).not.toContain("c2VjcmV0");
      expect([...(await detachKeysOf("ctrl-a"))]).toEqual([0x01]);
    },
  );
});
