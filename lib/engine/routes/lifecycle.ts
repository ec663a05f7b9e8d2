/** The life of a container: starting, stopping, killing and waiting for it, and the size of its terminal. */
import type { Answer, StreamAnswer } from "../answer.ts";
import type { Call } from "../call.ts";
import type { Container, WaitCondition } from "../containers/container.ts";
import { parseDetachKeys } from "../containers/detach.ts";
import { parseSignal, stopSignal } from "../containers/signals.ts";
import type { Form } from "../dialect/form.ts";
import { BadParameter, Failure } from "../failure.ts";
import type { Signal } from "../kernel/mod.ts";
import type { EngineState } from "../state.ts";
import { containerOf, type Handlers } from "./handler.ts";

/** Seconds between the stop signal and the end by force, unless something else is asked for. */
const defaultGrace = 10;

export const lifecycleHandlers: Handlers<
  "ContainerStart" | "ContainerStop" | "ContainerRestart" | "ContainerKill" | "ContainerResize" | "ContainerWait"
> = {
  ContainerStart(engine, call, form): Answer {
    const container = containerOf(engine, call);
    parseDetachKeys(call.text("detachKeys"));
    const started = start(engine, container, form);
    return started ? form.done(call.operation) : form.containers.alreadyRunning(container);
  },

  async ContainerStop(engine, call, form): Promise<Answer> {
    const container = containerOf(engine, call);
    const { signal, grace } = stopOf(container, call, form);
    const stopped = await container.stop(signal, grace);
    return stopped ? form.done(call.operation) : form.containers.alreadyStopped();
  },

  async ContainerRestart(engine, call, form): Promise<Answer> {
    const container = containerOf(engine, call);
    const { signal, grace } = stopOf(container, call, form);
    await container.restart(signal, grace, () => start(engine, container, form));
    return form.done(call.operation);
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
      throw new Failure(400, "the parameters h and w must be the rows and columns of a terminal");
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

/** Starts a container; false when it runs already. */
function start(engine: EngineState, container: Container, form: Form): boolean {
  try {
    return engine.containers.start(container, form.containers.missingProgram);
  } catch (error) {
    throw error instanceof Failure ? form.containers.startFailure(container, error) : error;
  }
}

/** How a call wants a container to be stopped. */
function stopOf(container: Container, call: Call, form: Form): { signal: Signal; grace: number } {
  const asked = call.text("signal");
  return {
    signal: asked ? parseSignal(asked) : stopSignal(container.config.StopSignal),
    grace: form.containers.grace(call.integer("t")) ?? container.config.StopTimeout ?? defaultGrace,
  };
}

function conditionOf(text: string | undefined): WaitCondition {
  if (text === undefined || text === "") return "not-running";
  if (text === "not-running" || text === "next-exit" || text === "removed") return text;
  throw new BadParameter(`invalid condition: "${text}"`);
}
