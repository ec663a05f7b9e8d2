/**
 * The reference as Markdown: a page for each resource, one each for the helpers, the engine inside, the errors and the operations of the API.
 *
 * Blocks of `ts` are examples, which a test runs; what else is TypeScript is marked `typescript`.
 */
import { type Operation, operations } from "../../../lib/api/operations.ts";
import type {
  ClassEntry,
  Examples,
  MemberEntry,
  PublicApi,
  Reference,
  Signatures,
  TypeEntry,
} from "../../../shell/reference/model.ts";
import { versionsOf } from "../../../shell/reference/versions.ts";

/** What stands on which page: classes and functions by name. Options and results stand where they are first used. */
const pages: readonly { file: string; title: string; about: string; entries: readonly string[] }[] = [
  {
    file: "docker.md",
    title: "Docker",
    about: "The connection to an engine: finding one, running a program, accounts, and the raw way.",
    entries: ["connect", "Docker"],
  },
  {
    file: "containers.md",
    title: "Containers",
    about: "Containers: listing, making and finding them, and what can be done with one.",
    entries: ["Containers", "Container"],
  },
  {
    file: "attachment.md",
    title: "Attachment",
    about: "The two-way stream to a container's program.",
    entries: ["Attachment"],
  },
  {
    file: "images.md",
    title: "Images",
    about: "Images: listing, pulling, building and finding them, and what can be done with one.",
    entries: ["Images", "Image", "ImageGraph", "Progress"],
  },
  {
    file: "engine.md",
    title: "The engine inside",
    about:
      "The embedded engine in programs of your own, for their tests for instance. It is imported from `dks/engine`, all else from `dks`.",
    entries: ["createEngine", "defaultEngine", "listen"],
  },
];

const helpersAbout =
  "The names that a session begins with, at the prompt, in `-e`, in pipes and in `.dks` files. What else they take and give is told on the other pages.";

/** The pages, by file name. */
export function referencePages({ reference, examples }: PublicApi): Map<string, string> {
  const written = new Map<string, string>();
  const placed = new Map<string, string>();
  const types = new Map(reference.types.map((type) => [type.name, type]));
  for (const page of pages) {
    const entries = page.entries.map((name) => find(reference, name));
    const used = typesOf(entries, types).filter((name) => !placed.has(name));
    for (const name of [...page.entries, ...used]) placed.set(name, page.file);
    const sections = entries.map((entry) =>
      "members" in entry ? classSection(entry, examples) : functionSection(entry, examples),
    );
    const tables = used.map((name) => typeSection(types.get(name)!, examples));
    written.set(page.file, text([heading(1, page.title), page.about, ...sections, ...tables]));
  }
  const errors = reference.classes.filter((entry) => entry.error);
  for (const { name } of errors) placed.set(name, "errors.md");
  written.set("errors.md", errorPage(errors, examples));
  written.set("operations.md", operationPage());
  const lost = [...reference.classes, ...reference.functions].filter(({ name }) => !placed.has(name));
  if (lost.length > 0) throw new Error(`on no page of the reference: ${lost.map(({ name }) => name).join(", ")}`);
  written.set("helpers.md", helperPage(reference, types, placed, examples));
  written.set("README.md", indexPage());
  return written;
}

function find(reference: Reference, name: string): ClassEntry | Signatures {
  const entry = [...reference.classes, ...reference.functions].find((one) => one.name === name);
  if (entry === undefined) throw new Error(`the reference is to have a page about ${name}, which is not exported`);
  return entry;
}

/** The types that are named in these entries, and those that these name in turn, in that order. Generated models are not told: they are Docker's. */
function typesOf(entries: readonly (ClassEntry | Signatures)[], types: ReadonlyMap<string, TypeEntry>): string[] {
  const found = new Set<string>();
  const look = (source: string): void => {
    for (const [word] of source.matchAll(/\b[A-Z]\w+\b/g)) {
      const type = types.get(word);
      if (type === undefined || found.has(word) || type.doc === "") continue;
      found.add(word);
      for (const property of type.properties) look(property.type);
    }
  };
  for (const entry of entries) {
    const members = "members" in entry ? entry.members : [entry];
    for (const member of members) look("signatures" in member ? member.signatures.join(" ") : member.type);
  }
  return [...found];
}

function classSection(entry: ClassEntry, examples: Examples): string {
  const instance = entry.name.charAt(0).toLowerCase() + entry.name.slice(1);
  const members = entry.members.map((member) =>
    memberSection(member, `${instance}.${member.name}`, examples[`${entry.name}.${member.name}`]),
  );
  return text([heading(2, entry.name), linked(entry.doc), example(examples[entry.name]), ...members]);
}

function memberSection(member: MemberEntry, title: string, code: string | undefined, level: number = 3): string {
  if (member.kind === "method") return text([heading(level, `${title}()`), ...callBlocks(member, code)]);
  const type = `${member.name}${member.optional ? "?" : ""}: ${member.type}`;
  return text([heading(level, title), signatures([type]), linked(member.doc), example(code)]);
}

function functionSection(entry: Signatures, examples: Examples): string {
  return text([heading(2, `${entry.name}()`), ...callBlocks(entry, examples[entry.name])]);
}

/** What is told of everything that can be called. */
function callBlocks(entry: Signatures, code: string | undefined): string[] {
  return [
    signatures(entry.signatures),
    linked(entry.doc),
    parameters(entry),
    errors(entry),
    example(code),
    calls(entry),
  ];
}

function parameters({ parameters }: Signatures): string {
  const told = parameters.filter(({ doc }) => doc !== "");
  return told.map(({ name, doc }) => `- \`${name}\`: ${linked(doc).replace(/\s+/g, " ")}`).join("\n");
}

function errors({ throws = [] }: Signatures): string {
  if (throws.length === 0) return "";
  return ["Errors:", "", ...throws.map(({ error, when }) => `- ${errorLink(error)}: ${linked(when)}`)].join("\n");
}

function errorLink(name: string): string {
  return `[${name}](errors.md#${name.toLowerCase()})`;
}

function example(source: string | undefined): string {
  return source === undefined ? "" : ["```ts", source, "```"].join("\n");
}

/** The operations behind a method, as HTTP. */
function calls({ operations: names }: Signatures): string {
  const lines = names.map((name) => {
    const operation = operations[name];
    return `\`${operation.method} ${operation.path}\` (${versionsOf(operation)})`;
  });
  return lines.length === 0 ? "" : `[HTTP](operations.md): ${lines.join(", ")}`;
}

function typeSection(type: TypeEntry, examples: Examples): string {
  const rows = type.properties.map((property) => [
    `\`${property.name}\`${property.optional ? "" : " (required)"}`,
    `\`${property.type.replaceAll("|", "\\|")}\``,
    linked(property.doc).replace(/\n+/g, " "),
  ]);
  return text([
    heading(2, type.name),
    linked(type.doc),
    example(examples[type.name]),
    table(["Property", "Type", ""], rows),
  ]);
}

function errorPage(errors: readonly ClassEntry[], examples: Examples): string {
  const sections = errors.map((entry) => {
    const own = entry.members.filter((member) => member.kind === "property" && member.name !== "name");
    const base = entry.extends === undefined ? "" : `A kind of ${errorLink(entry.extends)}.`;
    const rows = own.map((member) => [
      `\`${member.name}\``,
      `\`${member.kind === "property" ? member.type.replaceAll("|", "\\|") : ""}\``,
      linked(member.doc).replace(/\n+/g, " "),
    ]);
    return text([
      heading(2, entry.name),
      linked(entry.doc),
      base,
      example(examples[entry.name]),
      table(["Property", "Type", ""], rows),
    ]);
  });
  const about =
    "Every error that dks throws on purpose is a DockerError, with a `hint` that says what to do next where there is something to say.";
  return text([heading(1, "Errors"), about, ...sections]);
}

/** The helpers, and the types that are theirs alone. */
function helperPage(
  { globals }: Reference,
  types: ReadonlyMap<string, TypeEntry>,
  placed: ReadonlyMap<string, string>,
  examples: Examples,
): string {
  const sections = globals.map((member) => memberSection(member, member.name, examples[member.name], 2));
  const methods = globals.filter((member) => member.kind === "method");
  const own = typesOf(methods, types).filter((name) => !placed.has(name));
  return text([
    heading(1, "Helpers"),
    helpersAbout,
    ...sections,
    ...own.map((name) => typeSection(types.get(name)!, examples)),
  ]);
}

function operationPage(): string {
  const about =
    "Every operation of the API that dks speaks. `1.0` is the Remote API of 2013; the modern form begins with 1.24. Statuses are those of success.";
  const all = Object.values(operations).map((operation: Operation) => [
    operation.name,
    `\`${operation.method} ${operation.path}\``,
    Object.entries(operation.parameters)
      .filter(([, parameter]) => parameter.in !== "path")
      .map(([name, { since, until }]) => `\`${name}\`${since ? ` (${since})` : until ? " (1.0)" : ""}`)
      .join(", "),
    operation.success.v1?.join(", ") ?? "-",
    operation.success.modern?.join(", ") ?? "-",
    Object.entries(operation.errors)
      .map(([status, meaning]) => `${status} ${meaning}`)
      .join("; "),
  ]);
  return text([
    heading(1, "Operations"),
    about,
    table(["Operation", "Request", "Parameters (since)", "1.0", "modern", "Errors"], all),
  ]);
}

function indexPage(): string {
  const lines = pages.map(({ file, title, about }) => `- [${title}](${file}): ${about}`);
  return text([
    heading(1, "Reference"),
    "Made from the types and the comments of the source; `npm run reference` writes it again. Every example is a `.dks` file as it stands: a test runs each on an engine of its own, and compares.",
    [
      "- [Helpers](helpers.md): the names that a session begins with.",
      ...lines,
      "- [Errors](errors.md): what goes wrong, as classes.",
      "- [Operations](operations.md): the API itself, as dks knows it.",
    ].join("\n"),
  ]);
}

/** `{@link X}` as code. */
function linked(doc: string): string {
  return doc.replace(/\{@link ([^}]+)\}/g, "`$1`");
}

function heading(level: number, title: string): string {
  return `${"#".repeat(level)} ${title}`;
}

function signatures(lines: readonly string[]): string {
  return ["```typescript", ...lines, "```"].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** Blocks with an empty line between them, and none for those that are empty. */
function text(blocks: readonly string[]): string {
  return `${blocks
    .map((block) => block.trim())
    .filter((block) => block !== "")
    .join("\n\n")}\n`;
}
