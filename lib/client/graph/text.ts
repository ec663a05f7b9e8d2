/** What engines say, made fit to be shown: names and ids are theirs, and may hold anything. */

/** A text of printable ASCII, with the rest written out, e.g. `\u{1b}`. By their grammar names are of nothing else. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The beginning of a printable text, in at most `width` characters; the last is an ellipsis where something is missing. */
export function clip(text: string, width: number, ellipsis = "…"): string {
  return text.length <= width ? text : text.slice(0, Math.max(0, width - ellipsis.length)) + ellipsis;
}

/** A number of bytes, as people read it: `1.98 MB`. Powers of 1000, as the docker CLI has them. */
export function formatSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : Number(value.toPrecision(3))} ${units[unit]}`;
}
