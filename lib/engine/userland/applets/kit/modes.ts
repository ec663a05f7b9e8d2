/** Permission bits in words. */

import type { FileType, Stat } from "../../../kernel/types.ts";

const CLAUSE = /^([ugoa]*)((?:[-+=][rwxXst]*|[-+=][ugo])+)$/;
const masks: Record<string, number> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };
const bits: Record<string, number> = { r: 0o444, w: 0o222, x: 0o111, s: 0o6000, t: 0o1000 };

/** The mode that `text` (`755`, `u+x,go-w`) makes of another; undefined when it makes no sense. */
export function changeMode(
  text: string,
  mode: number,
  options: { umask: number; directory: boolean },
): number | undefined {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8);
  let result = mode;
  for (const clause of text.split(",")) {
    const [, who, actions] = CLAUSE.exec(clause) ?? [];
    if (who === undefined || actions === undefined) return undefined;
    const mask = who === "" ? 0o7777 & ~options.umask : [...who].reduce((sum, char) => sum | masks[char]!, 0);
    for (const [, operator, what] of actions.matchAll(/([-+=])([rwxXst]*[ugo]?)/g)) {
      const wanted = bitsOf(what!, result, options.directory) & mask;
      if (operator === "+") result |= wanted;
      else if (operator === "-") result &= ~wanted;
      else result = (result & ~(who === "" ? 0o777 : mask & 0o777)) | wanted;
    }
  }
  return result;
}

function bitsOf(what: string, mode: number, directory: boolean): number {
  let value = 0;
  for (const char of what) {
    if (char === "X") value |= directory || (mode & 0o111) !== 0 ? 0o111 : 0;
    else if (char in bits) value |= bits[char]!;
    else value |= ((mode >> { u: 6, g: 3, o: 0 }[char as "u"]) & 7) * 0o111;
  }
  return value;
}

const letters: Record<FileType, string> = { file: "-", directory: "d", symlink: "l", device: "c", fifo: "p" };

/** `drwxr-xr-x` */
export function showMode({ type, mode }: Stat): string {
  let text = letters[type];
  for (const [index, shift] of [6, 3, 0].entries()) {
    const special = (mode & (0o4000 >> index)) !== 0;
    const execute = (mode & (1 << shift)) !== 0;
    const letter = index === 2 ? "t" : "s";
    text += (mode & (4 << shift) ? "r" : "-") + (mode & (2 << shift) ? "w" : "-");
    text += special ? (execute ? letter : letter.toUpperCase()) : execute ? "x" : "-";
  }
  return text;
}
