/** One stage of a build: an image, and what the instructions make of it. */
import { createHash } from "node:crypto";
import type { Container } from "../containers/container.ts";
import { download, parseUrl } from "../download.ts";
import { BadParameter, Failure } from "../failure.ts";
import { DEFAULT_PATH, Layer, LayeredFileSystem } from "../kernel/mod.ts";
import { emptyRunConfig, type Image } from "../store/image.ts";
import { applyInstruction, type Draft, isConfigInstruction, resolveCommand, shellOf, type Words } from "./config.ts";
import { copyLayer } from "./copy.ts";
import { expandWord } from "./dockerfile/expand.ts";
import type { Instruction, InstructionOf } from "./dockerfile/instruction.ts";
import { parseInstructions } from "./dockerfile/parse.ts";
import { environment, variable } from "./environment.ts";
import type { Shared } from "./job.ts";
import { addImage } from "./made.ts";
import { findOwner } from "./owner.ts";
import { readAll } from "./peeked.ts";
import { digestOf, findSources, type Source } from "./sources.ts";

/** What makes an image of the one that there is. */
interface Change {
  /** For the history. */
  createdBy: string;
  /** What, besides the image below, decides what comes out. */
  key: unknown;
}

export class StageBuild {
  readonly #shared: Shared;
  readonly #escapeChar: string;
  #image: Image | undefined;
  #draft: Draft;
  #author: string | undefined;
  /** Whether all steps so far were made before: after one that was not, none can have been. */
  #cached: boolean;

  constructor(shared: Shared, image: Image | undefined, escapeChar: string) {
    this.#shared = shared;
    this.#escapeChar = escapeChar;
    this.#image = image;
    this.#cached = shared.request.cache;
    const config = image?.config ?? emptyRunConfig();
    const Env = variable(config.Env, "PATH") === undefined ? [...config.Env, `PATH=${DEFAULT_PATH}`] : config.Env;
    this.#draft = { config: { ...config, Env, OnBuild: undefined }, commandGiven: false };
  }

  /** What has been made; undefined as long as there is nothing. */
  get image(): Image | undefined {
    return this.#image;
  }

  /** Carries out what the image below wants to be done. */
  async begin(): Promise<void> {
    const triggers = this.#image?.config.OnBuild ?? [];
    if (triggers.length > 0) await this.#shared.tell({ event: "triggers", count: triggers.length });
    for (const trigger of triggers) {
      const { instructions, escapeChar } = parseInstructions(trigger);
      for (const instruction of instructions) await this.#carryOut(instruction, escapeChar);
    }
    await this.#told();
  }

  /** Carries out an instruction. */
  async carryOut(instruction: Instruction): Promise<void> {
    if (instruction.kind === "UNKNOWN") {
      await this.#shared.tell({ event: "skipped", keyword: instruction.keyword });
      return;
    }
    await this.#carryOut(instruction, this.#escapeChar);
    await this.#told();
  }

  #told(): Promise<void> {
    return this.#shared.tell({ event: "image", id: this.#image?.id });
  }

  async #carryOut(instruction: Instruction, escapeChar: string): Promise<void> {
    const { containers, request } = this.#shared;
    const words = this.#words(escapeChar);
    try {
      if (isConfigInstruction(instruction)) {
        const { draft, told, note } = applyInstruction(this.#draft, instruction, words);
        this.#draft = draft;
        if (note !== undefined) await this.#shared.tell({ event: "note", text: note });
        await this.#commit(told);
      } else if (instruction.kind === "RUN") await this.#run(instruction);
      else if (instruction.kind === "COPY" || instruction.kind === "ADD") await this.#copy(instruction, words);
      else if (instruction.kind === "ARG") await this.#argument(instruction, words);
      else if (instruction.kind === "MAINTAINER") {
        this.#author = instruction.text;
        await this.#commit(` MAINTAINER ${instruction.text}`);
      } else throw new BadParameter(`${instruction.keyword} cannot be carried out within a stage`);
    } catch (error) {
      if (request.remove === "all") await containers.remove();
      throw error;
    }
    if (request.remove !== "never") await containers.remove();
  }

  /** Variables are those of the image, and the arguments. */
  #words(escapeChar: string): Words {
    const { Env } = this.#draft.config;
    const args = this.#shared.args.inEffect(Env);
    const env = environment(Env);
    return { lookup: (name) => env.get(name) ?? args.get(name), escapeChar };
  }

  /** An image that differs in its configuration, and in the directories that this names. */
  async #commit(told: string): Promise<void> {
    const { config } = this.#draft;
    const command = [...shellOf(config), `#(nop) ${told}`];
    const change = { createdBy: command.join(" "), key: [config, this.#author] };
    await this.#make(change, async () => {
      const container = await this.#shared.containers.create({
        image: this.#image,
        config,
        command,
        env: config.Env,
      });
      return { layer: container.fs.seal(), container };
    });
  }

  async #run({ command, flags }: InstructionOf<"RUN">): Promise<void> {
    if (this.#image === undefined) throw new BadParameter("there is nothing to run a command in yet");
    if (flags.length > 0) {
      throw new BadParameter(`the --${flags[0]} option requires BuildKit, which the embedded engine does not have`);
    }
    const { args, containers } = this.#shared;
    const { config } = this.#draft;
    const words = resolveCommand(command, config);
    const inEffect = args.inEffect(config.Env);
    const told = [...inEffect].filter(([name]) => args.counts(name)).map(([name, value]) => `${name}=${value}`);
    const createdBy = [...(inEffect.size === 0 ? [] : [`|${told.length}`, ...told.sort()]), ...words].join(" ");
    const env = [...config.Env, ...[...inEffect].map(([name, value]) => `${name}=${value}`)];
    await this.#make({ createdBy, key: [config, this.#author, words] }, async () => {
      const container = await containers.create({ image: this.#image, config, command: words, env });
      await containers.run(container);
      return { layer: container.fs.seal(), container };
    });
  }

  async #copy(instruction: InstructionOf<"COPY" | "ADD">, { lookup, escapeChar }: Words): Promise<void> {
    const { kind } = instruction;
    if (instruction.chmod !== "") {
      throw new BadParameter("the --chmod option requires BuildKit, which the embedded engine does not have");
    }
    const { engine } = this.#shared;
    const { config } = this.#draft;
    const chown = expandWord(instruction.chown, lookup, escapeChar);
    const destination = expandWord(instruction.destination, lookup, escapeChar);
    const names = instruction.sources.map((source) => expandWord(source, lookup, escapeChar));
    const { sources, noUnpacking } = await this.#sources(instruction, names, destination);
    const below = new LayeredFileSystem(this.#image?.layers.map(({ layer }) => layer) ?? []);
    const flag = chown === "" ? "" : `--chown=${chown} `;
    const told = `#(nop) ${kind} ${flag}${digestOf(sources)} in ${destination} `;
    const createdBy = [...shellOf(config), told].join(" ");
    await this.#make({ createdBy, key: [config, this.#author] }, async () => ({
      layer: await copyLayer(below, {
        keyword: kind,
        sources,
        destination,
        workingDir: config.WorkingDir,
        owner: chown === "" ? undefined : findOwner(below, chown),
        unpacks: kind === "ADD" && !noUnpacking,
        now: engine.clock(),
        maxBytes: engine.limits.fileBytes,
      }),
    }));
  }

  async #sources(
    { kind, from }: InstructionOf<"COPY" | "ADD">,
    names: readonly string[],
    destination: string,
  ): Promise<{ sources: Source[]; noUnpacking: boolean }> {
    const remote = kind === "ADD" ? names.filter((name) => /^https?:\/\//i.test(name)) : [];
    if (remote.length > 0) {
      if (names.length > 1) throw new BadParameter("ADD of a URL takes no other source with it");
      return { sources: [await this.#fetched(names[0]!, destination)], noUnpacking: true };
    }
    if (from !== "") {
      const image = await this.#shared.imageFor(from);
      const fs = new LayeredFileSystem(image.layers.map(({ layer }) => layer));
      return { sources: findSources(fs, names, kind), noUnpacking: false };
    }
    const { context } = this.#shared;
    if (context === undefined) throw new BadParameter(`No context given. Impossible to use ${kind}`);
    return { sources: findSources(context, names, kind), noUnpacking: false };
  }

  /** A file from elsewhere. A directory to put it in needs a name for it, which is the last one of the URL. */
  async #fetched(text: string, destination: string): Promise<Source> {
    const { engine, signal } = this.#shared;
    const url = parseUrl(text);
    const name = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
    if (destination.endsWith("/") && name === "") {
      throw new BadParameter(`ADD failed: cannot determine filename for source ${url.origin}${url.pathname}`);
    }
    const file = name || "download";
    const { body } = await download(engine.fetch, url, signal);
    let data: Uint8Array | undefined;
    try {
      data = await readAll(body, engine.limits.fileBytes);
    } finally {
      body.cancel();
    }
    if (data === undefined) {
      throw new Failure(413, `ADD failed: the file has more than ${engine.limits.fileBytes} bytes`);
    }
    const entry = { path: `/${file}`, type: "file", mode: 0o600, mtime: engine.clock(), data } as const;
    return findSources(new LayeredFileSystem([Layer.from([entry])]), [file], "ADD")[0]!;
  }

  async #argument({ args }: InstructionOf<"ARG">, { lookup, escapeChar }: Words): Promise<void> {
    const told: string[] = [];
    for (const one of args) {
      const name = expandWord(one.name, lookup, escapeChar);
      const value = one.value === undefined ? undefined : expandWord(one.value, lookup, escapeChar);
      this.#shared.args.add(name, value);
      told.push(value === undefined ? name : `${name}=${value}`);
    }
    await this.#commit(` ARG ${told.join(" ")}`);
  }

  /** Takes the image that the same change once made of the same image, or makes it. */
  async #make(change: Change, make: () => Promise<{ layer: Layer; container?: Container }>): Promise<void> {
    const { engine, tell } = this.#shared;
    const recipe = createHash("sha256")
      .update(JSON.stringify([change.createdBy, change.key]))
      .digest("hex");
    const known = this.#cached ? this.#known(recipe) : undefined;
    if (known !== undefined) {
      this.#image = known;
      await tell({ event: "cached" });
      return;
    }
    this.#cached = false;
    const { layer, container } = await make();
    this.#shared.signal.throwIfAborted();
    this.#image = await addImage(engine, {
      base: this.#image,
      layer,
      config: this.#draft.config,
      createdBy: change.createdBy,
      author: this.#author,
      container: container?.id,
      recipe,
    });
  }

  #known(recipe: string): Image | undefined {
    const parent = this.#image?.id;
    return this.#shared.engine.images.list().find((image) => image.recipe === recipe && image.parent === parent);
  }
}
