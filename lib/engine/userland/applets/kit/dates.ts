/** Dates in the time zone of containers, which is UTC. */

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAY = 86_400_000;

const two = (number: number) => String(number).padStart(2, "0");
const spaced = (number: number) => String(number).padStart(2, " ");

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1;
}

/** Week of the year, whose weeks begin on this weekday (0: Sunday). */
function week(date: Date, first: number): number {
  return Math.floor((dayOfYear(date) + 6 - ((date.getUTCDay() - first + 7) % 7)) / 7);
}

/** Year and week as ISO 8601 counts them. */
function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * DAY);
  return { year: thursday.getUTCFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) };
}

const hour12 = (date: Date) => date.getUTCHours() % 12 || 12;

const conversions: Record<string, (date: Date) => string> = {
  a: (date) => DAYS[date.getUTCDay()]!.slice(0, 3),
  A: (date) => DAYS[date.getUTCDay()]!,
  b: (date) => MONTHS[date.getUTCMonth()]!.slice(0, 3),
  B: (date) => MONTHS[date.getUTCMonth()]!,
  c: (date) => formatDate(date, "%a %b %e %H:%M:%S %Y"),
  C: (date) => two(Math.floor(date.getUTCFullYear() / 100)),
  d: (date) => two(date.getUTCDate()),
  D: (date) => formatDate(date, "%m/%d/%y"),
  e: (date) => spaced(date.getUTCDate()),
  F: (date) => formatDate(date, "%Y-%m-%d"),
  G: (date) => String(isoWeek(date).year),
  g: (date) => two(isoWeek(date).year % 100),
  h: (date) => MONTHS[date.getUTCMonth()]!.slice(0, 3),
  H: (date) => two(date.getUTCHours()),
  I: (date) => two(hour12(date)),
  j: (date) => String(dayOfYear(date)).padStart(3, "0"),
  k: (date) => spaced(date.getUTCHours()),
  l: (date) => spaced(hour12(date)),
  m: (date) => two(date.getUTCMonth() + 1),
  M: (date) => two(date.getUTCMinutes()),
  n: () => "\n",
  N: (date) => String(date.getUTCMilliseconds()).padStart(3, "0").padEnd(9, "0"),
  p: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  P: (date) => (date.getUTCHours() < 12 ? "am" : "pm"),
  r: (date) => formatDate(date, "%I:%M:%S %p"),
  R: (date) => formatDate(date, "%H:%M"),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  S: (date) => two(date.getUTCSeconds()),
  t: () => "\t",
  T: (date) => formatDate(date, "%H:%M:%S"),
  u: (date) => String(date.getUTCDay() || 7),
  U: (date) => two(week(date, 0)),
  V: (date) => two(isoWeek(date).week),
  w: (date) => String(date.getUTCDay()),
  W: (date) => two(week(date, 1)),
  x: (date) => formatDate(date, "%m/%d/%y"),
  X: (date) => formatDate(date, "%H:%M:%S"),
  y: (date) => two(date.getUTCFullYear() % 100),
  Y: (date) => String(date.getUTCFullYear()),
  z: () => "+0000",
  Z: () => "UTC",
  "%": () => "%",
};

/** A date by a format of strftime. */
export function formatDate(date: Date, format: string): string {
  return format.replace(/%([-_0]?)(.)/g, (all, flag: string, char: string) => {
    const value = conversions[char]?.(date);
    if (value === undefined) return all;
    return flag === "-"
      ? value.replace(/^[0 ]+(?=.)/, "")
      : flag === "_"
        ? value.replace(/^0+(?=.)/, (zeros) => " ".repeat(zeros.length))
        : value;
  });
}

/** Milliseconds since 1970 for a date in one of the usual forms; with `compact` only `[[CC]YY]MMDDhhmm[.ss]`. */
export function parseDate(text: string, compact = false): number | undefined {
  const now = new Date();
  const numbers = (match: RegExpExecArray) =>
    match.slice(1).map((digits) => (digits === undefined ? undefined : Number(digits)));
  const make = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0) => {
    const time = Date.UTC(year, month - 1, day, hour, minute, second);
    const date = new Date(time);
    const exists =
      date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 61;
    return exists ? time : undefined;
  };
  let match = /^(?:(\d{2})?(\d{2}))?(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{2}))?$/.exec(text);
  if (match !== null) {
    const [century, short, month, day, hour, minute, second] = numbers(match);
    const year =
      short === undefined
        ? now.getUTCFullYear()
        : century === undefined
          ? (short < 69 ? 2000 : 1900) + short
          : century * 100 + short;
    return make(year, month!, day!, hour, minute, second);
  }
  if (compact) return undefined;
  match = /^@(-?\d+)$/.exec(text);
  if (match !== null) return Number(match[1]) * 1000;
  match = /^(?:(\d{4})-)?(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?(?:Z| ?UTC)?$/.exec(text);
  if (match !== null) {
    const [year, month, day, hour, minute, second] = numbers(match);
    return make(year ?? now.getUTCFullYear(), month!, day!, hour, minute, second);
  }
  match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (match !== null) {
    const [hour, minute, second] = numbers(match);
    return make(now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate(), hour, minute, second);
  }
  return undefined;
}
