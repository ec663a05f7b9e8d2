/** Lists of the API as tables: what one wants to see of many containers or images at once. */
import type { ContainerChange, ContainerSummary, ImageSummary } from "../../mod.ts";
import { layOut, type Table } from "./table.ts";
import type { Paint } from "./text.ts";
import { ago, bytes } from "./time.ts";
import { textOf } from "./told.ts";

/** A list as a table, if it is one of those that the API gives or a list of flat objects. `now` is in seconds since 1970. */
export function tableOf(list: readonly unknown[], now: number): Table | undefined {
  if (!isListOf(list, isPlain)) return undefined;
  if (list.every((item) => isLike(item, container))) return containers(list as unknown as ContainerSummary[], now);
  if (list.every((item) => isLike(item, image))) return images(list as unknown as ImageSummary[], now);
  if (list.every((item) => isLike(item, change))) return changes(list as unknown as ContainerChange[]);
  return list.every(isFlat) ? flat(list) : undefined;
}

/** Whether a list has items, all of one kind, and no holes, of which there can be billions. */
export function isListOf<T>(list: readonly unknown[], is: (item: unknown) => item is T): list is readonly T[] {
  return is(list[0]) && Object.keys(list).length === list.length && list.every(is);
}

/** What fields of an object are to be. */
export type Shape = Readonly<Record<string, (value: unknown) => boolean>>;

/** Whether the fields of an object are what a shape says. */
export function isLike(item: object, shape: Shape): boolean {
  const fields = item as Readonly<Record<string, unknown>>;
  return Object.entries(shape).every(([name, is]) => is(fields[name]));
}

export const isText = (value: unknown): value is string => typeof value === "string";
export const isNumber = (value: unknown): value is number => Number.isFinite(value);
/** A list of texts, of which engines send `null` for none. */
export const areTexts = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.every(isText));
const isNumberOrNot = (value: unknown): boolean => value === undefined || isNumber(value);

const container: Shape = {
  Id: isText,
  Names: areTexts,
  Image: isText,
  Command: (command) => command !== undefined,
  Status: isText,
  Created: isNumber,
};
const image: Shape = {
  Id: isText,
  RepoTags: (tags) => tags !== undefined && areTexts(tags),
  Size: isNumberOrNot,
  Created: isNumberOrNot,
};
const change: Shape = { Path: isText, Kind: isNumber };

/** A list of objects as a table, whatever they hold; undefined for anything else. */
export function tableText(value: unknown, columns: number, paint: Paint): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const list = value.filter((item): item is Record<string, unknown> => typeof item === "object" && item !== null);
  const table = tableOf(value, Date.now() / 1000) ?? flat(list.map(flattened));
  return table && layOut(table, columns, paint);
}

/** What is not flat in an object, as JSON where it has any. */
function flattened(item: Record<string, unknown>): Record<string, unknown> {
  const text = (value: object): string => {
    try {
      return JSON.stringify(value);
    } catch {
      return textOf(value);
    }
  };
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) => [
      key,
      typeof value === "object" && value !== null ? text(value) : value,
    ]),
  );
}

/** The part of an id that people use. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, "").slice(0, 12);
}

function containers(list: readonly ContainerSummary[], now: number): Table {
  return withoutEmpty({
    head: ["ID", "NAMES", "IMAGE", "STATUS", "CREATED"],
    rows: list.map(({ Id, Names, Image, Status, Created }) => [
      shortId(Id),
      (Names ?? []).map((name) => name.replace(/^\//, "")).join(", "),
      Image,
      Status,
      ago(Created, now),
    ]),
  });
}

function images(list: readonly ImageSummary[], now: number): Table {
  return {
    head: ["ID", "TAGS", "SIZE", "CREATED"],
    rows: list.map(({ Id, RepoTags, Size, Created }) => [
      shortId(Id),
      (RepoTags ?? []).join(", ") || "<none>",
      Size === undefined ? "" : bytes(Size),
      Created === undefined ? "" : ago(Created, now),
    ]),
  };
}

const kinds = ["modified", "added", "deleted"];

function changes(list: readonly ContainerChange[]): Table {
  return { head: ["CHANGE", "PATH"], rows: list.map(({ Path, Kind }) => [kinds[Kind] ?? Kind, Path]) };
}

function flat(list: readonly Record<string, unknown>[]): Table | undefined {
  const head = [...new Set(list.flatMap((item) => Object.keys(item)))];
  if (head.length === 0) return undefined;
  return { head, rows: list.map((item) => head.map((key) => item[key])) };
}

/** An engine of 2013 knows no names: then there is no column for them. */
function withoutEmpty({ head, rows }: Table): Table {
  const kept = head.map((_, column) => rows.some((row) => row[column] !== ""));
  const keep = <T>(cells: readonly T[]) => cells.filter((_, column) => kept[column]);
  return { head: keep(head), rows: rows.map(keep) };
}

/** An object that only holds values: to look at a getter would be to run it. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return (
    (prototype === Object.prototype || prototype === null) &&
    Object.values(Object.getOwnPropertyDescriptors(value)).every((property) => "value" in property)
  );
}

function isFlat(item: Record<string, unknown>): boolean {
  return Object.values(item).every(
    (value) => value === null || !["object", "function", "symbol"].includes(typeof value),
  );
}
