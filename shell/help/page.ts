/** What is known about one thing, as text. */
import { type Operation, operations } from "../../lib/api/operations.ts";
import type { Paint } from "../format/text.ts";
import type { ClassEntry, MemberEntry, Reference, Signatures, TypeEntry } from "../reference/model.ts";
import type { Found } from "./find.ts";

/** How it may look. */
export interface PageStyle {
  columns: number;
  paint: Paint;
}

/** Everything about one thing. */
export function page(reference: Reference, found: Found, style: PageStyle): string {
  switch (found.kind) {
    case "global":
    case "member":
      return memberPage(reference, found.entry, found.kind === "member" ? found.owner : undefined, style);
    case "class":
      return classPage(found.entry, style);
    case "function":
      return blocks(
        signaturesOf(found.entry, style),
        told(found.entry.doc, style),
        options(reference, found.entry, style),
      );
    case "type":
      return typePage(found.entry, style);
    case "operation":
      return operationPage(operations[found.name], style);
  }
}

function memberPage(reference: Reference, entry: MemberEntry, owner: string | undefined, style: PageStyle): string {
  if (entry.kind === "property") {
    const signature = style.paint.bold(`${entry.name}: ${entry.type}`);
    const its = reference.classes.find(({ name }) => name === entry.class);
    return blocks(signature, told(entry.doc, style), example(entry), its && memberList(its, style));
  }
  const calls = entry.operations.map((name) => operationLine(operations[name]));
  return blocks(
    signaturesOf(entry, style, owner),
    told(entry.doc, style),
    options(reference, entry, style),
    example(entry),
    calls.length > 0 ? [style.paint.bold("HTTP"), ...calls.map((line) => `  ${line}`)].join("\n") : "",
  );
}

function signaturesOf(entry: Signatures, { paint }: PageStyle, owner?: string): string {
  return entry.signatures.map((line) => paint.bold(owner === undefined ? line : `${owner}.${line}`)).join("\n");
}

/** The properties of what is passed: of options, of a configuration. */
function options(reference: Reference, entry: Signatures, style: PageStyle): string {
  return blocks(
    ...entry.parameters.map(({ object }) => {
      const type = reference.types.find(({ name }) => name === object);
      return type && properties(type, style);
    }),
  );
}

function typePage(type: TypeEntry, style: PageStyle): string {
  return blocks(told(type.doc, style), properties(type, style));
}

function properties(type: TypeEntry, style: PageStyle): string {
  const rows = type.properties.map(({ name, optional, type: of, values, doc }): [string, string] => [
    `${name}${optional ? "?" : ""}: ${values ? values.map((value) => JSON.stringify(value)).join(" | ") : of}`,
    doc,
  ]);
  return [style.paint.bold(type.name), ...rows.map(([head, doc]) => entryText(head, doc, style))].join("\n");
}

function classPage(entry: ClassEntry, style: PageStyle): string {
  const base = entry.extends === undefined ? "" : `A kind of ${entry.extends}.`;
  return blocks(style.paint.bold(entry.name), told(entry.doc, style), base, memberList(entry, style));
}

function memberList({ members }: ClassEntry, style: PageStyle): string {
  return members
    .filter(({ name }) => name !== "toJSON")
    .map((member) => {
      const head = member.kind === "property" ? `${member.name}: ${member.type}` : (member.signatures.at(-1) ?? "");
      return entryText(head, firstSentence(member.doc), style);
    })
    .join("\n");
}

function operationPage(operation: Operation, style: PageStyle): string {
  const parameters = Object.entries(operation.parameters).map(([name, { in: at, kind, since, until }]) => {
    const when = since ? `since API ${since}` : until ? "v1.0 only" : "";
    return `  ${name} (${at}, ${kind}${when === "" ? "" : `, ${when}`})`;
  });
  const errors = Object.entries(operation.errors).map(([status, meaning]) => `  ${status} ${meaning}`);
  return blocks(
    style.paint.bold(operation.name),
    operationLine(operation),
    parameters.length > 0 ? ["Parameters", ...parameters].join("\n") : "",
    errors.length > 0 ? ["Errors", ...errors].join("\n") : "",
  );
}

/** `GET /containers/json: v1.0 and modern`. */
function operationLine({ method, path, since, until }: Operation): string {
  const when = until !== undefined ? "v1.0; gone since" : since === "1.0" ? "v1.0 and today" : `since API ${since}`;
  return `${method} ${path}  (${when})`;
}

function example(entry: { example?: string }): string {
  return entry.example === undefined
    ? ""
    : ["Example", ...entry.example.split("\n").map((line) => `  ${line}`)].join("\n");
}

/** The first sentence of a text, for a line of its own. */
export function firstSentence(doc: string): string {
  const text = doc.replace(/\s+/g, " ");
  return /^.*?[.:](?=\s|$)/.exec(text)?.[0].replace(/:$/, ".") ?? text;
}

function entryText(head: string, doc: string, style: PageStyle): string {
  return doc === "" ? `  ${head}` : `  ${head}\n${wrap(plainDoc(doc), style.columns - 6, "      ")}`;
}

function told(doc: string, style: PageStyle): string {
  return plainDoc(doc)
    .split(/\n{2,}/)
    .map((paragraph) => wrap(paragraph, style.columns, ""))
    .join("\n\n");
}

/** `{@link X}` as X. */
function plainDoc(doc: string): string {
  return doc.replace(/\{@link ([^}]+)\}/g, "$1");
}

/** Breaks a text into lines of at most so many columns. */
export function wrap(text: string, columns: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") lines.push(line);
  return lines.map((one) => indent + one).join("\n");
}

function blocks(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}
