/** `dks check`: runs .dks files again, and compares. */
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { CommandError } from "../commands/command.ts";
import type { EngineSettings } from "../engine.ts";
import { exitCodes } from "../explain.ts";
import { formatReport } from "../format/error.ts";
import { requireWritable } from "../options.ts";
import { processOutput } from "../output.ts";
import { readDirectives } from "../script/directives.ts";
import { regexOf } from "../script/match.ts";
import { byteOrderMark, readTranscriptFile } from "../script/read.ts";
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
import { exitCodeFor, type FileResult, resultOf, unreadable, updatedResult } from "./results.ts";

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
  for (const file of options.files) await requireTranscript(file);
  await requireWritable(options.junit);
  const { out } = processOutput();
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(exitCodes.interrupted);
  const terminate = (): void => stop.abort(exitCodes.terminated);
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", terminate);
  const files = await checkAll(options, stop.signal, (file) => {
    if (!options.tap) out.write(formatFile(file, out.columns, out.paint));
  });
  process.off("SIGINT", interrupt);
  process.off("SIGTERM", terminate);
  if (options.junit !== undefined) await writeFile(options.junit, formatJunit(files));
  out.write(options.tap ? formatTap(files) : formatSummary(files));
  return stop.signal.aborted ? Number(stop.signal.reason) : exitCodeFor(files);
}

/** Nothing runs where one of the files was not meant. One that is no text is told of in its turn. Throws a UsageError. */
async function requireTranscript(path: string): Promise<void> {
  try {
    await readTranscriptFile(path);
  } catch (error) {
    if (!(error instanceof TranscriptError)) throw error;
  }
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
  let source: string;
  let transcript: Transcript;
  try {
    source = await readTranscriptFile(path);
    transcript = await parseTranscript(source);
    for (const item of transcript.items) if (item.kind === "statement") refuseWrongPatterns(item);
    await refuseUnknownCommands(transcript);
  } catch (error) {
    if (!(error instanceof TranscriptError)) throw error;
    return unreadable(path, formatReport(reportOf(error, path)), exitCodes.failed);
  }
  const statements = transcript.items.filter((item): item is Statement => item.kind === "statement");
  const began = performance.now();
  const entries = await runChild(options, path, signal);
  const result = resultOf(path, statements, entries, performance.now() - began);
  if (!options.update || result.state !== "differs") return result;
  // Whoever has written into it meanwhile is not to lose that.
  if ((await readTranscriptFile(path)) !== source)
    return unreadable(
      path,
      `ChangedError: ${path} was changed while it was checked: it is left as it is\n  Check it again.`,
      exitCodes.failed,
    );
  await update(path, transcript, entries);
  return updatedResult(result);
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
  const mark = (await readFile(path, "utf8")).startsWith(byteOrderMark) ? byteOrderMark : "";
  await writeFile(path, mark + formatTranscript({ ...transcript, items }));
}

/** A command that the prompt does not have can be typed by nobody. */
async function refuseUnknownCommands({ items }: Transcript): Promise<void> {
  for (const { kind, source, line } of items) {
    if (kind !== "directive") continue;
    const at = { line, column: source.indexOf("//") + 1 };
    const input = readDirectives(source.trim().slice(2), at)?.find((directive) => directive.kind === "type")?.input;
    if (input === undefined) continue;
    const { readCommand } = await import("../commands/mod.ts");
    try {
      if (readCommand(input) !== undefined) continue;
      throw new CommandError(`${input} is no command`, ".help shows the commands.");
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      throw new TranscriptError(error.message, at, error.hint);
    }
  }
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
