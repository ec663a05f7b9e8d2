/** Which names the statements of a program declare, and which names they use that are not declared deeper inside. */
import type {
  AnyNode,
  AssignmentProperty,
  Function as FunctionNode,
  Identifier,
  Node,
  Pattern,
  Program,
  Property,
} from "acorn";
import { children } from "../evaluate/parse.ts";

/** A name where it is used or declared. Names that belong to a block or a function inside are none. */
export interface Reference {
  readonly name: string;
  readonly node: Identifier;
  /** Inside a function that may run later. */
  readonly nested: boolean;
  /** Inside the class of that name: it means that class, whatever is declared later. */
  readonly own: boolean;
  /** Where it is declared for the statements that follow, the end of that declaration. */
  readonly declaredUntil?: number;
  /** How it is written: `{ a }`, or `import { a }`, where another name needs the old one beside it. */
  readonly form: "plain" | "property" | "import";
}

/** How a name is declared. */
export type DeclarationKind = "const" | "let" | "var" | "function" | "class" | "import";

/** What a program does with names. */
export interface Names {
  readonly declared: ReadonlyMap<string, DeclarationKind>;
  readonly references: readonly Reference[];
}

/** Looks through a program. */
export function namesOf(program: Program): Names {
  return new Finder(program).run();
}

/** The names that a block or a function has for itself. */
interface Scope {
  readonly names: ReadonlySet<string>;
  readonly outer: Scope | undefined;
}

class Finder {
  readonly #program: Program;
  readonly #declared = new Map<string, DeclarationKind>();
  readonly #references: Reference[] = [];
  #declaredUntil: number | undefined;
  /** The classes that a node is in. */
  readonly #classes: string[] = [];

  constructor(program: Program) {
    this.#program = program;
  }

  run(): Names {
    for (const statement of this.#program.body) this.#declareAtTop(statement as AnyNode);
    for (const statement of this.#program.body) this.#visit(statement, undefined, false);
    return { declared: this.#declared, references: this.#references };
  }

  #declareAtTop(node: AnyNode): void {
    for (const [name, kind] of lexical(node)) this.#declared.set(name, kind);
    for (const name of hoisted(node)) this.#declared.set(name, "var");
  }

  #visit(node: Node, scope: Scope | undefined, nested: boolean): void {
    const it = node as AnyNode;
    switch (it.type) {
      case "Identifier":
        this.#found(it, scope, nested, "plain");
        break;
      case "MemberExpression":
        this.#visit(it.object, scope, nested);
        if (it.computed) this.#visit(it.property, scope, nested);
        break;
      case "Property":
        this.#property(it, scope, nested);
        break;
      case "MethodDefinition":
      case "PropertyDefinition":
        if (it.computed) this.#visit(it.key, scope, nested);
        if (it.value) this.#visit(it.value, scope, true);
        break;
      case "FunctionDeclaration":
        if (it.id) this.#binding(it.id, scope, nested, it.end);
        this.#function(it, scope, true);
        break;
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        this.#function(it, scope, true);
        break;
      case "CallExpression":
        this.#visit(it.callee, scope, nested);
        for (const argument of it.arguments) {
          if (isFunction(argument) && callsAtOnce(it)) this.#function(argument, scope, nested);
          else this.#visit(argument, scope, nested);
        }
        break;
      case "ClassDeclaration":
        if (it.id) this.#binding(it.id, scope, nested, it.end);
        this.#class(it, scope, nested);
        break;
      case "ClassExpression":
        this.#class(it, it.id ? { names: new Set([it.id.name]), outer: scope } : scope, nested);
        break;
      case "StaticBlock":
        this.#block(it.body, scope, true);
        break;
      case "BlockStatement":
        this.#block(it.body, scope, nested);
        break;
      case "SwitchStatement":
        this.#visit(it.discriminant, scope, nested);
        this.#inner(
          it.cases,
          it.cases.flatMap(({ consequent }) => consequent),
          scope,
          nested,
        );
        break;
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
        this.#inner(children(it), [it.type === "ForStatement" ? it.init : it.left], scope, nested);
        break;
      case "CatchClause":
        this.#visitAll(
          [...(it.param ? [it.param] : []), it.body],
          {
            names: new Set(it.param ? namesIn(it.param) : []),
            outer: scope,
          },
          nested,
        );
        break;
      case "VariableDeclaration":
        this.#variables(it, scope, nested);
        break;
      case "LabeledStatement":
        this.#visit(it.body, scope, nested);
        break;
      case "ImportDeclaration":
        for (const specifier of it.specifiers) {
          const isShort = specifier.type === "ImportSpecifier" && specifier.imported.start === specifier.local.start;
          this.#found(specifier.local, scope, nested, isShort ? "import" : "plain", it.end);
        }
        break;
      case "BreakStatement":
      case "ContinueStatement":
      case "MetaProperty":
        break;
      default:
        this.#visitAll(children(it), scope, nested);
    }
  }

  #visitAll(nodes: readonly Node[], scope: Scope | undefined, nested: boolean): void {
    for (const node of nodes) this.#visit(node, scope, nested);
  }

  #property(node: Property | AssignmentProperty, scope: Scope | undefined, nested: boolean): void {
    if (node.computed) this.#visit(node.key, scope, nested);
    if (!node.shorthand) {
      this.#visit(node.value, scope, nested);
      return;
    }
    // `{ a }`, or `{ a = 1 }` in a pattern
    const value = node.value as AnyNode;
    const name = value.type === "AssignmentPattern" ? value.left : value;
    this.#found(name as Identifier, scope, nested, "property", this.#declaredUntil);
    if (value.type === "AssignmentPattern") this.#visit(value.right, scope, nested);
  }

  #variables(node: AnyNode & { type: "VariableDeclaration" }, scope: Scope | undefined, nested: boolean): void {
    for (const { id, init, end } of node.declarations) {
      this.#binding(id, scope, nested, end);
      if (init) this.#visit(init, scope, nested);
    }
  }

  /** What is declared has its name once the declaration is over. */
  #binding(pattern: Pattern, scope: Scope | undefined, nested: boolean, end: number): void {
    const before = this.#declaredUntil;
    this.#declaredUntil = end;
    this.#visit(pattern, scope, nested);
    this.#declaredUntil = before;
  }

  #function(node: FunctionNode, scope: Scope | undefined, nested: boolean): void {
    const names = new Set<string>(["arguments", ...node.params.flatMap(namesIn)]);
    if (node.type === "FunctionExpression" && node.id) names.add(node.id.name);
    const body = node.body as AnyNode;
    if (body.type === "BlockStatement") {
      for (const statement of body.body) {
        for (const [name] of lexical(statement as AnyNode)) names.add(name);
        for (const name of hoisted(statement as AnyNode)) names.add(name);
      }
    }
    this.#withoutBinding(() => {
      const inner: Scope = { names, outer: scope };
      this.#visitAll(node.params, inner, nested);
      if (body.type === "BlockStatement") this.#visitAll(body.body, inner, nested);
      else this.#visit(body, inner, nested);
    });
  }

  #class(
    node: AnyNode & { type: "ClassDeclaration" | "ClassExpression" },
    scope: Scope | undefined,
    nested: boolean,
  ): void {
    this.#withoutBinding(() => {
      if (node.superClass) this.#visit(node.superClass, scope, nested);
      this.#classes.push(node.id?.name ?? "");
      this.#visitAll(node.body.body, scope, nested);
      this.#classes.pop();
    });
  }

  #withoutBinding(visit: () => void): void {
    const before = this.#declaredUntil;
    this.#declaredUntil = undefined;
    visit();
    this.#declaredUntil = before;
  }

  #block(body: readonly Node[], scope: Scope | undefined, nested: boolean): void {
    this.#inner(body, body, scope, nested);
  }

  #inner(
    nodes: readonly Node[],
    statements: readonly (Node | null | undefined)[],
    scope: Scope | undefined,
    nested: boolean,
  ): void {
    const names = new Set<string>();
    for (const statement of statements) {
      if (statement) for (const [name] of lexical(statement as AnyNode)) names.add(name);
    }
    this.#visitAll(nodes, { names, outer: scope }, nested);
  }

  #found(
    node: Identifier,
    scope: Scope | undefined,
    nested: boolean,
    form: Reference["form"],
    declaredUntil: number | undefined = this.#declaredUntil,
  ): void {
    for (let at = scope; at !== undefined; at = at.outer) if (at.names.has(node.name)) return;
    this.#references.push({
      name: node.name,
      node,
      nested,
      own: this.#classes.includes(node.name),
      form,
      ...(declaredUntil !== undefined && { declaredUntil }),
    });
  }
}

/** Methods that call the function that they are given, and do not keep it. */
const atOnce = new Set([
  ...[
    "map",
    "filter",
    "find",
    "findIndex",
    "findLast",
    "some",
    "every",
    "forEach",
    "flatMap",
    "reduce",
    "sort",
    "toSorted",
  ],
  ...["then", "catch", "finally"],
]);

function callsAtOnce({ callee }: AnyNode & { type: "CallExpression" }): boolean {
  return (
    callee.type === "MemberExpression" && callee.property.type === "Identifier" && atOnce.has(callee.property.name)
  );
}

function isFunction(node: Node): node is FunctionNode {
  return node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression";
}

/** What a statement declares for the block that it stands in. */
function lexical(node: AnyNode): [string, DeclarationKind][] {
  switch (node.type) {
    case "VariableDeclaration": {
      if (node.kind === "var") return [];
      const kind = node.kind === "let" ? "let" : "const";
      return node.declarations.flatMap(({ id }) => namesIn(id)).map((name) => [name, kind]);
    }
    case "FunctionDeclaration":
      return node.id ? [[node.id.name, "function"]] : [];
    case "ClassDeclaration":
      return node.id ? [[node.id.name, "class"]] : [];
    case "ImportDeclaration":
      return node.specifiers.map(({ local }) => [local.name, "import"]);
    default:
      return [];
  }
}

/** What `var` declares, in whatever block it stands. */
function hoisted(node: AnyNode): string[] {
  switch (node.type) {
    case "VariableDeclaration":
      return node.kind === "var" ? node.declarations.flatMap(({ id }) => namesIn(id)) : [];
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "ClassDeclaration":
    case "ClassExpression":
      return [];
    default:
      return children(node).flatMap((child) => hoisted(child as AnyNode));
  }
}

/** The names that a pattern binds. */
function namesIn(pattern: Pattern): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === "RestElement" ? property.argument : property.value),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? namesIn(element) : []));
    case "RestElement":
      return namesIn(pattern.argument);
    case "AssignmentPattern":
      return namesIn(pattern.left);
    default:
      return [];
  }
}
