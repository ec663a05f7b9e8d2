/** What must not be seen: passwords, tokens and the like, wherever they stand in what is shown, kept or recorded. */

/** What stands in a secret's place. */
export const mask = "<hidden>";

/** Words in a name that say that its value is secret. `pass` counts as a word of its own only: a compass is no secret. */
const words =
  "passw(?:or)?d|passphrase|(?<![a-z])pass(?![a-z])|secret|token|credential|api_?key|private_?key|access_?key";
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

/** `setPassword("x")`. */
const calls = new RegExp(`((?<![\\w-])set(?=\\w*(?:${words}))\\w+\\(\\s*)(${literal})`, "gi");

/** `"--password", "x"`, as the command of a container has it. */
const flags = new RegExp(`((["'\`])--(?=[\\w-]*(?:${words}))[\\w-]+(?<!-stdin|-file)\\2\\s*,\\s*)(${literal})`, "gi");

/** `--password x` and `--password=x` in a line for a shell; not `--password-stdin`, which has no value. */
const lineFlags = new RegExp(
  `((?<![\\w-])--(?=[\\w-]*(?:${words}))[\\w-]+(?<!-stdin|-file)[ =])(?!-)[^\\s"'\`,]+`,
  "gi",
);

/** `DB_PASSWORD=x` in a string, as the environment of a container has it, to the end of the string. */
const variables = new RegExp(`(["'\`](?=\\w*(?:${words}))\\w+=)((?:[^"'\`\\\\\\n]|\\\\.)+)(?=["'\`])`, "gi");

/** `DB_PASSWORD=x` in a line for a shell, to the end of the word. */
const assignments = new RegExp(`((?<=[\\s;&|(])(?=\\w*(?:${words}))\\w+=)(?![=>"'\`\\s])[^\\s"'\`;&|)]+`, "gi");

/** `Authorization: Basic x` and its like, written out. */
const lines = new RegExp(`\\b(${[...headers].join("|")})(:\\s*)[^\\s"'\`][^\\n"'\`]*`, "gi");
/** `https://user:password@host`. */
const urls = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"'`]*:)([^\s/@"'`]+)(?=@)/gi;

/** A private key, as files have it. */
const keys = /(-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----)(?:(?!-----)[\s\S])+(?=-----END)/g;

/** A text, of JSON, HTTP or a program, with the secrets in it replaced. Secrets that no name tells stay: nothing can know them. */
export function withoutSecrets(text: string): string {
  return text
    .replace(fields, (_, before: string, _quote: string, value: string) => masked(before, value))
    .replace(calls, (_, before: string, value: string) => masked(before, value))
    .replace(flags, (_, before: string, _quote: string, value: string) => masked(before, value))
    .replace(lineFlags, `$1${mask}`)
    .replace(variables, `$1${mask}`)
    .replace(assignments, `$1${mask}`)
    .replace(lines, `$1$2${mask}`)
    .replace(urls, `$1${mask}`)
    .replace(keys, `$1${mask}`);
}

function masked(before: string, literal: string): string {
  return `${before}${literal[0]}${mask}${literal[0]}`;
}
