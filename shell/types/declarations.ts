/** The names that a session begins with, as TypeScript declares them: for editors, and for whoever checks `.dks` files. */
import type { Examples, MemberEntry, PublicApi, TypeEntry } from "../reference/model.ts";

/** The first line of what is written here. */
export const firstLine = "// The names that a .dks file has from the start. Written by `dks types`.";

/** Types that the package does not export, since only the shell has them. */
const own: readonly string[] = ["RunHelperOptions", "SaveOptions", "UseOptions"];

/** Types that the language has and that are nothing at run time. */
const utilities = new Set([
  "Record",
  "Readonly",
  "ReadonlyArray",
  "ArrayBufferLike",
  "AsyncIterable",
  "Iterable",
  "Partial",
  "Pick",
  "Omit",
]);

/** The text of a `.d.ts` file. */
export function declarations({ reference: { globals, classes, types }, examples }: PublicApi): string {
  const errors = classes.filter(({ error }) => error).map(({ name }) => name);
  const interfaces = types.filter(({ name }) => own.includes(name)).map(interfaceText);
  const members = globals.map((member) => globalText(member, examples));
  const imported = namesIn([...interfaces, ...members].join("\n")).filter((name) => !own.includes(name));
  return [
    firstLine,
    `import type { ${imported.join(", ")} } from "dks";`,
    "",
    ...interfaces,
    "declare global {",
    ...members.map(indented),
    ...errors.flatMap((name) => [
      `  const ${name}: typeof import("dks").${name};`,
      `  type ${name} = import("dks").${name};`,
    ]),
    "}",
    "",
  ].join("\n");
}

function globalText(member: MemberEntry, examples: Examples): string {
  const doc = docText(member.doc, examples[member.name]);
  if (member.kind === "property") return `${doc}const ${member.name}: ${member.type};`;
  return doc + member.signatures.map((signature) => `function ${signature};`).join("\n");
}

function interfaceText({ name, doc, properties }: TypeEntry): string {
  const lines = properties.map(
    (property) => `${docText(property.doc)}${property.name}${property.optional ? "?" : ""}: ${property.type};`,
  );
  return `${docText(doc)}interface ${name} {\n${lines.map(indented).join("\n")}\n}\n`;
}

function docText(doc: string, example?: string): string {
  const text = [doc, ...(example === undefined ? [] : ["", "@example", "```ts", example, "```"])]
    .join("\n")
    .replaceAll("*/", "*\\/");
  if (text === "") return "";
  return `/**\n${text
    .split("\n")
    .map((line) => ` * ${line}`.trimEnd())
    .join("\n")}\n */\n`;
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}

/** The names of types in declarations, without what stands in their comments and texts. */
function namesIn(text: string): string[] {
  const code = text.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/"[^"]*"/g, "");
  const found = code.match(/(?<![\w.])[A-Z]\w*/g) ?? [];
  return [...new Set(found)].filter((name) => !utilities.has(name) && !(name in globalThis)).sort();
}
