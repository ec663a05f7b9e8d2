/** `dks check`: runs .dks files again, and compares. */
import { writeFile } from "node:fs/promises";
import process from "node:process";
import type { EngineSettings } from "../engine.ts";
import { exitCodes } from "../explain.ts";
import { formatReport } from "../format/error.ts";
import { processOutput } from "../output.ts";
import { regexOf } from "../script/match.ts";
import { readTranscriptFile } from "../script/read.ts";
import { reportOf } from "../script/run.ts";
import {
  formatTranscript,
  parseTranscript,
  type Statement,
  type Transcript,
  withOutputs,
} from "../script/transcript.ts";
import { TranscriptError } from "../script/transcript-error.ts";
import { runChild } from "./child.ts";
import type { Entry } from "./journal.ts";
import { formatJunit, formatTap } from "./machine.ts";
import { type CheckOptions, checkUsage, parseCheck } from "./options.ts";
import { formatFile, formatSummary } from "./render.ts";
import { exitCodeFor, type FileResult, resultOf, unreadable } from "./results.ts";

/** Runs the command; gives the exit code. Throws a UsageError. */
export async function check(args: readonly string[], common: EngineSettings): Promise<number> {
  const options = parseCheck(args, common);
  if (options === undefined) {
    process.stdout.write(checkUsage);
    return exitCodes.ok;
  }
  const { journal } = options;
  if (journal !== undefined) {
    const { checkOne } = await import("./worker.ts");
    return checkOne({ ...options, journal });
  }
  const { out } = processOutput();
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  const files = await checkAll(options, stop.signal, (file) => {
    const isUpdated = options.update && file.state === "differs";
    if (!options.tap) out.write(formatFile(file, out.columns, out.paint, isUpdated));
  });
  process.off("SIGINT", interrupt);
  process.off("SIGTERM", interrupt);
  if (options.junit !== undefined) await writeFile(options.junit, formatJunit(files));
  out.write(options.tap ? formatTap(files) : formatSummary(files, options.update));
  if (stop.signal.aborted) return exitCodes.interrupted;
  return exitCodeFor(options.update ? files.filter(({ state }) => state !== "differs") : files);
}

/** Checks the files, some at a time; tells of each in the order in which they were named. */
async function checkAll(
  options: CheckOptions,
  signal: AbortSignal,
  tell: (file: FileResult) => void,
): Promise<FileResult[]> {
  const results: (FileResult | undefined)[] = [];
  let [next, told] = [0, 0];
  let isOver = false;
  const work = async (): Promise<void> => {
    while (next < options.files.length && !signal.aborted && !isOver) {
      const index = next++;
      const result = await checkFile(options, options.files[index]!, signal);
      if (options.bail && result.code !== exitCodes.ok) isOver = true;
      results[index] = result;
      for (let file = results[told]; file; file = results[++told]) tell(file);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  return results.filter((result) => result !== undefined);
}

async function checkFile(options: CheckOptions, path: string, signal: AbortSignal): Promise<FileResult> {
  let transcript: Transcript;
  try {
    transcript = await parseTranscript(await readTranscriptFile(path));
    for (const item of transcript.items) if (item.kind === "statement") refuseWrongPatterns(item);
  } catch (error) {
    if (!(error instanceof TranscriptError)) throw error;
    return unreadable(path, formatReport(reportOf(error, path)), exitCodes.failed);
  }
  const statements = transcript.items.filter((item): item is Statement => item.kind === "statement");
  const began = performance.now();
  const entries = await runChild(options, path, signal);
  const result = resultOf(path, statements, entries, performance.now() - began);
  if (options.update && result.state === "differs") await update(path, transcript, entries);
  return result;
}

/** Writes what has changed into the file; everything else stays as it is, byte for byte. */
async function update(path: string, transcript: Transcript, entries: readonly Entry[]): Promise<void> {
  const results = new Map(
    entries.flatMap((entry) => (entry.type === "result" ? [[entry.result.line, entry.result] as const] : [])),
  );
  const end = /\r\n/.test(transcript.header.source || (transcript.items[0]?.source ?? "")) ? "\r\n" : "\n";
  const items = transcript.items.map((item) => {
    const result = item.kind === "statement" ? results.get(item.line) : undefined;
    return item.kind === "statement" && result?.state === "differs" && result.outputs
      ? withOutputs(item, result.outputs, end)
      : item;
  });
  await writeFile(path, formatTranscript({ ...transcript, items }));
}

/** A pattern that is none would never match, and never say why. */
function refuseWrongPatterns({ expected }: Statement): void {
  for (const { lines, line } of expected) {
    for (const [index, text] of lines.entries()) {
      try {
        regexOf(text);
      } catch (error) {
        throw new TranscriptError(
          `this line is no regular expression: ${(error as Error).message}`,
          { line: line + index },
          "A line that ends in ` (re)` is one.",
        );
      }
    }
  }
}
