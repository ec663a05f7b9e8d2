/** What of an answer is held against another. */
import type { Answer, Framing } from "../support/http-bytes.ts";

/** An answer, without what differs from one to the next: ids, dates, times. */
export interface Facts {
  readonly status: number;
  /** The content type; "" where there is none. */
  readonly type: string;
  readonly framing: Framing;
  readonly body: string;
}

/**
 * How a body is compared: as text, by the names and types of its JSON, by the steps of its progress, or only as one that is there, where the words
 * are the engine's own.
 */
export type Comparison = "text" | "shape" | "progress" | "any";

export function factsOf(answer: Answer, comparison: Comparison): Facts {
  const { status, headers, framing, body } = answer;
  return { status, type: headers.get("content-type") ?? "", framing, body: comparable(body, comparison) };
}

function comparable(body: string, comparison: Comparison): string {
  if (comparison === "any") return body === "" ? "" : "*";
  if (comparison === "progress") return stepsOf(body);
  return comparison === "text" ? withoutIds(body) : JSON.stringify(shapeOf(JSON.parse(body)));
}

/** A text with `<64>` and `<12>` for ids, `<date>` and `<seconds>` for times. */
export function withoutIds(text: string): string {
  return text
    .replace(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g, "<64>")
    .replace(/(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])/g, "<12>")
    .replace(/\b(?!0001)\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<date>")
    .replace(/\b1[3-9]\d{8}\b/g, "<seconds>")
    .replace(/\bUp [^"]*(?=")/g, "Up <duration>");
}

/** The names of JSON, and the types of its values; of a list, those of its first entry. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== "object" || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shapeOf(field)]));
}

/** The first words of the lines, or the keys of the objects, each once. */
function stepsOf(body: string): string {
  const words = body.startsWith("{")
    ? [...body.matchAll(/\{"(\w+)":/g)].map(([, key]) => key!)
    : body.split(/\r\n|\r|\n/).flatMap((line) => {
        const [word] = line.trim().split(/\s/);
        if (!word) return [];
        if (line.startsWith("Error")) return ["Error"];
        return [/^[0-9a-f]{12}$|^[0-9a-f]{64}$/.test(word) ? "<id>" : /^\d+\//.test(word) ? "<progress>" : word];
      });
  return [...new Set(words)].join(" ");
}

const types: Readonly<Record<string, string>> = {
  json: "application/json",
  text: "text/plain; charset=utf-8",
  raw: "application/vnd.docker.raw-stream",
  octets: "application/octet-stream",
  untyped: "",
};

/** Facts as a row writes them: `200 json length`, and the body. */
export function facts(head: string, body = ""): Facts {
  const [, status, type = "", framing = ""] = /^(\d+) (\w+) (.*)$/.exec(head) ?? [];
  return { status: Number(status), type: types[type] ?? type, framing: framing as Framing, body };
}

/** Facts as a row would write them, for the message of a test that fails. */
export function written({ status, type, framing, body }: Facts): string {
  const name = Object.keys(types).find((key) => types[key] === type) ?? type;
  return `${status} ${name} ${framing}\n${body}`;
}
