/** Times and sizes for people. */

const units: readonly (readonly [name: string, seconds: number])[] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** How long ago something was, in the largest unit of which there is at least one. Both in seconds since 1970. */
export function ago(then: number, now: number): string {
  const seconds = Math.round(now - then);
  if (seconds < 0) return "in the future";
  const [name, size] = units.find(([, length]) => seconds >= length) ?? units.at(-1)!;
  const count = Math.floor(seconds / size);
  if (count === 0) return "just now";
  return `${count} ${name}${count === 1 ? "" : "s"} ago`;
}

/** A number of bytes: `812 B`, `4.3 MB`. */
export function bytes(size: number): string {
  const names = ["B", "kB", "MB", "GB", "TB"];
  let value = size;
  let index = 0;
  while (value >= 999.5 && index < names.length - 1) {
    value /= 1000;
    index++;
  }
  return `${index === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${names[index]}`;
}
