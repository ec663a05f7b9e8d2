/** A statement as it stands in a recording, with what came of it. */
import { formatOutput, type Output } from "../script/transcript.ts";
import type { Written } from "./explicit.ts";

/** What is written of a statement. It can change afterwards: a later statement may need a name for its value. */
export interface Entry {
  readonly written: Written;
  /** Names that are declared above it, since the statement only assigns to them. */
  readonly declares: readonly string[];
  readonly outputs: readonly Output[];
  /** What its value gave over time, as a stream does: it is printed. */
  readonly live?: readonly string[];
  /** Whether its `const` became a `let`, since a later statement assigns to it. */
  isLet: boolean;
  /** Whether it assigns to a name in the place of declaring it: the types of the two may differ. */
  readonly isAnew: boolean;
  /** Whether the statement above it has no semicolon at its end. */
  readonly isBehindOpen?: boolean;
  /** The name that its value has got. */
  lifted?: string;
  /** The name that its error has got. */
  caught?: string;
}

/** Remarks in the place of a statement. */
export interface Remark {
  readonly remark: string;
}

/** The lines of an entry. */
export function formatEntry(entry: Entry | Remark): string {
  if ("remark" in entry) return comment(entry.remark);
  const { written, declares, outputs, live, isAnew, lifted, caught } = entry;
  const { before, after } = written;
  const above = [
    ...(before === "" ? [] : [`${before}\n`]),
    ...declares.map((name) => `let ${name};\n`),
    ...(isAnew ? ["// @ts-ignore: declared anew\n"] : []),
  ].join("");
  const body = entry.isLet ? written.body.replace(/^const\b/, "let") : written.body;
  if (body === "") return above;
  const behind = after === "" ? "\n" : ` ${after}\n`;
  if (caught !== undefined)
    return `${above}let ${caught}: any;\ntry {\n${ended(body)}${behind}} catch (thrown) {\n  ${caught} = thrown;\n}\n`;
  const given = [
    ...(live === undefined ? [] : [{ kind: "printed" as const, lines: live }]),
    ...outputs.filter((output) => !isPrinted(output)),
  ];
  const printed = outputs.filter(isPrinted);
  if (lifted === undefined) {
    const mayMelt = entry.isBehindOpen === true && declares.length === 0 && /^[([`/+-]/.test(body);
    return above + (mayMelt ? ";" : "") + ended(body) + behind + text([...printed, ...given]);
  }
  const list = listInside(body);
  const again = list !== undefined ? `${waitForAll(lifted)};\n` : given.length > 0 ? `${lifted};\n` : "";
  return `${above}const ${lifted} = ${ended(list ?? body)}${behind}${text(printed)}${again}${text(given)}`;
}

/** How a list of promises is waited for. */
export function waitForAll(list: string): string {
  return `await Promise.all(${list})`;
}

/** The list that is waited for; undefined when the statement is another one. */
function listInside(body: string): string | undefined {
  const [before, behind] = waitForAll("\0").split("\0") as [string, string];
  return body.startsWith(before) && body.endsWith(behind) ? body.slice(before.length, -behind.length) : undefined;
}

/** Text as a comment that no transcript takes for anything else. */
export function comment(remark: string): string {
  return remark
    .split(/\r?\n/)
    .map((line) => `// ${line}\n`)
    .join("");
}

function text(outputs: readonly Output[]): string {
  return outputs.map((output) => formatOutput(output)).join("");
}

function isPrinted({ kind }: Output): boolean {
  return kind === "printed";
}

/** With a semicolon where it needs one, so that the next statement begins anew. */
function ended(body: string): string {
  return /^(?:async\s+)?function\b|^(?:(?:abstract\s+)?class|(?:const\s+)?enum|namespace|if|for|while|switch|try|export)\b|^\{/.test(
    body,
  ) && body.endsWith("}")
    ? body
    : `${body};`;
}
