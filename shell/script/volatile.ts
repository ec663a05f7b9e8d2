/**
 * What is not the same twice: ids, digests, times, ports. In a .dks file a placeholder stands for it, as `<id:1>`, which is bound to what is
 * seen first in its place and must be the same wherever it stands again.
 */

/** The kinds of placeholder. */
export type VolatileKind =
  | "id"
  | "digest"
  | "time"
  | "duration"
  | "port"
  | "size"
  | "name"
  | "pid"
  | "ip"
  | "mac"
  | "version";

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const hex = "(?:[0-9a-f]{64}|[0-9a-f]{4,12})(?![0-9a-f])";
const day = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const clock = "\\d\\d:\\d\\d:\\d\\d";
/** As `date` writes it, HTTP, and JavaScript. */
const worded = [
  `${day} ${month} [ \\d]\\d ${clock} (?:[A-Z]{3,5} )?\\d{4}`,
  `${day}, \\d\\d ${month} \\d{4} ${clock} GMT`,
  `${day} ${month} \\d\\d \\d{4} ${clock} GMT[+-]\\d{4}(?: \\([\\w ]+\\))?`,
].join("|");
const unit = "ns|us|µs|ms|s|m|h|seconds?|minutes?|hours?|days?|weeks?|months?|years?";

/** What may stand where a placeholder stands. Without groups of their own. */
const patterns: Readonly<Record<VolatileKind, string>> = {
  id: `(?<![0-9a-f])(?:${uuid}|${hex})`,
  digest: `(?<![0-9a-f])(?:sha256:)?${hex}`,
  time:
    "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z| ?[+-]\\d\\d:?\\d\\d)?(?: UTC)?|" +
    `${worded}|\\d{10}(?:\\.\\d+)?|\\d{13}`,
  duration: `(?:just now|in the future|[Ll]ess than a second|[Aa]bout an? (?:minute|hour)|\\d+(?:\\.\\d+)? ?(?:${unit})(?![a-z]))(?: ago)?`,
  port: "\\d{1,5}(?!\\d)",
  size: "\\d+(?:\\.\\d+)?(?: ?(?:[kKMGT]i?)?B(?![a-zA-Z])| bytes?)?",
  name: "[a-zA-Z0-9][\\w.-]*",
  pid: "\\d{1,10}(?!\\d)",
  ip: "(?:\\d{1,3}\\.){3}\\d{1,3}(?!\\d)|(?=[0-9a-f]*:)[0-9a-f:]{2,39}",
  mac: "(?:[0-9a-f]{2}:){5}[0-9a-f]{2}",
  version: "(?:[a-z]+ ?)?v?\\d+(?:\\.[\\w+~-]+)*",
};

/** A placeholder in a text: its kind, and its number where it has one. */
export const placeholders: RegExp = new RegExp(`<(${Object.keys(patterns).join("|")})(?::(\\d+))?>`, "g");

/** Two placeholders of these kinds stand for two things. */
const identities: ReadonlySet<VolatileKind> = new Set(["id", "digest", "name", "port"]);

/** They mean nothing to each other: no number is given to them. */
const nameless: ReadonlySet<VolatileKind> = new Set(["duration", "size", "version"]);

/** What placeholders are bound to. Never changed: with another binding it is another. */
export class Bindings {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string> = new Map()) {
    this.#values = values;
  }

  /** With a placeholder bound to what stands in its place; undefined if that contradicts. One without a number is bound to nothing. */
  bound(kind: VolatileKind, number: string | undefined, value: string): Bindings | undefined {
    if (number === undefined) return this;
    const label = `${kind}:${number}`;
    const known = this.#values.get(label);
    if (known !== undefined) {
      if (!isSame(kind, known, value)) return undefined;
      return known.length >= value.length ? this : new Bindings(new Map(this.#values).set(label, value));
    }
    if (identities.has(kind) && this.labelOf(kind, value) !== undefined) return undefined;
    return new Bindings(new Map(this.#values).set(label, value));
  }

  /** The placeholder that is bound to a value, as `id:1`. */
  labelOf(kind: VolatileKind, value: string): string | undefined {
    for (const [label, known] of this.#values)
      if (label.startsWith(`${kind}:`) && isSame(kind, known, value)) return label;
    return undefined;
  }
}

/** A short form is as good as the whole. */
function isSame(kind: VolatileKind, a: string, b: string): boolean {
  if (kind !== "id" && kind !== "digest") return a === b;
  const [first, second] = [bare(a), bare(b)];
  return first.startsWith(second) || second.startsWith(first);
}

function bare(digest: string): string {
  return digest.replace(/^sha256:/, "");
}

/** A line with placeholders, ready to be held against others. */
export interface Pattern {
  readonly regex: RegExp;
  readonly slots: readonly { readonly kind: VolatileKind; readonly number: string | undefined }[];
}

/** A text with placeholders as a pattern; `literal` makes the source of a regular expression of what stands between them. */
export function patternOf(text: string, literal: (text: string) => string): Pattern {
  const slots: { kind: VolatileKind; number: string | undefined }[] = [];
  let source = "";
  let end = 0;
  for (const { 0: whole, 1: kind, 2: number, index } of text.matchAll(placeholders)) {
    slots.push({ kind: kind as VolatileKind, number });
    // What is shown in angle brackets, as `Container <0123456789ab>`, shares them with its placeholder.
    source += `${literal(text.slice(end, index))}<?(${patterns[kind as VolatileKind]})>?`;
    end = index + whole.length;
  }
  return { regex: new RegExp(`^${source}${literal(text.slice(end))}$`, "su"), slots };
}

/** The bindings with which a text fits a pattern; undefined if it does not. */
export function fitting({ regex, slots }: Pattern, text: string, bindings: Bindings): Bindings | undefined {
  const found = regex.exec(text);
  if (!found) return undefined;
  let next: Bindings | undefined = bindings;
  for (const [index, { kind, number }] of slots.entries()) {
    next = next.bound(kind, number, found[index + 1]!);
    if (next === undefined) return undefined;
  }
  return next;
}

/** The point in time that is none. */
const never = /^0001-01-01/;

/** A port that nobody chose: those that systems give out begin at 32768. */
const givenOut = "(?:3276[89]|327[7-9]\\d|32[89]\\d\\d|3[3-9]\\d{3}|[45]\\d{4}|6[0-5]\\d{3})(?!\\d)";

/** Where volatile things are found in a text that was shown, and of what kind they are. Order matters: what is taken is not looked at again. */
const findings: readonly (readonly [VolatileKind, RegExp])[] = [
  ["id", /<[0-9a-f]{12}>/],
  ["id", new RegExp(`(?<![0-9a-zA-Z-])${uuid}(?![0-9a-zA-Z-])`)],
  ["digest", /sha256:[0-9a-f]{64}(?![0-9a-f])/],
  ["id", /(?<![0-9a-f:])[0-9a-f]{64}(?![0-9a-f])/],
  ["id", /(?<![0-9a-zA-Z])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{12}(?![0-9a-zA-Z])/],
  ["time", /(?<!\d)\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d)?/],
  ["time", new RegExp(`(?<!\\w)(?:${worded})(?!\\w)`)],
  ["time", /(?<=\b(?:Created|created|time|Time)\w*'?"?: )\d{10}(?!\d)/],
  [
    "duration",
    /\b(?:(?:[Ll]ess than a second|[Aa]bout an? (?:minute|hour)|\d+ (?:second|minute|hour|day|week|month|year)s?) ago|just now)\b/,
  ],
  [
    "duration",
    /(?<=\bUp )(?:[Ll]ess than a second|[Aa]bout an? (?:minute|hour)|\d+ (?:second|minute|hour|day|week|month|year)s?)/,
  ],
  ["size", /(?<=\b(?:Size|VirtualSize|SizeRw|SizeRootFs): )\d+/],
  ["size", /(?<![\w.])(?:\d+(?:\.\d+)? (?:kB|MB|GB|TB)|[1-9]\d* B)\b/],
  ["port", new RegExp(`(?<=\\b(?:PublicPort|HostPort): '?)${givenOut}`)],
  ["port", new RegExp(`(?<=(?:\\d\\.\\d+|localhost|::\\]?):)${givenOut}`)],
  ["mac", /(?<![\w:])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![\w:])/],
  // Not those that mean this machine, or any.
  [
    "ip",
    /(?<![\w.])(?!0\.0\.0\.0|127\.|255\.)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]\w|\w)/,
  ],
  ["ip", /(?<=\b\w*(?:IPv6Address|IPv6Gateway): ')[0-9a-f:]+(?=')/],
  ["pid", /(?<=\b[Pp]id: )[1-9]\d*/],
  ["version", /(?<=\b(?:Version|ServerVersion|KernelVersion|GoVersion): ')(?:go)?\d[\w.+~-]*(?=')/],
  ["duration", /(?<=: )\d+\.\d{1,3}m?s\b/],
  ["name", /(?<='\/)[a-z]+_[a-z]+\d*(?=')/],
  ["name", /(?<=^[0-9a-f]{12} +)[a-z]+_[a-z]+\d*(?= {2})/],
];

/** The sign of a new line or the like, in a text in quotes: what is behind it begins anew, though the sign ends with a letter. */
const escapes = /((?<!\\)\\[nrt])/;

const anyFinding = new RegExp(findings.map(([, { source }]) => `(${source})`).join("|"), "gm");

/** Puts placeholders in the place of what is volatile, the same for the same thing; keeps in mind what they stand for. */
export class Placeholders {
  #bindings: Bindings;
  readonly #numbers = new Map<VolatileKind, number>();

  /** Goes on from placeholders that are in use. `texts` are those of the file: no number of theirs is taken for something else. */
  constructor(bindings: Bindings = new Bindings(), texts: Iterable<string> = []) {
    this.#bindings = bindings;
    for (const text of texts) {
      for (const [, kind, number = "0"] of text.matchAll(placeholders))
        this.#numbers.set(kind as VolatileKind, Math.max(this.#last(kind as VolatileKind), Number(number)));
    }
  }

  get bindings(): Bindings {
    return this.#bindings;
  }

  /** Learns what was bound meanwhile. */
  adopt(bindings: Bindings): void {
    this.#bindings = bindings;
  }

  /** A text with placeholders in it. */
  replace(text: string): string {
    return text
      .split(escapes)
      .map((piece, index) => (index % 2 === 1 ? piece : this.#replaceIn(piece)))
      .join("");
  }

  #replaceIn(text: string): string {
    return text.replace(anyFinding, (value, ...rest: unknown[]) => {
      const kind = findings[rest.findIndex((group) => group !== undefined)]![0];
      return never.test(value) ? value : this.of(kind, value.replace(/^<(.*)>$/, "$1"));
    });
  }

  /** The placeholder for a thing. */
  of(kind: VolatileKind, value: string): string {
    // A short form of an image's id looks like that of a container.
    const label = this.#bindings.labelOf(kind, value) ?? (kind === "id" && this.#bindings.labelOf("digest", value));
    if (label) {
      const [known, number] = label.split(":") as [VolatileKind, string];
      this.#bindings = this.#bindings.bound(known, number, value) ?? this.#bindings;
      return `<${label}>`;
    }
    // Times that are not to the microsecond may agree by chance.
    if (nameless.has(kind) || (kind === "time" && !/\.\d{3}(?!000)\d{3}/.test(value))) return `<${kind}>`;
    const number = this.#last(kind) + 1;
    this.#numbers.set(kind, number);
    this.#bindings = this.#bindings.bound(kind, String(number), value) ?? this.#bindings;
    return `<${kind}:${number}>`;
  }

  #last(kind: VolatileKind): number {
    return this.#numbers.get(kind) ?? 0;
  }
}
