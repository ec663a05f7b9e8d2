/** The containers of a build: each step has one, like any other container of the engine. */
import type { Container } from "../containers/container.ts";
import type { EngineState } from "../state.ts";
import { emptyRunConfig, type Image, makeImage, type RunConfig } from "../store/image.ts";
import type { Tell } from "./events.ts";
import { CommandFailed } from "./failure.ts";

/** About how much output goes into one message. */
const gathered = 16 * 1024;

/** What a container of a build runs, and with what. */
export interface StepCommand {
  /** Undefined when the build began with nothing. */
  image: Image | undefined;
  config: RunConfig;
  command: readonly string[];
  env: readonly string[];
}

/** The containers that one build has made and not removed. */
export class StepContainers {
  readonly #engine: EngineState;
  readonly #tell: Tell;
  readonly #signal: AbortSignal;
  #made: Container[] = [];

  constructor(engine: EngineState, tell: Tell, signal: AbortSignal) {
    this.#engine = engine;
    this.#tell = tell;
    this.#signal = signal;
  }

  /** Makes a container; it has not been started. */
  async create({ image, config, command, env }: StepCommand): Promise<Container> {
    const spec = {
      name: undefined,
      config: {
        ...config,
        Env: [...env],
        Cmd: [...command],
        // One empty word stands for no entrypoint at all; without any it would be the image's.
        Entrypoint: [""],
        OnBuild: undefined,
        Hostname: "",
        Domainname: "",
        AttachStdin: false,
        AttachStdout: true,
        AttachStderr: true,
        Tty: false,
        OpenStdin: false,
        StdinOnce: false,
        Image: image?.id ?? "",
        StopTimeout: undefined,
        PortSpecs: undefined,
      },
      hostConfig: { NetworkMode: "default" },
      warnings: [],
    };
    const container = this.#engine.containers.create(spec, image ?? this.#nothing());
    this.#made.push(container);
    await this.#tell({ event: "running", container: container.id });
    return container;
  }

  /** Runs a container to its end, telling its output. A CommandFailed when it ends badly; killed when the client is gone. */
  async run(container: Container): Promise<void> {
    const reader = container.output.subscribe({
      streams: new Set(["stdout", "stderr"]),
      logs: false,
      live: true,
      logByStream: false,
    });
    const kill = (): void => void container.kill("KILL");
    try {
      this.#signal.throwIfAborted();
      this.#signal.addEventListener("abort", kill, { once: true });
      const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
      this.#engine.containers.start(container, "refuse");
      const ended = container.wait("not-running", this.#signal);
      ended.catch(() => undefined);
      for (let entries = await reader.read(gathered); entries !== undefined; entries = await reader.read(gathered)) {
        for (const { stream, bytes } of entries) {
          const text = decoders[stream].decode(bytes, { stream: true });
          if (text !== "") await this.#tell({ event: "output", stream, text });
        }
      }
      const { code } = await ended;
      this.#signal.throwIfAborted();
      if (code !== 0) throw new CommandFailed(container.command, code);
    } finally {
      this.#signal.removeEventListener("abort", kill);
      container.output.unsubscribe(reader);
    }
  }

  /** Removes the containers that there are. */
  async remove(): Promise<void> {
    for (const container of this.#made.splice(0)) {
      await this.#end(container);
      await this.#tell({ event: "removed", container: container.id });
    }
  }

  /** Ends the build: what still runs is killed, and nobody is told. `keep`: what has ended stays. */
  async close(keep: boolean): Promise<void> {
    for (const container of this.#made.splice(0)) {
      if (container.running || !keep) await this.#end(container);
    }
  }

  async #end(container: Container): Promise<void> {
    // Somebody else may have removed it.
    if (this.#engine.containers.find(container.id) !== container) return;
    await this.#engine.containers.remove(container, { force: true, grace: undefined });
  }

  #nothing(): Image {
    const created = new Date(this.#engine.clock()).toISOString();
    return makeImage({ layers: [], config: emptyRunConfig(), created, history: [] });
  }
}
