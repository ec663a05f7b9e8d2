/** What must not be seen: passwords, tokens and the like, wherever they stand in what is shown, kept or recorded. */
import { highlight } from "./editor/highlight.ts";

/** What stands in a secret's place. */
export const mask = "<hidden>";

/** Words in a name that say that its value is secret. `pass` and `pw` count as words of their own only: a compass is no secret. */
const words =
  "passw(?:or)?d|passphrase|(?<![a-z])(?:pass|pw)(?![a-z])|secret|token|credential|api_?key|private_?key|access_?key";
const names = new RegExp(words, "i");

/** Headers that carry credentials, whole. */
const headers = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "x-registry-auth",
  "x-registry-config",
]);

/** Whether a name, of a field or of a variable, says that its value is secret. */
export function isSecretName(name: string): boolean {
  return names.test(name) || /^(?:auth|registryauth)$/i.test(name);
}

/** Whether a header carries credentials. */
export function isSecretHeader(name: string): boolean {
  return headers.has(name.toLowerCase()) || isSecretName(name);
}

/** A text in a program or in JSON, not an empty one. */
const literal = "\"(?:[^\"\\\\\\n]|\\\\.)+\"|'(?:[^'\\\\\\n]|\\\\.)+'|`(?:[^`\\\\]|\\\\[^])+`";

/** The name of a field, a variable or a header whose value is secret, seen from its beginning. */
const secretName = `(?=[\\w-]*(?:${words}|${[...headers].join("|")})|(?:registry)?auth(?![\\w-]))[\\w-]+`;

/**
 * `"password": "x"` in JSON, `password: 'x'` and `["password"] = "x"` in a program, with any name of the kind. A word is looked at once, from its
 * beginning on: else a long one would take the square of its length.
 */
const fields = new RegExp(`((["']|(?<![\\w-]))${secretName}\\2\\]?\\s*[:=]{1,3}\\s*)(${literal})`, "gi");

/** In a text that stands in a program or in JSON, a backslash and what it is for, unless that ends a line or a word. */
const escapedOne = "\\\\[^nrt\\n]";

/** `setPassword("x")`. */
const calls = new RegExp(`((?<![\\w-])set(?=\\w*(?:${words}))\\w+\\(\\s*)(${literal})`, "gi");

/** `"--password", "x"`, as the command of a container has it. */
const flags = new RegExp(`((["'\`])--(?=[\\w-]*(?:${words}))[\\w-]+(?<!-stdin|-file)\\2\\s*,\\s*)(${literal})`, "gi");

/** `--password x` and `--password=x` in a line for a shell; not `--password-stdin`, which has no value. */
const lineFlags = new RegExp(
  `((?<![\\w-])--(?=[\\w-]*(?:${words}))[\\w-]+(?<!-stdin|-file)[ =])(?![-$])(?:[^\\s"'\`,\\\\]|${escapedOne})+`,
  "gi",
);

/** `DB_PASSWORD=x` in a string, as the environment of a container has it, to the end of the string, or of the line in it. */
const variables = new RegExp(
  `((?:["'\`]|\\\\[nrt])(?=\\w*(?:${words}))\\w+=)(?:[^"'\`\\\\\\n]|${escapedOne})+(?=["'\`]|\\\\[nrt])`,
  "gi",
);

/** `DB_PASSWORD=x` in a line for a shell, and in the query of a path, to the end of the word. Another variable is no secret. */
const assignments = new RegExp(
  `((?<![^\\s;&|(?])(?=\\w*(?:${words}))\\w+=)(?![=>"'\`\\s$])(?:[^\\s"'\`;&|)\\\\]|${escapedOne})+`,
  "gi",
);

/** `Authorization: Basic x` and its like, written out; not a field of an object that is no text. */
const lines = new RegExp(
  `(\\b(?:${[...headers].join("|")}):\\s*)(?![[{(]|(?:null|undefined|true|false)\\b)[^\\s"'\`](?:[^\\n"'\`\\\\]|${escapedOne})*`,
  "gi",
);

/** `https://user:password@host`. */
const urls = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"'`]*:)([^\s/@"'`]+)(?=@)/gi;

/** A private key, as files have it. */
const keys = /(-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----)(?:(?!-----)[\s\S])+(?=-----END)/g;

/** The rules whose values are texts in quotes, which stay. */
const inQuotes: readonly RegExp[] = [fields, calls, flags];

/** Those that hold in a program, whatever stands around. */
const anywhere: readonly RegExp[] = [urls, keys];

/** Those for lines of a shell, of HTTP and the like: what they look for in a program may be its code. */
const inText: readonly RegExp[] = [lineFlags, variables, assignments, lines];

/**
 * A text, of JSON, HTTP or a shell, with the secrets in it replaced. Secrets that no name tells stay: nothing can know them. `found` is told of each, as it
 * stood there.
 */
export function withoutSecrets(text: string, found?: (secret: string) => void): string {
  return replaced(replaced(text, inQuotes, found), [...inText, ...anywhere], found);
}

/** The same of a program: what looks like a line of a shell is one in its texts and comments alone. */
export function withoutSecretsInProgram(source: string, found?: (secret: string) => void): string {
  const program = replaced(replaced(source, inQuotes, found), anywhere, found);
  return inTexts(program, (text) => replaced(text, inText, found));
}

/** A program with its texts and comments, given with their quotes, replaced by what `replace` makes of them. */
export function inTexts(program: string, replace: (text: string) => string): string {
  let result = "";
  let end = 0;
  for (const token of highlight(program)) {
    if (token.kind !== "string" && token.kind !== "template" && token.kind !== "comment") continue;
    // What a template holds is code again.
    const to = token.kind === "template" && program.endsWith("${", token.end) ? token.end - 2 : token.end;
    result += program.slice(end, token.start) + replace(program.slice(token.start, to));
    end = to;
  }
  return result + program.slice(end);
}

/** The first group of each rule stays, and the rest is a secret. */
function replaced(text: string, rules: readonly RegExp[], found: (secret: string) => void = () => {}): string {
  return rules.reduce(
    (rest, rule) =>
      rest.replace(rule, (whole: string, before: string) => {
        const secret = whole.slice(before.length);
        const quote = inQuotes.includes(rule) ? secret[0]! : "";
        const bare = secret.slice(quote.length, secret.length - quote.length);
        if (bare !== mask) found(bare);
        return before + quote + mask + quote;
      }),
    text,
  );
}
