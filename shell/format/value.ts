/** A value as people read it, or as programs do. */
import { inspect } from "node:util";
import { Attachment, Container, Containers, Docker, Image, Images, InvalidArgumentError } from "../../mod.ts";
import { custom, withoutStacks } from "./error-value.ts";
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
  /** How many items of an array are shown; 200 when absent. */
  items?: number;
}

/** A value as text of one or more lines; undefined for `undefined`, which is not shown. */
export function formatValue(value: unknown, style: ValueStyle): string | undefined {
  const { columns, paint, quoted } = style;
  if (value === undefined) return undefined;
  if (typeof value === "string" && !quoted) return visible(value);
  return drawn(value, columns, paint) ?? folded(value, style);
}

/** A list as a table or a tree, and what draws itself; undefined for anything else, and for what does not let itself be looked at, as a proxy may not. */
function drawn(value: unknown, columns: number, paint: Paint): string | undefined {
  try {
    const now = Date.now() / 1000;
    const history = historyTree(value, columns, now);
    if (history !== undefined) return history;
    const table = Array.isArray(value) ? tableOf(value, now) : undefined;
    return (table && layOut(table, columns, paint)) ?? treeOf(value, columns);
  } catch {
    return undefined;
  }
}

/** The object, with what is deep in it folded until the rest fits, which is then said. */
function folded(value: unknown, { columns, paint, lines = Number.POSITIVE_INFINITY, items = 200 }: ValueStyle): string {
  const text = (depth: number): string =>
    visible(
      withoutStacks(() =>
        inspect(value, {
          depth,
          breakLength: Math.max(40, columns - 1),
          maxArrayLength: items,
          maxStringLength: 100_000,
        }),
      ),
    );
  const note = paint.dim("(folded; .json shows all of it)");
  const usual = text(usualDepth);
  if (height(usual) <= lines) {
    // A few levels more cost little, where there are any.
    const whole = text(usualDepth + 1) === usual ? usual : text(greatestDepth);
    return height(whole) <= lines ? whole : `${usual}\n${note}`;
  }
  // A list of which only `[Object]` is left would tell nothing.
  const least = Array.isArray(value) ? 1 : 0;
  for (let depth = usualDepth - 1; depth > least; depth--) {
    const shown = text(depth);
    if (height(shown) <= lines) return `${shown}\n${note}`;
  }
  return `${text(least)}\n${note}`;
}

/** How deep an object is shown where that is what fills the screen, and how deep at the most. */
const [usualDepth, greatestDepth] = [4, 16];

function height(text: string): number {
  return text.split("\n").length;
}

/** What draws itself as a tree, for a width. */
function treeOf(value: unknown, columns: number): string | undefined {
  if (typeof value !== "object" || value === null || !("tree" in value) || typeof value.tree !== "function")
    return undefined;
  const { tree } = value as { tree(options: { columns: number }): unknown };
  const text = tree.call(value, { columns });
  return typeof text === "string" ? visible(text.replace(/\n$/, "")) : undefined;
}

/** A value as JSON, on one line unless it is to be indented; undefined for what JSON has no word for. */
export function formatJson(value: unknown, indent?: number): string | undefined {
  // JSON itself escapes only the characters below the blank.
  return stringify(value, indent)?.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function stringify(value: unknown, indent: number | undefined): string | undefined {
  try {
    return JSON.stringify(value, undefined, indent);
  } catch (error) {
    // Whatever a `toJSON` of the user's throws is his own.
    if (!(error instanceof TypeError)) throw error;
    const reason = noJson(value, new Set());
    if (reason === undefined) throw error;
    throw new InvalidArgumentError(`this value cannot be JSON: ${reason.message}`, { hint: reason.hint, cause: error });
  }
}

/** Why there is no JSON of a value. `above` are the objects that it is in. */
function noJson(value: unknown, above: ReadonlySet<object>): { message: string; hint: string } | undefined {
  if (typeof value === "bigint")
    return { message: "there is a BigInt in it", hint: "Turn it into a text: String(value), or into a number." };
  if (typeof value !== "object" || value === null) return undefined;
  if (above.has(value))
    return { message: "it contains itself", hint: "Take the part of it that you need, or look at it without JSON." };
  for (const inner of Object.values(value)) {
    const reason = noJson(inner, new Set([...above, value]));
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Makes `inspect` show the library's handles, and timers, by what they stand for. */
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
  nameTimers();
}

/** A timer is what the runtime makes of one, with all that it keeps in it. */
function nameTimers(): void {
  const timeout: unknown = setTimeout(() => {});
  clearTimeout(timeout as NodeJS.Timeout);
  if (typeof timeout !== "object" || timeout === null) return;
  Object.defineProperty(Object.getPrototypeOf(timeout), custom, { value: () => "Timeout", configurable: true });
}
