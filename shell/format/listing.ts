/** Lists of the API as tables: what one wants to see of many containers or images at once. */
import type { ContainerChange, ContainerSummary, ImageSummary } from "../../mod.ts";
import { layOut, type Table } from "./table.ts";
import type { Paint } from "./text.ts";
import { ago, bytes } from "./time.ts";

/** A list as a table, if it is one of those that the API gives or a list of flat objects. `now` is in seconds since 1970. */
export function tableOf(list: readonly unknown[], now: number): Table | undefined {
  if (list.length === 0 || !list.every(isPlain)) return undefined;
  if (list.every((item) => hasAll(item, ["Id", "Image", "Command", "Status"])))
    return containers(list as unknown as ContainerSummary[], now);
  if (list.every((item) => hasAll(item, ["Id", "RepoTags", "Size"])))
    return images(list as unknown as ImageSummary[], now);
  if (list.every((item) => hasAll(item, ["Path", "Kind"]))) return changes(list as unknown as ContainerChange[]);
  return list.every(isFlat) ? flat(list) : undefined;
}

/** A list of objects as a table, whatever they hold; undefined for anything else. */
export function tableText(value: unknown, columns: number, paint: Paint): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const list = value.filter((item): item is Record<string, unknown> => typeof item === "object" && item !== null);
  const table = tableOf(value, Date.now() / 1000) ?? flat(list.map(flattened));
  return table && layOut(table, columns, paint);
}

/** What is not flat in an object, as JSON. */
function flattened(item: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([key, value]) => [
      key,
      typeof value === "object" && value !== null ? JSON.stringify(value) : value,
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

function hasAll(item: object, keys: readonly string[]): boolean {
  return keys.every((key) => key in item);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isFlat(item: Record<string, unknown>): boolean {
  return Object.values(item).every(
    (value) => value === null || !["object", "function", "symbol"].includes(typeof value),
  );
}
