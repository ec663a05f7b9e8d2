/** The reference as Markdown: a page for each resource, one for the errors, and one for the operations of the API. */
import { type Operation, operations } from "../../../lib/api/operations.ts";
import type { ClassEntry, MemberEntry, Reference, Signatures, TypeEntry } from "../../../shell/reference/model.ts";

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
];

/** The pages, by file name. */
export function referencePages(reference: Reference): Map<string, string> {
  const written = new Map<string, string>();
  const placed = new Map<string, string>();
  const types = new Map(reference.types.map((type) => [type.name, type]));
  for (const page of pages) {
    const entries = page.entries.map((name) => find(reference, name));
    const used = typesOf(entries, types).filter((name) => !placed.has(name));
    for (const name of [...page.entries, ...used]) placed.set(name, page.file);
    const sections = entries.map((entry) => ("members" in entry ? classSection(entry) : functionSection(entry)));
    const tables = used.map((name) => typeSection(types.get(name)!));
    written.set(page.file, text([heading(1, page.title), page.about, ...sections, ...tables]));
  }
  const errors = reference.classes.filter((entry) => entry.error);
  for (const { name } of errors) placed.set(name, "errors.md");
  written.set("errors.md", errorPage(errors));
  written.set("operations.md", operationPage());
  const lost = [...reference.classes, ...reference.functions].filter(({ name }) => !placed.has(name));
  if (lost.length > 0) throw new Error(`on no page of the reference: ${lost.map(({ name }) => name).join(", ")}`);
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

function classSection(entry: ClassEntry): string {
  const members = entry.members.map((member) => memberSection(entry.name, member));
  return text([heading(2, entry.name), linked(entry.doc), ...members]);
}

function memberSection(owner: string, member: MemberEntry): string {
  const instance = owner.charAt(0).toLowerCase() + owner.slice(1);
  if (member.kind === "property") {
    const type = `${member.name}${member.optional ? "?" : ""}: ${member.type}`;
    return text([heading(3, `${instance}.${member.name}`), code([type]), linked(member.doc)]);
  }
  return text([
    heading(3, `${instance}.${member.name}()`),
    code(member.signatures),
    linked(member.doc),
    example(member),
    calls(member),
  ]);
}

function functionSection(entry: Signatures): string {
  return text([heading(2, `${entry.name}()`), code(entry.signatures), linked(entry.doc), calls(entry)]);
}

function example(entry: { example?: string }): string {
  return entry.example === undefined ? "" : code([entry.example]);
}

/** The operations behind a method, as HTTP. */
function calls({ operations: names }: Signatures): string {
  return names.map((name) => `\`${operations[name].method} ${operations[name].path}\``).join(", ");
}

function typeSection(type: TypeEntry): string {
  const rows = type.properties.map((property) => [
    `\`${property.name}\`${property.optional ? "" : " (required)"}`,
    `\`${property.type.replaceAll("|", "\\|")}\``,
    linked(property.doc).replace(/\n+/g, " "),
  ]);
  return text([heading(2, type.name), linked(type.doc), table(["Property", "Type", ""], rows)]);
}

function errorPage(errors: readonly ClassEntry[]): string {
  const sections = errors.map((entry) => {
    const own = entry.members.filter((member) => member.kind === "property" && member.name !== "name");
    const base = entry.extends === undefined ? "" : `A kind of ${entry.extends}.`;
    const rows = own.map((member) => [
      `\`${member.name}\``,
      `\`${member.kind === "property" ? member.type.replaceAll("|", "\\|") : ""}\``,
      linked(member.doc).replace(/\n+/g, " "),
    ]);
    return text([heading(2, entry.name), linked(entry.doc), base, table(["Property", "Type", ""], rows)]);
  });
  const about =
    "Every error that dks throws on purpose is a DockerError, with a `hint` that says what to do next where there is something to say.";
  return text([heading(1, "Errors"), about, ...sections]);
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
    "Made from the types and the comments of the source; `npm run reference` writes it again.",
    [
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

function code(lines: readonly string[]): string {
  return ["```ts", ...lines, "```"].join("\n");
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
