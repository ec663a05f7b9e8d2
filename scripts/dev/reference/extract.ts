/** Reads the public API, from `mod.ts`, the entry of the engine and `shell/globals.ts`, with TypeScript's own eyes. */
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { type OperationName, operations } from "../../../lib/api/operations.ts";
import { fieldDocs } from "./field-docs.ts";
import type {
  ClassEntry,
  Meaning,
  MemberEntry,
  ParameterEntry,
  PublicApi,
  Reference,
  Signatures,
  Thrown,
  TypeEntry,
  TypeProperty,
} from "../../../shell/reference/model.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The public API of the project as it stands in its files. Takes some seconds: the types of everything are looked at. */
export function extractApi(): PublicApi {
  return new Extractor().api();
}

/** The modules that programs import from. */
const entries: readonly string[] = ["mod.ts", "lib/engine/mod.ts"];

class Extractor {
  readonly #checker: ts.TypeChecker;
  readonly #entries: readonly ts.SourceFile[];
  readonly #entry: ts.SourceFile;
  readonly #globals: ts.SourceFile;
  readonly #types = new Map<string, TypeEntry>();
  readonly #examples: Record<string, string> = {};

  constructor() {
    const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram(
      [...entries, "shell/globals.ts"].map((path) => root + path),
      options,
    );
    const file = (path: string): ts.SourceFile => {
      const found = program.getSourceFile(root + path);
      if (found === undefined) throw new Error(`${path} is not there`);
      return found;
    };
    this.#checker = program.getTypeChecker();
    this.#entries = entries.map(file);
    this.#entry = file("mod.ts");
    this.#globals = file("shell/globals.ts");
  }

  api(): PublicApi {
    const reference: Reference = { globals: this.#membersOfGlobals(), classes: [], functions: [], types: [] };
    for (const symbol of this.#entries.flatMap((entry) => this.#exportsOf(entry))) {
      if (symbol.flags & ts.SymbolFlags.Class) reference.classes.push(this.#classOf(symbol));
      else if (symbol.flags & ts.SymbolFlags.Function) reference.functions.push(this.#signaturesOf(symbol));
      else if (symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)) {
        this.#addType(symbol.name, this.#checker.getDeclaredTypeOfSymbol(symbol), symbol);
      }
    }
    reference.types = [...this.#types.values()].sort(byName);
    reference.classes.sort(byName);
    reference.functions.sort(byName);
    return { reference, examples: this.#examples };
  }

  #exportsOf(entry: ts.SourceFile): ts.Symbol[] {
    const module = this.#checker.getSymbolAtLocation(entry);
    if (module === undefined) throw new Error(`${entry.fileName} exports nothing`);
    return this.#checker
      .getExportsOfModule(module)
      .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol));
  }

  /** The properties of the one interface in shell/globals.ts; those that are called are told as functions. */
  #membersOfGlobals(): MemberEntry[] {
    const module = this.#checker.getSymbolAtLocation(this.#globals);
    const symbol = module && this.#checker.getExportsOfModule(module).find(({ name }) => name === "Globals");
    if (symbol === undefined) throw new Error("shell/globals.ts does not export Globals");
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    return type.getProperties().map((property) => {
      const own = this.#checker.getTypeOfSymbolAtLocation(property, this.#globals);
      if (own.getCallSignatures().length === 0) return this.#memberOf(property);
      return { kind: "method", ...this.#signaturesOf(property), doc: this.#docOf(property) };
    });
  }

  #classOf(symbol: ts.Symbol): ClassEntry {
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    const base = type.getBaseTypes()?.[0]?.symbol;
    const ours = base !== undefined && isOurs(base);
    const members = type
      .getProperties()
      .filter((member) => isOwn(member) && !member.name.startsWith("__@"))
      .map((member) => this.#memberOf(member, symbol.name));
    this.#noteExample(symbol);
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

  #memberOf(member: ts.Symbol, owner?: string): MemberEntry {
    if (member.flags & ts.SymbolFlags.Method) return { kind: "method", ...this.#signaturesOf(member, owner) };
    this.#noteExample(member, owner);
    const type = this.#checker.getTypeOfSymbolAtLocation(member, this.#entry);
    const bare = this.#checker.getNonNullableType(type).symbol;
    return {
      kind: "property",
      name: member.name,
      doc: this.#docOf(member),
      ...(bare && bare.flags & ts.SymbolFlags.Class && isOurs(bare) ? { class: bare.name } : {}),
      type: this.#text(type),
      optional: (member.flags & ts.SymbolFlags.Optional) !== 0,
    };
  }

  #signaturesOf(symbol: ts.Symbol, owner?: string): Signatures {
    this.#noteExample(symbol, owner);
    const type = this.#checker.getTypeOfSymbolAtLocation(symbol, this.#entry);
    const signatures = type.getCallSignatures();
    const fullest = signatures.reduce((most, one) => (one.parameters.length >= most.parameters.length ? one : most));
    // The last overload is the general one: what it says comes first.
    const docs = signatures.map((one) => ts.displayPartsToString(one.getDocumentationComment(this.#checker))).reverse();
    const doc = [...new Set(docs.filter((text) => text !== ""))].join("\n\n");
    const throws = this.#thrownBy(symbol, signatures);
    const gives = this.#classIn(fullest.getReturnType());
    return {
      name: symbol.name,
      doc,
      ...(gives !== undefined && { gives }),
      signatures: signatures.map((one) => `${symbol.name}${this.#signatureText(one)}`),
      parameters: fullest.parameters.map((parameter) => this.#parameterOf(parameter, signatures)),
      returns: this.#text(fullest.getReturnType()),
      ...(throws.length > 0 && { throws }),
      operations: operationsIn(doc),
    };
  }

  #signatureText(signature: ts.Signature): string {
    return withoutPaths(this.#checker.signatureToString(signature, this.#entry, ts.TypeFormatFlags.NoTruncation));
  }

  /** Of overloads, any may say what a parameter is. */
  #parameterOf(symbol: ts.Symbol, signatures: readonly ts.Signature[]): ParameterEntry {
    const declaration = symbol.valueDeclaration as ts.ParameterDeclaration;
    const type = this.#checker.getTypeOfSymbolAtLocation(symbol, this.#entry);
    const optional = declaration.questionToken !== undefined || declaration.initializer !== undefined;
    const same = signatures.flatMap(({ parameters }) => parameters.filter(({ name }) => name === symbol.name));
    const docs = same.map((one) => this.#docOf(one).replace(/^- /, "")); // TSDoc writes a dash before it
    return {
      name: symbol.name,
      doc: docs.find((doc) => doc !== "") ?? "",
      type: declaration.type?.getText() ?? this.#text(type),
      optional,
      ...this.#valueOf(type, declaration.type),
    };
  }

  /** What a value of this type means, and where its properties are listed. */
  #valueOf(type: ts.Type, node: ts.TypeNode | undefined): { meaning?: Meaning; object?: string; values?: string[] } {
    const meaning = meaningOf(node);
    const bare = this.#checker.getNonNullableType(type);
    // What any text may be is told by its name, not by examples.
    const values = meaning ? undefined : (literalsOf(bare) ?? literalsOf(this.#elementOf(bare)));
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
    this.#noteExample(symbol);
    entry.properties = own.map((property) => this.#propertyOf(property));
    return true;
  }

  #propertyOf(property: ts.Symbol): TypeProperty {
    const type = this.#checker.getTypeOfSymbolAtLocation(property, this.#entry);
    const declaration = property.valueDeclaration as ts.PropertySignature | ts.MethodSignature | undefined;
    const isMethod = declaration !== undefined && ts.isMethodSignature(declaration);
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const written = isMethod ? undefined : declaration?.type?.getText().replace(/\s+/g, " ");
    return {
      name: property.name,
      doc: this.#docOf(property) || fieldDoc(property),
      // That it may be left out, its type need not say again.
      type: (written ?? this.#text(type)).replace(optional ? / \| undefined$/ : /$^/, ""),
      optional,
      ...this.#valueOf(type, declaration?.type),
      ...this.#meaningOf(property),
    };
  }

  /** Of parts that are put together, any may say what a property means. */
  #meaningOf(property: ts.Symbol): { meaning?: Meaning } {
    for (const declaration of property.declarations ?? []) {
      const meaning = meaningOf((declaration as ts.PropertySignature).type);
      if (meaning) return { meaning };
    }
    return {};
  }

  /** The class of ours that a call gives, at once or by a promise. */
  #classIn(type: ts.Type): string | undefined {
    const inner = type.symbol?.name === "Promise" ? this.#checker.getTypeArguments(type as ts.TypeReference)[0] : type;
    const symbol = inner?.symbol;
    return symbol !== undefined && symbol.flags & ts.SymbolFlags.Class && isOurs(symbol) ? symbol.name : undefined;
  }

  /** Keeps the example of a thing: a fenced block of `ts` below `@example`. */
  #noteExample(symbol: ts.Symbol, owner?: string): void {
    const name = owner === undefined ? symbol.name : `${owner}.${symbol.name}`;
    const [text, second] = this.#tagsOf(symbol, "example");
    if (text === undefined) return;
    const [, code] = /^```ts\n(.*)\n```$/s.exec(text) ?? [];
    if (code === undefined || second !== undefined)
      throw new Error(`${name}: an example is to be one block of code, fenced with \`\`\`ts, and the only one`);
    if (!isInherited(symbol, owner)) this.#examples[name] = code;
  }

  /** What a call throws, as it says itself; a property with the type of a function says it with that one. */
  #thrownBy(symbol: ts.Symbol, signatures: readonly ts.Signature[]): Thrown[] {
    const own = this.#tagsOf(symbol, "throws");
    const texts = own.length > 0 ? own : signatures.flatMap((one) => this.#tagsOf(one, "throws"));
    return texts.map((text) => {
      const [, error, when] = /^\{(\w+)\} (When .*\.)$/.exec(text.replace(/\s+/g, " ")) ?? [];
      if (error === undefined || when === undefined)
        throw new Error(`${symbol.name}: write \`@throws {NotFoundError} When ...\`, not ${JSON.stringify(text)}`);
      return { error, when };
    });
  }

  #tagsOf(told: ts.Symbol | ts.Signature, wanted: string): string[] {
    const tags = told.getJsDocTags(this.#checker).filter(({ name }) => name === wanted);
    return tags.map(({ text }) => ts.displayPartsToString(text).trim());
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

/** Whether a member is of a class above its owner, which tells about it. */
function isInherited(symbol: ts.Symbol, owner: string | undefined): boolean {
  const parent = symbol.declarations?.[0]?.parent;
  return owner !== undefined && parent !== undefined && ts.isClassLike(parent) && parent.name?.text !== owner;
}

/** A property that a mapped type has made has no declaration of its own. */
function isMapped(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).length === 0 && !symbol.name.startsWith("__");
}

function meaningOf(node: ts.TypeNode | undefined): Meaning | undefined {
  const [, name] = /\b((?:Running|Stopped)?ContainerRef|ImageRef|Signal)\b/.exec(node?.getText() ?? "") ?? [];
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
