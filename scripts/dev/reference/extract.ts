/** Reads the public API from `mod.ts` with TypeScript's own eyes. */
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { type OperationName, operations } from "../../../lib/api/operations.ts";
import { fieldDocs } from "./field-docs.ts";
import type {
  ClassEntry,
  Meaning,
  MemberEntry,
  ParameterEntry,
  Reference,
  Signatures,
  TypeEntry,
  TypeProperty,
} from "../../../shell/reference/model.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The public API of the project as it stands in its files. Takes some seconds: the types of everything are looked at. */
export function extractReference(): Reference {
  return new Extractor().reference();
}

class Extractor {
  readonly #checker: ts.TypeChecker;
  readonly #entry: ts.SourceFile;
  readonly #globals: ts.SourceFile;
  readonly #types = new Map<string, TypeEntry>();

  constructor() {
    const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram([`${root}mod.ts`, `${root}shell/globals.ts`], options);
    this.#checker = program.getTypeChecker();
    const entry = program.getSourceFile(`${root}mod.ts`);
    if (entry === undefined) throw new Error("mod.ts is not there");
    this.#entry = entry;
    const globals = program.getSourceFile(`${root}shell/globals.ts`);
    if (globals === undefined) throw new Error("shell/globals.ts is not there");
    this.#globals = globals;
  }

  reference(): Reference {
    const module = this.#checker.getSymbolAtLocation(this.#entry);
    if (module === undefined) throw new Error("mod.ts exports nothing");
    const reference: Reference = { globals: this.#membersOfGlobals(), classes: [], functions: [], types: [] };
    for (const exported of this.#checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(exported) : exported;
      if (symbol.flags & ts.SymbolFlags.Class) reference.classes.push(this.#classOf(symbol));
      else if (symbol.flags & ts.SymbolFlags.Function) reference.functions.push(this.#signaturesOf(symbol));
      else if (symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)) {
        this.#addType(symbol.name, this.#checker.getDeclaredTypeOfSymbol(symbol), symbol);
      }
    }
    reference.types = [...this.#types.values()].sort(byName);
    reference.classes.sort(byName);
    reference.functions.sort(byName);
    return reference;
  }

  /** The properties of the one interface in shell/globals.ts; those that are called are told as functions. */
  #membersOfGlobals(): MemberEntry[] {
    const module = this.#checker.getSymbolAtLocation(this.#globals);
    const symbol = module && this.#checker.getExportsOfModule(module).find(({ name }) => name === "Globals");
    if (symbol === undefined) throw new Error("shell/globals.ts does not export Globals");
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    return type.getProperties().map((property) => {
      const { doc, example } = this.#toldOf(property);
      const own = this.#checker.getTypeOfSymbolAtLocation(property, this.#globals);
      if (own.getCallSignatures().length === 0) return this.#memberOf(property);
      return { kind: "method", ...this.#signaturesOf(property), doc, ...(example !== undefined && { example }) };
    });
  }

  #classOf(symbol: ts.Symbol): ClassEntry {
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    const base = type.getBaseTypes()?.[0]?.symbol;
    const ours = base !== undefined && isOurs(base);
    const members = type
      .getProperties()
      .filter((member) => isOwn(member) && !member.name.startsWith("__@"))
      .map((member) => this.#memberOf(member));
    return {
      name: symbol.name,
      doc: this.#docOf(symbol),
      error: this.#isError(type),
      ...(ours && { extends: base.name }),
      members,
    };
  }

  #isError(type: ts.Type): boolean {
    return type.symbol.name === "Error" || (type.getBaseTypes() ?? []).some((base) => this.#isError(base));
  }

  #memberOf(member: ts.Symbol): MemberEntry {
    if (member.flags & ts.SymbolFlags.Method) return { kind: "method", ...this.#signaturesOf(member) };
    const type = this.#checker.getTypeOfSymbolAtLocation(member, this.#entry);
    const bare = this.#checker.getNonNullableType(type).symbol;
    return {
      kind: "property",
      name: member.name,
      ...this.#toldOf(member),
      ...(bare && bare.flags & ts.SymbolFlags.Class && isOurs(bare) ? { class: bare.name } : {}),
      type: this.#text(type),
      optional: (member.flags & ts.SymbolFlags.Optional) !== 0,
    };
  }

  #signaturesOf(symbol: ts.Symbol): Signatures {
    const type = this.#checker.getTypeOfSymbolAtLocation(symbol, this.#entry);
    const signatures = type.getCallSignatures();
    const fullest = signatures.reduce((most, one) => (one.parameters.length >= most.parameters.length ? one : most));
    const docs = signatures.map((one) => ts.displayPartsToString(one.getDocumentationComment(this.#checker)));
    const doc = [...new Set(docs.filter((text) => text !== ""))].join("\n\n");
    const { example } = this.#toldOf(symbol);
    const gives = this.#classIn(fullest.getReturnType());
    return {
      name: symbol.name,
      doc,
      ...(example !== undefined && { example }),
      ...(gives !== undefined && { gives }),
      signatures: signatures.map((one) => `${symbol.name}${this.#signatureText(one)}`),
      parameters: fullest.parameters.map((parameter) => this.#parameterOf(parameter)),
      returns: this.#text(fullest.getReturnType()),
      operations: operationsIn(doc),
    };
  }

  #signatureText(signature: ts.Signature): string {
    return withoutPaths(this.#checker.signatureToString(signature, this.#entry, ts.TypeFormatFlags.NoTruncation));
  }

  #parameterOf(symbol: ts.Symbol): ParameterEntry {
    const declaration = symbol.valueDeclaration as ts.ParameterDeclaration;
    const type = this.#checker.getTypeOfSymbolAtLocation(symbol, this.#entry);
    const optional = declaration.questionToken !== undefined || declaration.initializer !== undefined;
    return {
      name: symbol.name,
      type: declaration.type?.getText() ?? this.#text(type),
      optional,
      ...this.#valueOf(type, declaration.type),
    };
  }

  /** What a value of this type means, and where its properties are listed. */
  #valueOf(type: ts.Type, node: ts.TypeNode | undefined): { meaning?: Meaning; object?: string; values?: string[] } {
    const meaning = meaningOf(node);
    const bare = this.#checker.getNonNullableType(type);
    const values = literalsOf(bare) ?? literalsOf(this.#elementOf(bare));
    const object = this.#objectOf(bare) ?? this.#objectOf(this.#elementOf(bare));
    return { ...(meaning && { meaning }), ...(values && { values }), ...(object && { object }) };
  }

  #elementOf(type: ts.Type): ts.Type | undefined {
    return this.#checker.isArrayType(type) ? this.#checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
  }

  /** The name that an object type of ours is listed under; of a union, or of parts without a common name, that of the first one. */
  #objectOf(type: ts.Type | undefined): string | undefined {
    if (type === undefined) return undefined;
    if (type.isUnion() || (type.isIntersection() && type.aliasSymbol === undefined)) {
      for (const one of type.types) {
        const name = this.#objectOf(one);
        if (name !== undefined) return name;
      }
      return undefined;
    }
    const symbol = type.aliasSymbol ?? type.symbol;
    const named = symbol !== undefined && isOurs(symbol) && !(symbol.flags & ts.SymbolFlags.Class);
    if (!named || symbol.name.startsWith("__") || type.getCallSignatures().length > 0) return undefined;
    return this.#addType(symbol.name, type, symbol) ? symbol.name : undefined;
  }

  /** Lists an object type, and those that it leads to. False when it has no properties to list. */
  #addType(name: string, type: ts.Type, symbol: ts.Symbol): boolean {
    if (this.#types.has(name)) return true;
    if (type.isUnion() || !(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return false;
    const own = type.getProperties().filter((property) => isOwn(property) || isMapped(property));
    if (own.length === 0) return false;
    const entry: TypeEntry = { name, doc: this.#docOf(symbol), properties: [] };
    this.#types.set(name, entry);
    entry.properties = own.map((property) => this.#propertyOf(property));
    return true;
  }

  #propertyOf(property: ts.Symbol): TypeProperty {
    const type = this.#checker.getTypeOfSymbolAtLocation(property, this.#entry);
    const declaration = property.valueDeclaration as ts.PropertySignature | undefined;
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    return {
      name: property.name,
      doc: this.#docOf(property) || fieldDoc(property),
      type: declaration?.type?.getText().replace(/\s+/g, " ") ?? this.#text(type),
      optional,
      ...this.#valueOf(type, declaration?.type),
      ...this.#meaningOf(property),
    };
  }

  /** The class of ours that a call gives, at once or by a promise. */
  /** Of parts that are put together, any may say what a property means. */
  #meaningOf(property: ts.Symbol): { meaning?: Meaning } {
    for (const declaration of property.declarations ?? []) {
      const meaning = meaningOf((declaration as ts.PropertySignature).type);
      if (meaning) return { meaning };
    }
    return {};
  }

  #classIn(type: ts.Type): string | undefined {
    const inner = type.symbol?.name === "Promise" ? this.#checker.getTypeArguments(type as ts.TypeReference)[0] : type;
    const symbol = inner?.symbol;
    return symbol !== undefined && symbol.flags & ts.SymbolFlags.Class && isOurs(symbol) ? symbol.name : undefined;
  }

  #toldOf(symbol: ts.Symbol): { doc: string; example?: string } {
    const tag = symbol.getJsDocTags(this.#checker).find(({ name }) => name === "example");
    const example = tag && ts.displayPartsToString(tag.text).trim();
    return { doc: this.#docOf(symbol), ...(example && { example }) };
  }

  #docOf(symbol: ts.Symbol): string {
    return ts.displayPartsToString(symbol.getDocumentationComment(this.#checker));
  }

  #text(type: ts.Type): string {
    return withoutPaths(this.#checker.typeToString(type, this.#entry, ts.TypeFormatFlags.NoTruncation));
  }
}

/** Our words about a field of a generated type. */
function fieldDoc(property: ts.Symbol): string {
  for (const { parent } of property.declarations ?? []) {
    // A type that is put together of several has its fields in one that has no name itself.
    let named: ts.Node = parent;
    while (!ts.isInterfaceDeclaration(named) && !ts.isTypeAliasDeclaration(named) && !ts.isSourceFile(named))
      named = named.parent;
    const owner = ts.isSourceFile(named) ? undefined : named.name.getText();
    const doc = owner === undefined ? undefined : fieldDocs[owner]?.[property.name];
    if (doc !== undefined) return doc;
  }
  return "";
}

function isOurs(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some(
    (declaration) => !declaration.getSourceFile().fileName.includes("/node_modules/"),
  );
}

/** Declared by us, and for everybody. */
function isOwn(symbol: ts.Symbol): boolean {
  const declarations = symbol.declarations ?? [];
  const hidden = (declaration: ts.Declaration): boolean =>
    ts.isPrivateIdentifier(ts.getNameOfDeclaration(declaration) ?? declaration);
  return declarations.length > 0 && isOurs(symbol) && !declarations.some(hidden);
}

/** A property that a mapped type has made has no declaration of its own. */
function isMapped(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).length === 0 && !symbol.name.startsWith("__");
}

function meaningOf(node: ts.TypeNode | undefined): Meaning | undefined {
  const [, name] = /\b((?:Running|Stopped)?ContainerRef|ImageRef)\b/.exec(node?.getText() ?? "") ?? [];
  return name as Meaning | undefined;
}

function literalsOf(type: ts.Type | undefined): string[] | undefined {
  if (type === undefined) return undefined;
  const parts = type.isUnion() ? type.types : [type];
  const strings = parts.filter((part) => part.isStringLiteral()).map((part) => part.value);
  return strings.length > 0 ? strings : undefined;
}

/** `(ContainerList)`, `(ImageCreate with fromSrc)`: the operations that a text names. */
export function operationsIn(doc: string): OperationName[] {
  const found = [...doc.matchAll(/\b[A-Z][A-Za-z]+\b/g)].map(([word]) => word);
  return [...new Set(found.filter((word) => Object.hasOwn(operations, word)))] as OperationName[];
}

/** A type that mod.ts does not import itself is written with the file that it comes from. */
function withoutPaths(text: string): string {
  return text.replace(/import\("[^"]*"\)\./g, "");
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
