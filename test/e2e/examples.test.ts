import { dirname } from "node:path";
import process from "node:process";
import { afterAll, describe, expect, test } from "vitest";
import { commands, ended, run, said, start, Workspace } from "./support.ts";

const files = new Workspace();
afterAll(() => files.remove());

const pulled = `1. Create a container
---------------------
404 No such image: busybox

2. Pull the image, and create again
-----------------------------------
Container <ID>
`;

const present = `1. Create a container
---------------------
IMAGE is here already: the 404, and step 2 that follows from it, are skipped.
Container <ID>
`;

const rest = `
3. Start it, and attach
-----------------------
line 1
line 2
line 3

4. Wait for its end, and remove it
----------------------------------
exit code 7

5. Talk to its stdin
--------------------
apple
fig
pear
and this came after the end of your input
exit code 0

That was \`docker run\`
---------------------
hello from a container
`;

const hello = "scripts/hello.dks";

/** Ids are not the same twice. */
function withoutIds(text: string): string {
  return text.replace(/<[0-9a-f]{12}>/g, "<ID>");
}

describe.each(commands)("on $runtime", ({ argv, script, absent }) => {
  if (absent !== undefined) {
    test.skip(`skipped: ${absent}`);
    return;
  }

  describe("hello.dks", () => {
    test.each(["1.0", "1.24", "1.44"])("on the embedded engine in API %s", async (version) => {
      const { code, stdout, stderr } = await run([...argv, "-H", "embedded:", "--api-version", version, hello]);
      expect(withoutIds(stdout)).toBe(`The engine is at embedded: and speaks API ${version}.\n\n${pulled}${rest}`);
      expect(stderr).toMatch(/^.*Pulling /);
      expect(stderr.split("\n").length).toBeGreaterThan(3);
      expect(code).toBe(0);
    });

    test("with an image that is nowhere", async () => {
      const { code, stdout, stderr } = await run([...argv, "-H", "embedded:", hello, "not/there"]);
      expect(stdout).toMatch(/404 No such image: not\/there\n\n2\. Pull the image, and create again\n-+\n$/);
      expect(stderr).toMatch(/Error: .*not\/there[\s\S]*\n {2}at scripts\/hello\.dks:\d+:\d+\n/);
      expect(code).toBe(1);
    });

    for (const variable of ["DKS_TEST_DOCKER", "DKS_TEST_PODMAN"]) {
      const [endpoint, registry] = [process.env[variable], process.env["DKS_TEST_REGISTRY"]];
      const lacking = endpoint === undefined ? variable : registry === undefined ? "DKS_TEST_REGISTRY" : undefined;
      test(`on the engine of ${variable}`, async (context) => {
        if (lacking !== undefined) return context.skip(`${lacking} is not set`);
        const dks = (...args: string[]) => run([...argv, "-H", endpoint!, ...args]);
        const image = `${registry}/busybox`;
        const containers = async () =>
          JSON.parse(
            (await dks("--json", "-e", `ps({ all: true }).filter((c) => c.Image.startsWith("${image}")).length`))
              .stdout,
          );
        const before = await containers();
        const { code, stdout } = await dks(hello, image);
        const beginning = withoutIds(stdout)
          .replaceAll(image, "IMAGE")
          .replace(/^The engine .*\n\n/, "");
        expect(
          [present + rest, pulled.replace("busybox", "IMAGE") + rest].map((text) => text.replace(/^404 .*$/m, "404")),
        ).toContain(beginning.replace(/^404 .*$/m, "404"));
        expect(code).toBe(0);
        // Other tests have containers of this image, too, for a while.
        await expect.poll(containers, { timeout: 40_000, interval: 1000 }).toBeLessThanOrEqual(before);
      });
    }
  });

  describe("the scripts, as they are and through dks", () => {
    const env = { DOCKER_HOST: "embedded:" };
    const ways: readonly (readonly [string, readonly [string, ...string[]]])[] = [
      ["by the runtime", script],
      ["by dks", argv],
    ];

    test.each(ways)("run-job.ts %s: its output, and its exit code", async (_, way) => {
      const { code, stdout, stderr } = await run(
        [...way, "scripts/run-job.ts", "busybox", "sh", "-c", "echo one; echo two >&2; exit 3"],
        { env },
      );
      expect([code, stdout]).toEqual([3, "one\n"]);
      expect(stderr).toMatch(/Pull complete\n[\s\S]*^two\n[\s\S]*^exit code 3 after [\d.]+ s\n$/m);
    });

    test.each(ways)("run-job.ts %s: nothing to run", async (_, way) => {
      expect(await run([...way, "scripts/run-job.ts"], { env })).toMatchObject({
        code: 2,
        stderr: "Usage: run-job.ts IMAGE COMMAND [ARGUMENTS]\n",
      });
    });

    test.each(ways)("pull-progress.ts %s", async (_, way) => {
      const { code, stdout } = await run([...way, "scripts/pull-progress.ts"], { env });
      expect(stdout).toMatch(
        /^latest: Pulling from library\/busybox\n[\s\S]*Pull complete\n[\s\S]*\nsha256:[0-9a-f]{64}, [\d.]+ MB\n$/,
      );
      expect(code).toBe(0);
    });

    test.each(ways)("pull-progress.ts %s: no such image", async (_, way) => {
      expect(await run([...way, "scripts/pull-progress.ts", "not/there"], { env })).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^\w+Error: .*not\/there/),
      });
    });

    test.each(ways)("build-image.ts %s: from a Dockerfile as text", async (_, way) => {
      const { code, stdout, stderr } = await run([...way, "scripts/build-image.ts"], { env });
      expect([code, stdout]).toEqual([0, `BUILT ON ${process.platform.toUpperCase()}\n`]);
      expect(stderr).toMatch(/^Step 1\/4 : FROM busybox\n[\s\S]*^Successfully built [0-9a-f]{12}\n$/m);
    });

    test.each(ways)("build-image.ts %s: from a directory", async (_, way) => {
      const directory = dirname(files.write("image/Dockerfile", "FROM busybox\nADD . /in\nCMD ls /in; exit 3\n"));
      files.write("image/.dockerignore", "secret\nDockerfile\n.dockerignore\n");
      files.write("image/secret", "");
      files.write("image/shown", "");
      expect(await run([...way, "scripts/build-image.ts", directory, "team/app:1.0"], { env })).toMatchObject({
        code: 3,
        stdout: "shown\n",
        stderr: expect.stringMatching(/^Successfully tagged team\/app:1\.0$/m),
      });
    });

    test.each(ways)("build-image.ts %s: a directory without a Dockerfile", async (_, way) => {
      const directory = dirname(files.write("empty/a", ""));
      expect(await run([...way, "scripts/build-image.ts", directory], { env })).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^InvalidArgumentError: the Dockerfile .* does not exist\n/),
      });
    });

    test.each(ways)("stop-old-containers.ts %s", async (_, way) => {
      expect(await run([...way, "scripts/stop-old-containers.ts", "1"], { env })).toEqual({
        code: 0,
        stdout: "No container runs for longer than 1 h.\n",
        stderr: "",
      });
      for (const hours of ["soon", ""])
        expect(await run([...way, "scripts/stop-old-containers.ts", hours, "--yes"], { env })).toMatchObject({
          code: 2,
          stderr: expect.stringMatching(/^Usage: /),
        });
    });

    test("stop-old-containers.ts stops what is old, when it is told to", async () => {
      const endpoint = `unix://${files.path}/${argv.length}-${argv[0].length}.sock`;
      const engine = start([...argv, "engine", "--listen", endpoint]);
      const ends = ended(engine);
      await said(engine, "stdout", endpoint);
      const env = { DOCKER_HOST: endpoint };
      const running = async () => (await run([...argv, "-e", "ps().length"], { env })).stdout;
      await run([...argv, "-e", "run('busybox', ['sleep', '1000'], { detach: true, name: 'old' })"], { env });
      expect((await run([...script, "scripts/stop-old-containers.ts", "1"], { env })).stdout).toBe(
        "No container runs for longer than 1 h.\n",
      );
      expect(await run([...script, "scripts/stop-old-containers.ts", "0"], { env })).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(
          /^would stop old \(busybox, Up .*\)\nNothing was stopped: add --yes for that\.\n$/,
        ),
      });
      expect(await running()).toBe("1\n");
      expect(await run([...script, "scripts/stop-old-containers.ts", "0", "--yes"], { env })).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^stopped old \(.*\)\n$/),
      });
      expect(await running()).toBe("0\n");
      engine.kill("SIGTERM");
      expect(await ends).toMatchObject({ code: 0 });
    });
  });
});
