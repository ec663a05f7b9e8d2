/** What `npm run soak` does at length, in brief; and runs that are interrupted at every step. */
import process from "node:process";
import { describe, expect, test } from "vitest";
import type { Container, RunOptions } from "../../mod.ts";
import { type Engine, engines } from "../scenarios/engines.ts";
import { interruption } from "./interrupt.ts";
import { type Ground, ground, soak } from "./soak.ts";

/** No second try: one run in many that loses something is what is looked for. */
const limit = { timeout: 300_000, retry: 0 };

/** The same engine by another way adds nothing here. */
for (const engine of engines.filter(({ name }) => name !== "docker-tcp")) {
  const endpoint = "endpoint" in engine.at ? engine.at.endpoint : process.env[engine.at.variable];
  if (endpoint === undefined) {
    test.skip(`${engine.name} skipped: ${"variable" in engine.at ? engine.at.variable : "it"} is not set`, () => {});
    continue;
  }
  describe(engine.name, () => register(engine, endpoint));
}

function register(engine: Engine, endpoint: string): void {
  test("loses nothing in 50 runs, and leaves no container behind", limit, async () => {
    const { counts, left } = await soak(engine, endpoint, 50);
    expect(counts.flatMap(({ failures }) => failures)).toEqual([]);
    expect(counts.reduce((sum, { runs }) => sum + runs, 0)).toBe(50);
    expect(left).toEqual([]);
  });

  const modern = engine.dialect === "modern" && engine.apiVersion === undefined;
  const kinds: Record<string, RunOptions> = {
    "a run": {},
    "a run with stdin": { stdin: "hello\n" },
    "a run with a TTY": { tty: true },
    "a detached run": { detach: true },
    ...(modern && { "a detached run that removes itself": { detach: true, rm: true } }),
  };
  for (const [kind, options] of Object.entries(kinds)) {
    test(`${kind} leaves no container behind, at whatever step it is aborted`, limit, async () => {
      const between = interruption();
      const on = await ground(engine, endpoint, { wrap: between.wrap });
      try {
        await on.docker.api();
        const before = await on.containers();
        let step = 1;
        for (; step < 200; step++) {
          const controller = new AbortController();
          between.arm(step, controller);
          const outcome = await attempt(on, { ...options, signal: controller.signal });
          between.disarm();
          expect({ step, left: await on.containers() }).toEqual({ step, left: before });
          if (!controller.signal.aborted) {
            expect(outcome).toBe("done");
            break;
          }
        }
        expect(step).toBeGreaterThan(3);
        expect(step).toBeLessThan(200);
      } finally {
        await on.docker.close();
      }
    });
  }
}

/** One run; `done` when it came to its end, though it was aborted. Any failure but the abort is thrown. */
async function attempt({ docker, image, config }: Ground, options: RunOptions): Promise<"done" | "aborted"> {
  const script = `${options.stdin === undefined ? "" : "cat; "}echo out; echo err >&2`;
  const { detach, ...rest } = { ...options, config };
  try {
    if (detach) await discard(await docker.run(image, ["sleep", "1000"], { ...rest, detach }), rest.rm === true);
    else await docker.run(image, ["sh", "-c", script], rest);
    return "done";
  } catch (error) {
    if (error instanceof Error && error.message === "enough") return "aborted";
    throw error;
  }
}

async function discard(container: Container, removesItself: boolean): Promise<void> {
  const removal = removesItself ? await container.expect({ condition: "removed" }) : undefined;
  await container.kill().catch(() => {}); // before the removal, since an engine of v1.0 would wait for its end
  if (removal) await removal.exited;
  else await container.remove({ force: true, v: true });
}
