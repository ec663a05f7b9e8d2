/** Builds an image from a Dockerfile, instruction by instruction. */
import { BadParameter, Failure } from "../failure.ts";
import { pull } from "../registry/pull.ts";
import type { Image } from "../store/image.ts";
import { familiar, parseReference } from "../store/reference.ts";
import { expandWord } from "./dockerfile/expand.ts";
import type { Instruction, InstructionOf } from "./dockerfile/instruction.ts";
import type { Dockerfile, Stage } from "./dockerfile/parse.ts";
import { BuildArguments } from "./environment.ts";
import type { BuildJob, Shared } from "./job.ts";
import { type BuildRequest, isOwnPlatform, platform } from "./request.ts";
import { StageBuild } from "./stage.ts";
import { StepContainers } from "./step-container.ts";

/** Checks what can be checked before anything is told. The stages that are to be built. A Failure 400 when it is not to be done. */
export function plannedStages({ stages }: Dockerfile, { labels, target }: BuildRequest, maxSteps: number): Stage[] {
  let planned = [...stages];
  if (target !== undefined) {
    const wanted = target.toLowerCase();
    const at = stages.findIndex(({ from }, number) => from.name === wanted || String(number) === wanted);
    if (at < 0) throw new BadParameter(`failed to reach build target ${target} in Dockerfile`);
    planned = planned.slice(0, at + 1);
  }
  const last = planned.at(-1);
  if (last === undefined) throw new BadParameter("no build stage in current context");
  const added = labels.map((pair) => labelOf(pair));
  planned[planned.length - 1] = { from: last.from, instructions: [...last.instructions, ...added] };
  const count = planned.reduce((sum, { instructions }) => sum + 1 + instructions.length, 0);
  if (count > maxSteps)
    throw new BadParameter(`the Dockerfile has ${count} steps, and the engine builds no more than ${maxSteps}`);
  return planned;
}

/** Builds the stages, tells every step, and names the result. What it throws is why the build failed. */
export async function build(job: BuildJob, stages: readonly Stage[]): Promise<Image> {
  const { request, dockerfile, engine, signal, tell } = job;
  const args = new BuildArguments(request.buildArgs);
  const containers = new StepContainers(engine, tell, signal);
  const built: { name: string | undefined; image: Image | undefined }[] = [];
  const total = dockerfile.args.length + stages.reduce((sum, { instructions }) => sum + 1 + instructions.length, 0);
  let number = 0;
  const step = (instruction: Instruction, parent: string | undefined): Promise<void> => {
    signal.throwIfAborted();
    const { written, keyword, rest } = instruction;
    return tell({ event: "step", number: ++number, total, written, keyword, rest, parent });
  };
  const stageNamed = (name: string): { image: Image | undefined } | undefined =>
    built.find((stage) => stage.name === name.toLowerCase());
  const shared: Shared = {
    ...job,
    args,
    containers,
    async imageFor(from) {
      const number = /^\d{1,6}$/.test(from) ? Number(from) : undefined;
      if (number !== undefined && number >= built.length) {
        throw new BadParameter(`invalid from flag value ${from}: index out of bounds`);
      }
      const stage = number === undefined ? stageNamed(from) : built[number];
      const image = stage === undefined ? await findImage(job, from) : stage.image;
      if (image === undefined) throw new BadParameter(`invalid from flag value ${from}: the stage has made no image`);
      return image;
    },
  };
  let kept = false;
  try {
    if (dockerfile.warnings.length > 0) await tell({ event: "warnings", warnings: dockerfile.warnings });
    for (const instruction of dockerfile.args) {
      await step(instruction, undefined);
      declare(instruction, args, dockerfile.escapeChar);
    }
    for (const { from, instructions } of stages) {
      await step(from, built.at(-1)?.image?.id);
      const base = baseName(from, args, dockerfile.escapeChar);
      const earlier = stageNamed(base);
      args.beginStage();
      const image = earlier === undefined ? await imageToBuildOn(job, base) : earlier.image;
      const stage = new StageBuild(shared, image, dockerfile.escapeChar);
      await stage.begin();
      for (const instruction of instructions) {
        await step(instruction, stage.image?.id);
        await stage.carryOut(instruction);
      }
      built.push({ name: from.name, image: stage.image });
      if (stage.image !== undefined) await tell({ event: "stage", id: stage.image.id });
    }
    kept = request.remove === "never";
    return await finish(job, built.at(-1)?.image, args.unused());
  } catch (error) {
    // A container whose command failed is left to be looked at, unless it is to go in any case, or nobody is there to look.
    kept = request.remove !== "all" && !signal.aborted;
    throw error;
  } finally {
    await containers.close(kept);
  }
}

async function finish(job: BuildJob, image: Image | undefined, unused: string[]): Promise<Image> {
  const { engine, request, tell } = job;
  if (unused.length > 0) await tell({ event: "unused", names: unused });
  if (image === undefined) throw new Failure(400, "No image was generated. Is your Dockerfile empty?");
  await tell({ event: "built", id: image.id });
  for (const name of request.names) {
    engine.images.tag(name, image.id);
    await tell({ event: "tagged", name: familiar(name) });
  }
  return image;
}

function declare({ args }: InstructionOf<"ARG">, all: BuildArguments, escapeChar: string): void {
  const lookup = (name: string): string | undefined => all.global(name);
  for (const { name, value } of args) {
    all.addGlobal(
      expandWord(name, lookup, escapeChar),
      value === undefined ? undefined : expandWord(value, lookup, escapeChar),
    );
  }
}

/** The image that a FROM names. A Failure 400 when it names none, or another platform. */
function baseName(from: InstructionOf<"FROM">, args: BuildArguments, escapeChar: string): string {
  const lookup = (name: string): string | undefined => args.global(name);
  const asked = expandWord(from.platform ?? "", lookup, escapeChar);
  if (!isOwnPlatform(asked)) {
    throw new BadParameter(`the embedded engine builds for ${platform} only, not for ${asked}`);
  }
  const name = expandWord(from.image, lookup, escapeChar);
  if (name === "") throw new BadParameter(`base name (${from.image}) should not be blank`);
  return name;
}

/** The image with a name; undefined for `scratch`, which is none. */
function imageToBuildOn(job: BuildJob, name: string): Promise<Image | undefined> {
  return name === "scratch" ? Promise.resolve(undefined) : findImage(job, name);
}

/** The image with a name, pulled where it is not there, or is to be pulled in any case. */
async function findImage({ engine, request, signal, tell }: BuildJob, name: string): Promise<Image> {
  const known = engine.images.find(name);
  if (known !== undefined && !request.pull) return known;
  const { registry, images: store } = engine;
  const options = { all: false, registry, store, signal };
  await pull(parseReference(name), options, (event) => tell({ event: "pull", pull: event }));
  return engine.images.resolve(name);
}

function labelOf([name, value]: readonly [string, string]): Instruction {
  const rest = `${name}=${value}`;
  const line = 0;
  return {
    kind: "LABEL",
    pairs: [[name, value]],
    literal: true,
    written: `LABEL ${rest}`,
    keyword: "LABEL",
    rest,
    line,
  };
}
