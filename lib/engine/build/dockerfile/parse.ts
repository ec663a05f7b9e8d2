/**
 * A Dockerfile, read as Docker's classic builder reads it. Nothing is carried out here, and no variable expanded.
 *
 * ```ts
 * const { stages } = parseDockerfile("FROM busybox\nCMD echo hello\n");
 * stages[0].instructions[0]; // { kind: "CMD", command: { shell: true, words: ["echo hello"] }, line: 2, ... }
 * ```
 */
import { DockerfileError } from "./error.ts";
import type { Instruction, InstructionOf } from "./instruction.ts";
import { type LogicalLine, splitLines } from "./lines.ts";
import { parseInstruction } from "./parse-instruction.ts";

/** One stage: an image to begin with, and what is done to it. */
export interface Stage {
  from: InstructionOf<"FROM">;
  instructions: Instruction[];
}

/** A Dockerfile in its parts. */
export interface Dockerfile {
  /** Arguments before the first FROM, which the FROM lines may use. */
  args: InstructionOf<"ARG">[];
  stages: Stage[];
  /** The character that takes the meaning from the next one. */
  escapeChar: string;
  warnings: string[];
}

/** How a Dockerfile is read. */
export interface ParseOptions {
  /** Whether an instruction that nobody knows is kept, to be passed over, instead of being an error. */
  keepUnknown?: boolean;
}

/** Reads a whole Dockerfile. A DockerfileError, with the line, for the first thing that is wrong. */
export function parseDockerfile(text: string, options: ParseOptions = {}): Dockerfile {
  const { instructions, escapeChar, warnings } = parseInstructions(text, options);
  const args: InstructionOf<"ARG">[] = [];
  const stages: Stage[] = [];
  for (const instruction of instructions) {
    const stage = stages.at(-1);
    if (instruction.kind === "FROM") stages.push({ from: instruction, instructions: [] });
    else if (stage !== undefined) stage.instructions.push(instruction);
    else if (instruction.kind === "ARG") args.push(instruction);
    else throw new DockerfileError(instruction.line, "no build stage in current context");
  }
  return { args, stages, escapeChar, warnings };
}

/** Reads instructions that need not begin with FROM. */
export function parseInstructions(
  text: string,
  options: ParseOptions = {},
): { instructions: Instruction[]; escapeChar: string; warnings: string[] } {
  const { lines, escapeChar, warnings } = splitLines(text);
  const lastAt = new Map(lines.map(({ text }, at) => [text.trim(), at]));
  for (const [at, line] of lines.entries()) refuseHeredoc(line, (name) => (lastAt.get(name) ?? -1) > at);
  const instructions = lines.map((line) => parseInstruction(line, escapeChar));
  const unknown = instructions.find(({ kind }) => kind === "UNKNOWN");
  if (unknown !== undefined && !options.keepUnknown) {
    throw new DockerfileError(unknown.line, `unknown instruction: ${unknown.keyword}`);
  }
  return { instructions, escapeChar, warnings };
}

/** A document within the Dockerfile, whose lines would be taken for instructions. */
function refuseHeredoc({ text, line }: LogicalLine, follows: (text: string) => boolean): void {
  if (!/^\s*(?:run|copy|add)\s/i.test(text)) return;
  for (const [, name] of text.matchAll(/<<-?["']?([A-Za-z_]\w*)/g)) {
    if (!follows(name!)) continue;
    throw new DockerfileError(
      line,
      `the here-document <<${name} requires BuildKit, which the embedded engine does not have`,
    );
  }
}
