/** What must not be seen: passwords, tokens and the like, wherever they stand in what is shown, kept or recorded. */

/** What stands in a secret's place. */
export const mask = "<hidden>";

/** Words in a name that say that its value is secret. */
const words = "passw(?:or)?d|passphrase|secret|token|credential|api_?key|private_?key|access_?key";
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

/** `"password": "x"` in JSON, `password: 'x'` and `password = "x"` in a program, with any name of the kind. */
const fields = new RegExp(
  `((["']?)[\\w-]*(?:${words})[\\w-]*\\2\\s*[:=]\\s*)("(?:[^"\\\\\\n]|\\\\.)*"|'(?:[^'\\\\\\n]|\\\\.)*'|\`(?:[^\`\\\\]|\\\\[^])*\`)`,
  "gi",
);
/** `DB_PASSWORD=x` in a string, as the environment of a container has it. */
const variables = new RegExp(`(["'\`][\\w]*(?:${words})\\w*=)((?:[^"'\`\\\\\\n]|\\\\.)*)(?=["'\`])`, "gi");
/** `"auth": "dXNlcjpwYXNz"`, as configurations have it. */
const auth = /(["']auth["']\s*:\s*)("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/gi;
/** `Authorization: Basic x` and its like, written out. */
const lines = new RegExp(`\\b(${[...headers].join("|")})(:\\s*)[^\\s"'\`][^\\n"'\`]*`, "gi");
/** `https://user:password@host`. */
const urls = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'`]*:)([^\s/@"'`]+)(?=@)/gi;

/** A text, of JSON, HTTP or a program, with the secrets in it replaced. Secrets that no name tells stay: nothing can know them. */
export function withoutSecrets(text: string): string {
  return text
    .replace(fields, (_, name: string, _quote: string, value: string) => `${name}${value[0]}${mask}${value[0]}`)
    .replace(variables, `$1${mask}`)
    .replace(auth, (_, name: string, value: string) => `${name}${value[0]}${mask}${value[0]}`)
    .replace(lines, `$1$2${mask}`)
    .replace(urls, `$1${mask}`);
}
