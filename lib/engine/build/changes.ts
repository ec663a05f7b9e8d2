/** Instructions of a Dockerfile that change what an image says about its containers (`changes=CMD ["sh"]`). */
import { BadParameter, Failure } from "../failure.ts";
import type { RunConfig } from "../store/image.ts";
import { applyInstruction, type Draft, isConfigInstruction } from "./config.ts";
import { environment } from "./environment.ts";
import { DockerfileError } from "./dockerfile/error.ts";
import { parseInstructions } from "./dockerfile/parse.ts";

/** Applies instructions to a configuration, and returns the new one. A Failure 400 for one that is not understood. */
export function applyChanges(config: RunConfig, changes: readonly string[]): RunConfig {
  const text = changes.join("\n");
  if (text.trim() === "") return config;
  const { instructions, escapeChar } = read(text);
  let draft: Draft = { config, commandGiven: false };
  for (const instruction of instructions) {
    // A shell is for the instructions of a build.
    if (!isConfigInstruction(instruction) || instruction.kind === "SHELL") {
      throw new BadParameter(
        `${instruction.keyword} is not a change that can be made to an image: ${instruction.written}`,
      );
    }
    const env = environment(draft.config.Env);
    try {
      ({ draft } = applyInstruction(draft, instruction, { lookup: (name) => env.get(name), escapeChar }));
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      throw new Failure(400, `${cause.message}, in the change: ${instruction.written}`, { cause });
    }
  }
  return draft.config;
}

function read(text: string): ReturnType<typeof parseInstructions> {
  try {
    return parseInstructions(text, { keepUnknown: true });
  } catch (cause) {
    if (!(cause instanceof DockerfileError)) throw cause;
    throw new Failure(400, `${cause.reason}, in the change: ${text.split("\n")[cause.line - 1]}`, { cause });
  }
}
