/** Runs of which the output and the exit code are known to the last byte. */
import assert from "node:assert/strict";
import type { Docker } from "../../mod.ts";
import { NotFoundError } from "../../mod.ts";

/** What every run of the soak gets. */
export interface Runs {
  readonly docker: Docker;
  readonly image: string;
  /** For `config`: marks the containers, where the engine has labels, and leaves their network out, which takes the most time. */
  readonly config: object;
}

/** A kind of run. Asserts with node:assert. */
export interface SoakCase {
  readonly name: string;
  /** The API version that it needs. */
  readonly since?: string;
  run(runs: Runs, index: number): Promise<void>;
}

/** More than any buffer on the way holds. */
const kilobytes = 200;

export const soakCases: readonly SoakCase[] = [
  {
    name: "a program that ends at once",
    async run({ docker, image, config }, index) {
      const result = await docker.run(image, ["echo", `run ${index}`], { config });
      assert.deepEqual(result, { exitCode: 0, stdout: `run ${index}\n`, stderr: "" });
    },
  },
  {
    name: "output at the very end, on both sides, and an exit code",
    async run({ docker, image, config }, index) {
      const code = index % 256;
      const script = `printf 'out ${index}'; printf 'err ${index}' >&2; exit ${code}`;
      const result = await docker.run(image, ["sh", "-c", script], { config });
      assert.deepEqual(result, { exitCode: code, stdout: `out ${index}`, stderr: `err ${index}` });
    },
  },
  {
    name: "much output before the end",
    async run({ docker, image, config }, index) {
      const script = `head -c ${kilobytes * 1024} /dev/zero | tr '\\0' x; printf 'end ${index}'`;
      const { exitCode, stdout } = await docker.run(image, ["sh", "-c", script], { config });
      assert.equal(exitCode, 0);
      assert.ok(stdout === `${"x".repeat(kilobytes * 1024)}end ${index}`, `${stdout.length} bytes came`);
    },
  },
  {
    name: "a program that is fed by stdin",
    async run({ docker, image, config }, index) {
      const stdin = `${index}\n`.repeat(10_000);
      const result = await docker.run(image, ["sh", "-c", "cat; printf end >&2; exit 3"], { config, stdin });
      assert.ok(result.stdout === stdin, `${result.stdout.length} of ${stdin.length} bytes came back`);
      assert.deepEqual({ ...result, stdout: "" }, { exitCode: 3, stdout: "", stderr: "end" });
    },
  },
  {
    name: "a program that leaves its stdin unread",
    async run({ docker, image, config }, index) {
      const stdin = new Uint8Array(300_000);
      const result = await docker.run(image, ["echo", `run ${index}`], { config, stdin });
      assert.deepEqual(result, { exitCode: 0, stdout: `run ${index}\n`, stderr: "" });
    },
  },
  {
    name: "a program with a TTY",
    async run({ docker, image, config }, index) {
      const script = `test -t 1 && echo 'tty ${index}'; printf end; exit 2`;
      const result = await docker.run(image, ["sh", "-c", script], { config, tty: true });
      assert.deepEqual(result, { exitCode: 2, stdout: `tty ${index}\r\nend`, stderr: "" });
    },
  },
  {
    name: "a detached program that is removed at its end",
    since: "1.30",
    async run({ docker, image, config }) {
      const container = await docker.run(image, ["sleep", "1000"], { config, detach: true, rm: true });
      const end = await container.expect({ condition: "next-exit" });
      const removal = await container.expect({ condition: "removed" });
      await container.kill();
      assert.equal((await end.exited).StatusCode, 137);
      await removal.exited;
      await assert.rejects(container.inspect(), NotFoundError);
    },
  },
];
