/** The Dockerfiles of the differential suite, and the form of what an engine made of them. */

import { readFileSync, writeFileSync } from "node:fs";
import { contextFiles, type ContextFile } from "./context-files.ts";
import { addCases } from "./corpus-add.ts";
import { badCases } from "./corpus-bad.ts";
import { configCases } from "./corpus-config.ts";
import { stageCases } from "./corpus-stages.ts";
import { syntaxCases } from "./corpus-syntax.ts";

/** One build. */
export interface BuildCase {
  name: string;
  dockerfile: string;
  /** The context, besides the Dockerfile; the usual one when absent. */
  files?: Record<string, ContextFile>;
  /** Parameters of the call. */
  query?: Record<string, string>;
  /** A Dockerfile that is built before, as the image `base`, which the Dockerfile may name. */
  base?: string;
  /** Whether the same is built twice, and the second build counts, which may use what the first one made. */
  again?: true;
  /** Paths whose files are compared. */
  look?: string[];
}

/** What an engine made of a build. Ids are replaced. */
export interface BuildOutcome {
  status: number;
  /** The text of the stream, or of the error answer. */
  text: string;
  /** The error in the stream. */
  error?: { code?: number; message: string };
  config?: Record<string, unknown>;
  history?: string[];
  files?: string[];
}

/** All builds, in groups. */
export const cases: readonly BuildCase[] = [
  ...syntaxCases,
  ...configCases,
  ...addCases,
  ...stageCases,
  ...badCases,
].map((one) => ({ ...one, files: one.files ?? contextFiles }));

const recording = new URL("./recorded.json", import.meta.url);

/** What dockerd made of the builds when it was last asked. */
export function readRecording(): Record<string, BuildOutcome> {
  return JSON.parse(readFileSync(recording, "utf8")) as Record<string, BuildOutcome>;
}

/** Keeps what dockerd makes of the builds. */
export function writeRecording(outcomes: Record<string, BuildOutcome>): void {
  writeFileSync(recording, `${JSON.stringify(outcomes, undefined, 2)}\n`);
}
