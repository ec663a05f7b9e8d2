/** The project's own files, as the tests about the house see them. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";
import { root } from "./root.ts";

/** All files that are, or may yet be, under version control: paths from the root, with slashes. */
export function projectFiles(): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
  });
  const deleted = execFileSync("git", ["ls-files", "--deleted", "-z"], { cwd: root, encoding: "utf8" });
  const gone = new Set(deleted.split("\0"));
  return listed.split("\0").filter((path) => path !== "" && !gone.has(path));
}

/** The text of a file of the project. */
export function textOf(path: string): string {
  return readFileSync(root + path, "utf8");
}

/** The names that stand for files of the project: the import map of package.json. */
export const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries((JSON.parse(textOf("package.json")) as { imports?: Record<string, string> }).imports ?? {}).map(
    ([alias, target]) => [alias, posix.normalize(target)],
  ),
);

/** How a module names another one. */
export interface Import {
  readonly specifier: string;
  /** `value`: loaded with the module. `type`: gone at run time. `lazy`: `import()` when it is wanted. */
  readonly kind: "value" | "type" | "lazy";
  /** The file of the project that it means, if it is one. */
  readonly file?: string;
}

/** A TypeScript module of the project, parsed. */
export class Module {
  readonly path: string;
  readonly #tree: ts.SourceFile;

  constructor(path: string, text: string) {
    this.path = path;
    this.#tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  }

  /** Everything that it imports or re-exports, in any form. */
  imports(): readonly Import[] {
    const found: Import[] = [];
    const add = (specifier: ts.Node | undefined, kind: Import["kind"]): void => {
      if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
      const file = this.#fileOf(specifier.text);
      found.push({ specifier: specifier.text, kind, ...(file === undefined ? {} : { file }) });
    };
    for (const node of this.#nodes()) {
      if (ts.isImportDeclaration(node))
        add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? "type" : "value");
      else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? "type" : "value");
      else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, "type");
      else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
        add(node.arguments[0], "lazy");
    }
    return found;
  }

  #fileOf(specifier: string): string | undefined {
    return specifier.startsWith(".") ? posix.join(posix.dirname(this.path), specifier) : aliases.get(specifier);
  }

  /** Which of these globals it uses: by name, unless something of its own has that name, or as a property of the global object. */
  globalsUsed(globals: ReadonlySet<string>): readonly string[] {
    const found = new Set<string>();
    for (const node of this.#nodes()) {
      if (ts.isIdentifier(node) && globals.has(node.text) && !isPropertyName(node) && !isDeclared(node))
        found.add(node.text);
      if (
        ts.isElementAccessExpression(node) &&
        ts.isStringLiteralLike(node.argumentExpression) &&
        isGlobalObject(node.expression)
      ) {
        if (globals.has(node.argumentExpression.text)) found.add(node.argumentExpression.text);
      }
    }
    return [...found];
  }

  *#nodes(): Generator<ts.Node> {
    const pending: ts.Node[] = [this.#tree];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      yield node;
      node.forEachChild((child) => void pending.push(child));
    }
  }
}

/** Whether the name stands for a property: of anything but the global object, that is not our matter. */
function isPropertyName(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === name && !isGlobalObject(parent.expression);
  if (ts.isQualifiedName(parent)) return parent.right === name;
  if (ts.isBindingElement(parent)) return parent.propertyName === name && !isGlobalObject(ownerOf(parent));
  if (ts.isPropertyAssignment(parent) || ts.isEnumMember(parent)) return parent.name === name;
  return (ts.isClassElement(parent) || ts.isTypeElement(parent)) && parent.name === name;
}

/** What a destructuring takes apart, where that is an expression; else the pattern's own name. */
function ownerOf(element: ts.BindingElement): ts.Node {
  const declaration = element.parent.parent;
  return ts.isVariableDeclaration(declaration) ? (declaration.initializer ?? declaration) : declaration;
}

/** `globalThis`, and `(globalThis as { Deno?: ... })`. */
function isGlobalObject(node: ts.Node): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node))
    return isGlobalObject(node.expression);
  return ts.isIdentifier(node) && ["globalThis", "self", "window", "global"].includes(node.text);
}

/**
 * Whether a declaration around the name gives it a meaning of its own. One that only tells the compiler about a global (`declare`)
 * does not, nor one that takes it out of the global object.
 */
function isDeclared(name: ts.Identifier): boolean {
  for (let scope: ts.Node = name.parent; scope !== undefined; scope = scope.parent) {
    if (declarationsIn(scope).some((declaration) => binds(declaration, name.text))) return true;
  }
  return false;
}

/** What a scope itself declares: parameters, variables, functions, classes and imports, without those of scopes within it. */
function declarationsIn(scope: ts.Node): readonly ts.Node[] {
  if (ts.isFunctionLike(scope)) return [...scope.parameters, scope];
  if (ts.isSourceFile(scope) || ts.isBlock(scope) || ts.isCaseOrDefaultClause(scope)) {
    return scope.statements.flatMap((statement) => {
      if (
        ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some((m) => m.kind === ts.SyntaxKind.DeclareKeyword)
      )
        return [];
      if (ts.isVariableStatement(statement)) return statement.declarationList.declarations;
      if (ts.isImportDeclaration(statement)) return importedBy(statement);
      return ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) ? [statement] : [];
    });
  }
  if (ts.isForStatement(scope) || ts.isForOfStatement(scope) || ts.isForInStatement(scope)) {
    return scope.initializer !== undefined && ts.isVariableDeclarationList(scope.initializer)
      ? scope.initializer.declarations
      : [];
  }
  return ts.isCatchClause(scope) && scope.variableDeclaration !== undefined ? [scope.variableDeclaration] : [];
}

function importedBy({ importClause }: ts.ImportDeclaration): readonly ts.Node[] {
  const bindings = importClause?.namedBindings;
  const named = bindings === undefined ? [] : ts.isNamespaceImport(bindings) ? [bindings] : bindings.elements;
  return importClause === undefined ? [] : [importClause, ...named];
}

/** Whether a declaration, or one in its pattern, binds the name. */
function binds(declaration: ts.Node, name: string): boolean {
  const bound = (declaration as { name?: ts.Node }).name;
  if (bound === undefined) return false;
  if (ts.isIdentifier(bound)) {
    return bound.text === name && !(ts.isBindingElement(declaration) && isGlobalObject(ownerOf(declaration)));
  }
  if (!ts.isObjectBindingPattern(bound) && !ts.isArrayBindingPattern(bound)) return false;
  return bound.elements.some((element) => binds(element, name));
}
