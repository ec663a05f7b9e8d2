/**
 * What engines of 2013 were recorded to say: the bytes of each exchange, taken apart without the project's own codecs. The recordings are kept
 * beside the repository, and not everywhere.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type Answer, type Request, takeAnswer, takeRequest } from "./http-bytes.ts";
import { needsRecordings } from "./skips.ts";

const folder = new URL("../../../shared/wire/v1.0/", import.meta.url);

/** The names of all recorded exchanges; none where the recordings are not. */
export const recordings: readonly string[] = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith(".response"))
      .map((file) => file.slice(0, -".response".length))
      .sort()
  : [];

/** What a test about them puts after its name. */
export const unlessRecorded: string = recordings.length > 0 ? "" : `, skipped: ${needsRecordings}`;

/** The requests and the answers of one connection. */
export interface Exchange {
  readonly requests: readonly Request[];
  /** Answers that are not interim. None where the engine closed the connection without a word. */
  readonly answers: readonly Answer[];
  /** All that the client sent, as it came. */
  readonly sent: string;
  /** All that the engine sent, as it came. */
  readonly received: string;
  /** What the client sent after the last request: the stdin of an attachment. */
  readonly stdin: string;
}

/** One recorded exchange. */
export function recorded(name: string): Exchange {
  const [sent, received] = [read(`${name}.request`), read(`${name}.response`)];
  const requests: Request[] = [];
  let rest = sent;
  for (let next = takeRequest(rest); next !== undefined; next = takeRequest(rest)) {
    requests.push(next);
    rest = rest.slice(next.raw.length);
  }
  return { requests, answers: answersOf(received, requests), sent, received, stdin: rest };
}

function answersOf(received: string, requests: readonly Request[]): Answer[] {
  const answers: Answer[] = [];
  let rest = received;
  while (rest !== "") {
    const next = takeAnswer(rest, requests[answers.length]?.method ?? "GET", true);
    if (next === undefined) break;
    if (next.status >= 200) answers.push(next);
    rest = rest.slice(next.raw.length);
  }
  return answers;
}

function read(file: string): string {
  return readFileSync(new URL(file, folder), "latin1");
}
