/** The containers of an engine. */
import { Failure, noSuchContainer } from "../failure.ts";
import type { Limits } from "../options.ts";
import type { Image } from "../store/image.ts";
import { type ContainerSpec, withImage } from "./config.ts";
import { Container } from "./container.ts";
import { makeFiles } from "./files.ts";
import { checkName, randomId, randomName } from "./names.ts";
import { Output } from "./output.ts";
import { checkPorts } from "./ports.ts";
import { stopSignal } from "./signals.ts";
import { parseVolumesFrom, type VolumesFrom } from "./volumes.ts";

/** How a container is to be removed. */
export interface Removal {
  /** Whether one that runs is ended first. */
  force: boolean;
  /** Seconds that a running one gets to end by itself; undefined: it is killed, or refused without `force`. */
  grace: number | undefined;
}

/** Containers by id and by name. */
export class ContainerStore {
  readonly #limits: Limits;
  readonly #clock: () => number;
  /** In the order of creation. */
  readonly #containers: Map<string, Container> = new Map();
  readonly #names: Map<string, Container> = new Map();

  constructor(limits: Limits, clock: () => number) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** All containers, newest first. */
  list(): Container[] {
    return [...this.#containers.values()].reverse();
  }

  /** Makes a container of an image. */
  create(spec: ContainerSpec, image: Image): Container {
    if (this.#containers.size >= this.#limits.containers) {
      throw new Failure(409, `the engine holds no more than ${this.#limits.containers} containers: remove some`);
    }
    const name = this.#nameFor(spec.name);
    const id = randomId();
    const config = withImage({ ...spec.config, Hostname: spec.config.Hostname || id.slice(0, 12) }, image.config);
    const fs = makeFiles(image, config, this.#limits.fileBytes);
    const volumesFrom = (spec.hostConfig.VolumesFrom ?? []).map(parseVolumesFrom);
    const container = new Container({
      id,
      name,
      created: this.#clock(),
      image,
      config,
      hostConfig: spec.hostConfig,
      fs,
      volumesFrom,
      output: new Output(this.#limits.logBytes, this.#clock),
      clock: this.#clock,
    });
    if (container.command.length === 0) throw new Failure(400, "No command specified");
    stopSignal(config.StopSignal);
    if (!spec.lateVolumesFrom) this.#takeVolumes(container, ({ container: ref }) => this.resolve(ref));
    for (const path of Object.keys(config.Volumes ?? {})) container.addVolume(path);
    container.onAutoRemove = () => this.#forget(container);
    this.#containers.set(id, container);
    this.#names.set(name, container);
    return container;
  }

  /**
   * Starts a container; false when it runs already. A Failure when a port or the volumes of another container that it asks for
   * are not to be had, and as `Container.start` has it.
   */
  start(container: Container, missing: "refuse" | "run"): boolean {
    if (container.running) return false;
    const running = [...this.#containers.values()].filter((one) => one.running);
    checkPorts(
      container.config.PortSpecs ?? [],
      running.map(({ config }) => config.PortSpecs ?? []),
    );
    this.#takeVolumes(container, ({ container: ref }) => {
      const found = this.find(ref);
      if (found !== undefined) return found;
      throw new Failure(409, `Container ${ref} not found. Impossible to mount its volumes`);
    });
    return container.start(missing);
  }

  /** The container that a name, an id, or the beginning of an id means; undefined when there is none. */
  find(ref: string): Container | undefined {
    const exact = this.#containers.get(ref) ?? this.#names.get(ref.startsWith("/") ? ref.slice(1) : ref);
    if (exact !== undefined) return exact;
    if (ref === "") return undefined;
    const matches = [...this.#containers.values()].filter((container) => container.id.startsWith(ref));
    if (matches.length > 1) throw new Failure(400, `Multiple IDs found with provided prefix: ${ref}`);
    return matches[0];
  }

  /** As find, but a Failure 404 when there is none. */
  resolve(ref: string): Container {
    const container = this.find(ref);
    if (container === undefined) throw noSuchContainer(ref);
    return container;
  }

  async remove(container: Container, { force, grace }: Removal): Promise<void> {
    if (container.running) {
      if (grace !== undefined) await container.stop(stopSignal(container.config.StopSignal), grace);
      else if (force) await container.kill("KILL");
      else {
        throw new Failure(
          409,
          `cannot remove container "/${container.name}": container is running: ` +
            "stop the container before removing or force remove",
        );
      }
    }
    // Its end may have removed it already.
    if (this.#containers.has(container.id)) this.#forget(container);
  }

  /** Ends and removes every container, so that nothing waits for one any more. */
  async close(): Promise<void> {
    await Promise.all(this.list().map((container) => this.remove(container, { force: true, grace: undefined })));
  }

  #takeVolumes(container: Container, find: (from: VolumesFrom) => Container): void {
    const sources = container.volumesFrom.map((from) => ({ volumes: find(from).volumes, readOnly: from.readOnly }));
    container.volumesFrom = [];
    for (const { volumes, readOnly } of sources) for (const volume of volumes) container.share(volume, readOnly);
  }

  #nameFor(wanted: string | undefined): string {
    if (wanted === undefined || wanted === "") return randomName((name) => this.#names.has(name));
    const name = checkName(wanted);
    const holder = this.#names.get(name);
    if (holder === undefined) return name;
    throw new Failure(
      409,
      `Conflict. The container name "/${name}" is already in use by container "${holder.id}". ` +
        "You have to remove (or rename) that container to be able to reuse that name.",
    );
  }

  #forget(container: Container): void {
    container.beginRemoval();
    this.#containers.delete(container.id);
    this.#names.delete(container.name);
    container.removed();
  }
}
