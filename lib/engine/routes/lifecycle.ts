/** The life of a container: starting, stopping, killing and waiting for it, and the size of its terminal. */
import type { Answer, StreamAnswer } from "../answer.ts";
import type { WaitCondition } from "../containers/container.ts";
import { parseDetachKeys } from "../containers/detach.ts";
import { parseSignal, stopSignal } from "../containers/signals.ts";
import { BadParameter } from "../failure.ts";
import { containerOf, type Handlers } from "./handler.ts";

/** Seconds between the stop signal and the end by force, unless something else is asked for. */
const defaultGrace = 10;

export const lifecycleHandlers: Handlers<
  "ContainerStart" | "ContainerStop" | "ContainerRestart" | "ContainerKill" | "ContainerResize" | "ContainerWait"
> = {
  ContainerStart(engine, call, form): Answer {
    const container = containerOf(engine, call);
    parseDetachKeys(call.text("detachKeys"));
    const { missingProgram, alreadyRunning } = form.containers;
    return container.start(missingProgram) ? form.done(call.operation) : alreadyRunning(container);
  },

  async ContainerStop(engine, call, form): Promise<Answer> {
    const container = containerOf(engine, call);
    const asked = call.text("signal");
    const signal = asked ? parseSignal(asked) : stopSignal(container.config.StopSignal);
    const grace = form.containers.grace(call.integer("t")) ?? container.config.StopTimeout ?? defaultGrace;
    const stopped = await container.stop(signal, grace);
    return stopped ? form.done(call.operation) : form.containers.alreadyStopped();
  },

  ContainerRestart(): never {
    throw new BadParameter("not implemented");
  },

  async ContainerKill(engine, call, form): Promise<Answer> {
    const container = containerOf(engine, call);
    const killed = await container.kill(parseSignal(call.text("signal") || "KILL"));
    return killed ? form.done(call.operation) : form.containers.notKilled(container);
  },

  ContainerResize(engine, call, form): Answer {
    const container = containerOf(engine, call);
    const [rows, columns] = [call.integer("h"), call.integer("w")];
    if (rows === undefined || columns === undefined || rows < 0 || columns < 0) {
      throw new BadParameter("the parameters h and w must be the rows and columns of a terminal");
    }
    container.resize(rows, columns);
    return form.done(call.operation);
  },

  async ContainerWait(engine, call, form): Promise<Answer> {
    const container = containerOf(engine, call);
    const waiting = container.wait(conditionOf(call.text("condition")), call.signal);
    if (!form.containers.waitsAloud(call)) return form.json(200, form.containers.waited(await waiting));
    // Registered before the head is sent: who has read the head can start the container and will not miss its end.
    waiting.catch(() => undefined);
    const answer: StreamAnswer = {
      kind: "stream",
      status: 200,
      headers: { "content-type": "application/json" },
      untilClose: false,
      run: async (out) => {
        const waited = form.containers.waited(await waiting);
        await out.write(new TextEncoder().encode(`${JSON.stringify(waited)}\n`));
      },
    };
    return answer;
  },
};

function conditionOf(text: string | undefined): WaitCondition {
  if (text === undefined || text === "") return "not-running";
  if (text === "not-running" || text === "next-exit" || text === "removed") return text;
  throw new BadParameter(`invalid condition: "${text}"`);
}
