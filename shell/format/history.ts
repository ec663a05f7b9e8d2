/** The history of an image as a tree: what it began with, and what came on top of it, step by step. */
import type { ImageHistoryItem } from "../../mod.ts";
import { areTexts, isLike, isListOf, isNumber, isText, type Shape, shortId } from "./listing.ts";
import { clip, visibleLine } from "./text.ts";
import { ago, bytes } from "./time.ts";

/** No step stands further in than this: what comes after it stands below it. */
const deepest = 12;

/** The tree of a history, whose newest step comes first; undefined for anything else. `now` is in seconds since 1970. */
export function historyTree(value: unknown, columns: number, now: number): string | undefined {
  if (!isHistory(value)) return undefined;
  const steps = value.toReversed();
  return steps
    .map((step, index) => {
      const depth = Math.min(index, deepest);
      const lead = depth === 0 ? "" : `${"   ".repeat(depth - 1)}└─ `;
      return clip(`${lead}${told(step, now)}`, columns);
    })
    .join("\n");
}

function told({ Id, Created, CreatedBy, Size, Tags }: ImageHistoryItem, now: number): string {
  const command = CreatedBy.replace(/^\/bin\/sh -c #\(nop\)\s+/, "").replace(/^\/bin\/sh -c /, "RUN ");
  const facts = [
    command === "" ? "(nothing is said about it)" : command,
    ...(Size === undefined ? [] : [bytes(Size)]),
    ago(Created, now),
    ...(Id === "<missing>" ? [] : [shortId(Id)]),
    ...(Tags ?? []),
  ];
  return visibleLine(facts.join("  "));
}

const step: Shape = {
  Id: isText,
  Created: isNumber,
  CreatedBy: isText,
  Size: (size) => size === undefined || isNumber(size),
  Tags: areTexts,
};

function isHistory(value: unknown): value is ImageHistoryItem[] {
  const isStep = (one: unknown): one is ImageHistoryItem =>
    typeof one === "object" && one !== null && isLike(one, step);
  return Array.isArray(value) && isListOf(value, isStep);
}
