/** What is known about one thing, as text. */
import { type Operation, type OperationName, operations } from "../../lib/api/operations.ts";
import type {
  ClassEntry,
  MemberEntry,
  ParameterEntry,
  PublicApi,
  Reference,
  Signatures,
  TypeEntry,
  TypeProperty,
} from "../reference/model.ts";
import { versionsOf } from "../reference/versions.ts";
import type { Found } from "./find.ts";
import { blocks, code, listed, type PageStyle, section, signatureText, wrap } from "./layout.ts";

/** Everything about one thing. */
export function page({ reference, examples }: PublicApi, found: Found, style: PageStyle): string {
  const shown = (name: string): string => section("Example", code(examples[name] ?? "", style).trimEnd(), style);
  switch (found.kind) {
    case "global":
    case "function":
      return callOrValue(reference, found.entry, found.entry.name, shown(found.entry.name), style);
    case "member": {
      const name = `${found.owner}.${found.entry.name}`;
      return callOrValue(reference, found.entry, name, shown(name), style);
    }
    case "class":
      return classPage(found.entry, shown(found.entry.name), style);
    case "type":
      return typePage(found.entry, shown(found.entry.name), style);
    case "operation":
      return operationPage(reference, found.name, style);
    case "option":
      return blocks(style.paint.bold(`${found.name}: ${typeText(found.entry)}`), told(found.entry.doc, style));
    case "command": {
      const { name, argument, line } = found.entry;
      return blocks(
        style.paint.bold(argument === undefined ? name : `${name} ${argument}`),
        told(line, style),
        told("A command of the prompt; .help shows all.", style),
      );
    }
    case "matter": {
      const { title, text, more } = found.entry;
      const further = `More: ${more.map((name) => `help(${JSON.stringify(name)})`).join(", ")}.`;
      return blocks(style.paint.bold(title), told(text, style), told(further, style));
    }
    case "several":
      return blocks(
        wrap(found.about, style.columns, ""),
        listed(
          found.topics.map(({ name, doc }) => [name, firstSentence(doc)]),
          style,
        ),
      );
  }
}

function callOrValue(
  reference: Reference,
  entry: MemberEntry | Signatures,
  name: string,
  example: string,
  style: PageStyle,
): string {
  if (!("signatures" in entry)) {
    const its = reference.classes.find((one) => one.name === entry.class);
    return blocks(
      style.paint.bold(`${name}: ${entry.type}`),
      told(entry.doc, style),
      example,
      its && section(its.name, memberList(its, style), style),
    );
  }
  const owner = name.slice(0, name.length - entry.name.length);
  const signatures = entry.signatures.map((line) => style.paint.bold(signatureText(owner + line, style)));
  return blocks(
    signatures.join("\n"),
    told(entry.doc, style),
    section("Parameters", parameters(entry, style), style),
    section("Errors", errors(entry, style), style),
    example,
    section("HTTP", http(entry), style),
    ...entry.parameters.map((parameter) => keys(reference, parameter, style)),
  );
}

/** Those that something is said about; what options there are stands in a section of its own. */
function parameters(entry: Signatures, style: PageStyle): string {
  const said = entry.parameters.filter(({ doc }) => doc !== "");
  return listed(
    said.map(({ name, optional, doc }) => [`${name}${optional ? "?" : ""}`, plainDoc(doc)]),
    style,
  );
}

function errors({ throws = [], operations: calls }: Signatures, style: PageStyle): string {
  const rows = throws.map(({ error, when }): [string, string] => [error, plainDoc(when)]);
  const every: [string, string] = ["of any call", "ConnectError, ServerError, ProtocolError: help(DockerError)."];
  return listed(calls.length > 0 ? [...rows, every] : rows, style);
}

function http({ operations: names }: Signatures): string {
  const width = Math.max(0, ...names.map((name) => name.length));
  return names.map((name) => `  ${name.padEnd(width)}  ${requestLine(operations[name])}`).join("\n");
}

/** The keys of what is passed: of options, of a configuration. */
function keys(reference: Reference, { name, object }: ParameterEntry, style: PageStyle): string {
  const type = reference.types.find((one) => one.name === object);
  return type === undefined ? "" : section(`${name}: ${type.name}`, properties(type, style), style);
}

function typePage(type: TypeEntry, example: string, style: PageStyle): string {
  return blocks(
    style.paint.bold(type.name),
    told(type.doc, style),
    example,
    section("Properties", properties(type, style), style),
  );
}

function properties(type: TypeEntry, style: PageStyle): string {
  const rows = type.properties.map((property): [string, string] => [
    `${property.name}${property.optional ? "?" : ""}: ${typeText(property)}`,
    plainDoc(property.doc),
  ]);
  return listed(rows, style);
}

function typeText({ type, values }: Pick<TypeProperty, "type" | "values">): string {
  return values ? values.map((value) => JSON.stringify(value)).join(" | ") : type;
}

function classPage(entry: ClassEntry, example: string, style: PageStyle): string {
  const base = entry.extends === undefined ? "" : `A kind of ${entry.extends}.`;
  const members = section("Members", memberList(entry, style), style);
  return blocks(style.paint.bold(entry.name), told(entry.doc, style), base, example, members);
}

function memberList({ members }: ClassEntry, { columns }: PageStyle): string {
  return members
    .filter(({ name }) => name !== "toJSON" && name !== "name")
    .map((member) => {
      const head = member.kind === "property" ? `${member.name}: ${member.type}` : (member.signatures.at(-1) ?? "");
      const text = firstSentence(member.doc);
      return text === "" ? `  ${head}` : `  ${head}\n${wrap(text, columns - 6, "      ")}`;
    })
    .join("\n");
}

function operationPage(reference: Reference, name: OperationName, style: PageStyle): string {
  const operation: Operation = operations[name];
  const given = Object.entries(operation.parameters).map(([name, { in: at, kind, since, until }]) => {
    const when = since ? `since API ${since}` : until ? "v1.0 only" : "";
    return `  ${name} (${at}, ${kind}${when === "" ? "" : `, ${when}`})`;
  });
  const failures = Object.entries(operation.errors).map(([status, meaning]): [string, string] => [status, meaning]);
  return blocks(
    style.paint.bold(operation.name),
    requestLine(operation),
    section("Parameters", given.join("\n"), style),
    section("Errors", listed(failures, style), style),
    section("In dks", callersOf(reference, name, style), style),
  );
}

/** What makes a call of this operation. */
function callersOf({ globals, classes }: Reference, operation: OperationName, style: PageStyle): string {
  const members = classes.flatMap((entry) => entry.members.map((member) => ({ member, owner: `${entry.name}.` })));
  const rows = [...globals.map((member) => ({ member, owner: "" })), ...members]
    .filter(({ member }) => member.kind === "method" && member.operations.includes(operation))
    .map(({ member, owner }): [string, string] => [owner + member.name, firstSentence(member.doc)]);
  return listed(rows, style);
}

/** `GET /containers/json  (v1.0 and today)`. */
function requestLine(operation: Operation): string {
  return `${operation.method} ${operation.path}  (${versionsOf(operation)})`;
}

/** The first sentence of a text, for a line of its own; without the operations that it names in parentheses. */
export function firstSentence(doc: string): string {
  const text = plainDoc(doc)
    .replace(/\s+/g, " ")
    .replace(/ \(([^)]*)\)/g, (all, inner: string) => (namesOperation(inner) ? "" : all));
  return /^.*?(?<!\be\.g)(?<!\bi\.e)[.:](?=\s|$)/.exec(text)?.[0].replace(/:$/, ".") ?? text;
}

function namesOperation(text: string): boolean {
  return text.split(/\W+/).some((word) => Object.hasOwn(operations, word));
}

function told(doc: string, { columns }: PageStyle): string {
  return plainDoc(doc)
    .split(/\n{2,}/)
    .map((paragraph) => wrap(paragraph, columns, ""))
    .join("\n\n");
}

/** `{@link X}` as X. */
function plainDoc(doc: string): string {
  return doc.replace(/\{@link ([^}]+)\}/g, "$1");
}
