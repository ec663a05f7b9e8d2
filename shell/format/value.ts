/** A value as people read it, or as programs do. */
import { inspect } from "node:util";
import { Attachment, Container, Containers, Docker, Image, Images } from "../../mod.ts";
import { historyTree } from "./history.ts";
import { shortId, tableOf } from "./listing.ts";
import { layOut } from "./table.ts";
import { type Paint, visible } from "./text.ts";

/** How values are shown. */
export interface ValueStyle {
  /** The width of the terminal. */
  columns: number;
  paint: Paint;
  /** Whether a text is shown as a literal, with quotes. */
  quoted: boolean;
  /** How many lines an object may take before what is deep in it is folded; no bound when absent. */
  lines?: number;
}

/** A value as text of one or more lines; undefined for `undefined`, which is not shown. */
export function formatValue(value: unknown, style: ValueStyle): string | undefined {
  const { columns, paint, quoted } = style;
  if (value === undefined) return undefined;
  if (typeof value === "string" && !quoted) return visible(value);
  const history = historyTree(value, columns, Date.now() / 1000);
  if (history !== undefined) return history;
  const table = Array.isArray(value) ? tableOf(value, Date.now() / 1000) : undefined;
  const laidOut = table && layOut(table, columns, paint);
  if (laidOut !== undefined) return laidOut;
  const tree = treeOf(value);
  return tree === undefined ? folded(value, style) : visible(tree(columns).replace(/\n$/, ""));
}

/** The object, with what is deep in it folded until the rest fits. */
function folded(value: unknown, { columns, paint, lines = Number.POSITIVE_INFINITY }: ValueStyle): string {
  const text = (depth: number): string =>
    visible(
      inspect(value, { depth, breakLength: Math.max(40, columns - 1), maxArrayLength: 200, maxStringLength: 100_000 }),
    );
  const whole = text(deepest);
  if (height(whole) <= lines) return whole;
  for (let depth = deepest - 1; depth >= 0; depth--) {
    const shown = text(depth);
    if (depth === 0 || height(shown) <= lines) return `${shown}\n${paint.dim("(folded; .json shows all of it)")}`;
  }
  return whole;
}

const deepest = 4;

function height(text: string): number {
  return text.split("\n").length;
}

/** What draws itself as a tree, for a width. */
function treeOf(value: unknown): ((columns: number) => string) | undefined {
  if (typeof value !== "object" || value === null || !("tree" in value) || typeof value.tree !== "function")
    return undefined;
  const { tree } = value as { tree(options: { columns: number }): string };
  return (columns) => tree.call(value, { columns });
}

/** A value as JSON, on one line unless it is to be indented; undefined for what JSON has no word for. */
export function formatJson(value: unknown, indent?: number): string | undefined {
  // JSON itself escapes only the characters below the blank.
  return JSON.stringify(value, undefined, indent)?.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const custom = Symbol.for("nodejs.util.inspect.custom");

/** Makes `inspect` show the library's handles by what they stand for. */
export function nameHandles(): void {
  const forms: readonly (readonly [{ readonly prototype: object }, (handle: never) => string])[] = [
    [Docker, ({ endpoint }: Docker) => `Docker <${endpoint}>`],
    [Containers, () => "Containers"],
    [Container, ({ id }: Container) => `Container <${/^[0-9a-f]{64}$/.test(id) ? shortId(id) : id}>`],
    [Images, () => "Images"],
    [Image, ({ ref }: Image) => `Image <${/^(?:sha256:)?[0-9a-f]{64}$/.test(ref) ? shortId(ref) : ref}>`],
    [Attachment, ({ tty }: Attachment) => `Attachment${tty ? " <tty>" : ""}`],
  ];
  for (const [Class, form] of forms) {
    const shown = function (this: never): string {
      return form(this);
    };
    Object.defineProperty(Class.prototype, custom, { value: shown, configurable: true });
  }
}
