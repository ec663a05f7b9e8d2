/**
 * Turns statements into a function that can be called: what only a module's top level may have (`await`, `import`, `using`) becomes
 * what a function may have, and at the prompt calls are awaited and declarations kept.
 *
 * The tree is walked once. Text is only put in, moved and replaced, so that every place of the result leads back to the source. What
 * opens sticks to the text behind it and what closes to the text before it, so that pieces at the same place come out in the right order.
 * What is put in calls on the hooks of unit.ts by the name `__dks`.
 */
import type {
  AnyNode,
  BlockStatement,
  CallExpression,
  ChainExpression,
  ClassDeclaration,
  ExpressionStatement,
  FunctionDeclaration,
  Identifier,
  ImportDeclaration,
  Literal,
  Node,
  Pattern,
  Program,
  VariableDeclaration,
} from "acorn";
import MagicString from "magic-string";
import { chainLinks, expressionEnd, isSpared, mayEndInCall, skipTrivia } from "./nodes.ts";
import { children, type Parsed, SourceError } from "./parse.ts";
import { OffsetMap, type Offsets } from "./source.ts";

/** What is done to statements. */
export interface RewriteOptions {
  /** Awaits calls of the API outside nested functions, and keeps top-level declarations as properties of the scope: the prompt's way. */
  interactive: boolean;
  /** Keeps top-level declarations, whether or not it is interactive: a source that is run piece by piece. */
  keeps?: boolean;
  /** Which expression statements have their value handed out. */
  values: "each" | "last" | "none";
  /**
   * Statements of the program that may fail without an end to all: each run of them, by their numbers, is tried as one. What they declare is kept as
   * with {@link keeps}, so that those behind see it.
   */
  tried?: readonly Run[];
}

/** Neighbouring statements of a program, by their numbers from 0; both are included. */
export interface Run {
  readonly first: number;
  readonly last: number;
}

/** A name that the statements declare for those that come after them. */
export interface Declared {
  readonly name: string;
  /** `const` cannot be assigned to afterwards; what is only `assigned` is declared if there is no such name yet. */
  readonly kind: "const" | "let" | "assigned";
  /** Which of the runs that are tried it is of. */
  readonly run?: number;
}

/** Statements as a function. */
export interface Rewritten {
  /** The source of a function that takes hooks and scope, and gives the async function with the statements in it. */
  readonly code: string;
  /** From places in `code` to places in the source. */
  readonly map: Offsets;
  /** What the statements declare for others; empty unless that is kept. */
  readonly declared: readonly Declared[];
  /** The calls that are looked at, and awaited where they are calls of the API: the offsets in the parsed code where they end. */
  readonly calls: readonly number[];
}

// An arrow function: it has no `arguments` of its own that a source could see.
const head = '((__dks, __scope) => { with (__scope) { return async () => { "use strict"; let __call; ';
const tail = "\n} } })";
/** The names in it. */
const own: ReadonlySet<string> = new Set(["__dks", "__scope", "__call"]);
const tryStart = "try { ";
const tryEnd = (run: number): string => ` } catch (error) { __dks.failed(error, ${run}); }`;

/** Rewrites statements. Throws a SourceError for what cannot stand in them. */
export function rewrite(parsed: Parsed, options: RewriteOptions): Rewritten {
  return new Rewriter(parsed, options).run();
}

/** Where a node stands. */
interface Place {
  /** Outside nested functions: the statements' own await works here. */
  readonly outside: boolean;
  /** In a function that is neither async nor a generator, where `return f()` may lose the caller's frame. */
  readonly plain: boolean;
  /** Already awaited, or taken as a promise on purpose: this very node is left alone. */
  readonly spared: boolean;
}

/** In the fields and static blocks of a class nothing can be awaited. */
const inClass: Place = { outside: false, plain: false, spared: false };

class Rewriter {
  readonly #parsed: Parsed;
  readonly #program: Program;
  readonly #code: string;
  readonly #text: MagicString;
  readonly #interactive: boolean;
  #keeps: boolean;
  /** The runs that are tried, by the statements in them. */
  readonly #tried: ReadonlyMap<number, Run & { readonly number: number }>;
  /** Which of them is being rewritten. */
  #run: number | undefined;
  readonly #values: RewriteOptions["values"];
  readonly #declared: Declared[] = [];
  readonly #calls: number[] = [];
  /** Where what is hoisted goes: behind the imports at the beginning. */
  readonly #start: number;
  #stacks = 0;
  /** Functions that are kept. */
  readonly #hoisted: Node[] = [];

  constructor(parsed: Parsed, { interactive, keeps = interactive, values, tried = [] }: RewriteOptions) {
    this.#parsed = parsed;
    this.#program = parsed.program;
    this.#code = parsed.code;
    this.#text = new MagicString(parsed.code);
    this.#interactive = interactive;
    this.#keeps = keeps;
    this.#values = values;
    this.#tried = this.#runs(tried);
    const hashbang = /^#!.*(?:\r?\n|\r|\u2028|\u2029|$)/.exec(parsed.code);
    if (hashbang) this.#text.update(0, 2, "//");
    const other = parsed.program.body.findIndex((statement) => statement.type !== "ImportDeclaration");
    const imports = other < 0 ? parsed.program.body : parsed.program.body.slice(0, other);
    this.#start = imports.at(-1)?.end ?? hashbang?.[0].length ?? 0;
  }

  run(): Rewritten {
    const last = this.#program.body.at(-1);
    const keeps = this.#keeps;
    for (const [index, statement] of this.#program.body.entries()) {
      const run = this.#tried.get(index);
      this.#run = run?.number;
      this.#keeps = keeps || run !== undefined;
      if (run?.first === index) this.#text.appendRight(statement.start, tryStart);
      if (!isMoved(statement)) this.#text.appendRight(statement.start, `__dks.step(${index}); `);
      this.#statement(statement, this.#values === "each" || (this.#values === "last" && statement === last));
      if (run?.last === index) this.#text.appendLeft(statement.end, tryEnd(run.number));
    }
    this.#hoist();
    this.#text.prepend(head).append(tail);
    const code = this.#text.toString();
    const { mappings } = this.#text.generateDecodedMap({ hires: "boundary" });
    const toCode = new OffsetMap(mappings, code, this.#code);
    return {
      code,
      map: { at: (offset) => this.#parsed.toSource(toCode.at(offset)) },
      declared: this.#declared,
      calls: this.#calls,
    };
  }

  /** The runs that are tried, by the numbers of the statements in them. Each is opened before and closed behind what stays in its place. */
  #runs(tried: readonly Run[]): Map<number, Run & { readonly number: number }> {
    const runs = new Map<number, Run & { readonly number: number }>();
    for (const [number, { first, last }] of tried.entries()) {
      const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
      const kept = all.filter((index) => !isMoved(this.#program.body[index]!));
      for (const index of all) runs.set(index, { first: kept[0] ?? -1, last: kept.at(-1) ?? -1, number });
    }
    return runs;
  }

  /** A statement of the program itself. */
  #statement(node: Program["body"][number], shown: boolean): void {
    const place: Place = { outside: true, plain: false, spared: false };
    switch (node.type) {
      case "ImportDeclaration":
        this.#importDeclaration(node);
        break;
      case "ExportNamedDeclaration":
      case "ExportDefaultDeclaration":
      case "ExportAllDeclaration":
        throw this.#error("nothing can be exported from here", node);
      case "ExpressionStatement":
        this.#expressionStatement(node, place, shown);
        break;
      case "VariableDeclaration":
        if (isUsing(node)) this.#using(node, "__dks", place);
        else this.#variables(node, place, undefined);
        break;
      case "FunctionDeclaration":
      case "ClassDeclaration":
        if (this.#keeps) this.#keepDefinition(node);
        this.#visit(node, place, undefined);
        break;
      default:
        this.#visit(node, place, undefined);
    }
  }

  #visit(node: Node, place: Place, parent: AnyNode | undefined): void {
    const it = node as AnyNode;
    switch (it.type) {
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        this.#function(it);
        break;
      case "PropertyDefinition":
        if (it.computed) this.#visit(it.key, place, it);
        if (it.value) this.#visit(it.value, inClass, it);
        break;
      case "StaticBlock":
        this.#visitChildren(it, inClass);
        break;
      case "ReturnStatement":
        if (place.plain && it.argument) this.#tailPosition(it.argument, it, place);
        else this.#visitChildren(it, place);
        break;
      case "BlockStatement":
        this.#block(it, place);
        break;
      case "CatchClause":
        if (it.param?.type === "Identifier")
          this.#text.appendLeft(it.body.start + 1, ` __dks.caught(${it.param.name});`);
        this.#visitChildren(it, place);
        break;
      case "ExpressionStatement":
        this.#expressionStatement(it, place, false);
        break;
      case "VariableDeclaration":
        this.#variables(it, place, parent);
        break;
      case "AwaitExpression":
        this.#text.appendLeft(it.start + "await".length, " __dks.wait(");
        this.#visit(it.argument, { ...place, spared: true }, it);
        this.#text.appendLeft(it.end, ")");
        break;
      case "ForOfStatement":
        if (it.await) this.#text.appendRight(it.right.start, "__dks.each((");
        this.#visitChildren(it, place);
        if (it.await) this.#text.appendLeft(it.right.end, "))");
        break;
      case "ImportExpression":
        this.#text.update(it.start, it.start + "import".length, "__dks.import");
        this.#visitChildren(it, place);
        break;
      case "MetaProperty":
        if (it.meta.name === "import") this.#text.update(it.start, it.end, "__dks.meta");
        break;
      case "ChainExpression":
        if (this.#interactive && place.outside) this.#chain(it, place);
        else this.#visitChildren(it, place);
        break;
      case "CallExpression":
        if (this.#interactive && place.outside && !place.spared) this.#call(it, place);
        else this.#visitChildren(it, place);
        break;
      default:
        this.#visitChildren(it, place);
    }
  }

  #function(node: AnyNode & { type: "FunctionDeclaration" | "FunctionExpression" | "ArrowFunctionExpression" }): void {
    const plain = !node.async && !node.generator;
    const inner: Place = { outside: false, plain, spared: false };
    if (node.type === "ArrowFunctionExpression" && node.expression && plain) this.#tailPosition(node.body, node, inner);
    else this.#visitChildren(node, inner);
  }

  #visitChildren(node: AnyNode, place: Place): void {
    for (const child of children(node)) this.#visit(child, { ...place, spared: isSpared(node, child) }, node);
  }

  /**
   * `f()` -> `(__dks.pending(__call = f(), 3) ? await __dks.wait(__call) : __call)`: whatever is no call of the API stays as it is, promise or
   * not. The number says which call it is.
   */
  #call(node: CallExpression, place: Place): void {
    this.#text.appendRight(node.start, "(__dks.pending(__call = ");
    this.#visitChildren(node, place);
    this.#closeCall(node);
  }

  /**
   * `a?.b().c` -> `(... a?.b() ...)?.c`: what is cut off must still be cut off after the await. Where `b()` itself gives null, `c` is
   * undefined then instead of an error.
   */
  #chain(chain: ChainExpression, place: Place): void {
    const links = chainLinks(chain);
    const calls = links.filter(
      (link) =>
        link.type === "CallExpression" &&
        !(place.spared && link === links[0]) &&
        !isSpared(links[links.indexOf(link) - 1], link),
    );
    for (const _ of calls) this.#text.appendRight(chain.start, "(__dks.pending(__call = ");
    // From the innermost link outwards: each visits what hangs on it, then is closed.
    for (const link of links.toReversed()) {
      const below = link.type === "CallExpression" ? link.callee : link.object;
      if (!links.includes(below as typeof link)) this.#visit(below, { ...place, spared: false }, link);
      if (link.type === "CallExpression")
        for (const argument of link.arguments)
          this.#visit(argument, { ...place, spared: isSpared(link, argument) }, link);
      else if (link.computed) this.#visit(link.property, { ...place, spared: false }, link);
      if (!calls.includes(link)) continue;
      this.#closeCall(link);
      const next = links[links.indexOf(link) - 1];
      const cut = links.slice(links.indexOf(link)).some(({ optional }) => optional);
      if (next && !next.optional && cut)
        this.#text.appendLeft(
          skipTrivia(this.#code, link.end),
          next.type === "MemberExpression" && !next.computed ? "?" : "?.",
        );
    }
  }

  #closeCall({ end }: Node): void {
    this.#calls.push(end);
    this.#text.appendLeft(end, `, ${end}) ? await __dks.wait(__call) : __call)`);
  }

  /**
   * A value is handed out, at the top level. Elsewhere the statement is kept from melting into the line above, now that it may begin
   * with a parenthesis; and where calls must be awaited, what a call gives is looked at before it is dropped.
   */
  #expressionStatement(node: ExpressionStatement, place: Place, shown: boolean): void {
    const { expression } = node;
    if (this.#interactive && place.outside && expression.type === "AssignmentExpression" && expression.operator === "=")
      this.#declare(expression.left, "assigned");
    const opening = shown ? "await __dks.value((" : this.#unshown(node, place);
    if (opening !== "") this.#text.appendRight(node.start, opening);
    this.#visitChildren(node, place);
    const closing = ")".repeat(opening.split("(").length - 1);
    if (closing !== "") this.#text.appendLeft(expressionEnd(this.#code, node), closing);
  }

  #unshown({ directive, expression }: ExpressionStatement, place: Place): string {
    if (directive !== undefined) return "";
    if (this.#interactive) return place.outside ? "void (" : "";
    const isLookedAt =
      expression.type === "CallExpression" ||
      expression.type === "ChainExpression" ||
      (place.outside && (expression.type === "AwaitExpression" || expression.type === "Identifier"));
    return isLookedAt ? "__dks.drop((" : "";
  }

  /**
   * JavaScriptCore drops the frame of a function that ends in a call (strict mode's tail calls), and with it the place of that call.
   * With something left to do after it, the frame stays.
   */
  #tailPosition(expression: Node, parent: AnyNode, place: Place): void {
    const kept = mayEndInCall(expression as AnyNode);
    if (kept) this.#text.appendRight(expression.start, "__dks.tail((");
    this.#visit(expression, place, parent);
    if (kept) this.#text.appendLeft(expression.end, "))");
    for (const child of children(parent)) if (child !== expression) this.#visit(child, place, parent);
  }

  #variables(node: VariableDeclaration, place: Place, parent: AnyNode | undefined): void {
    if (isUsing(node)) throw this.#error("`using` cannot stand here: put it into a block", node);
    if (this.#keeps && place.outside && (parent === undefined || node.kind === "var"))
      this.#keepVariables(node, place, parent);
    else this.#visitChildren(node, place);
  }

  /** `const a = 1` -> `void (a = 1)`: `a` is a property of the scope. */
  #keepVariables(node: VariableDeclaration, place: Place, parent: AnyNode | undefined): void {
    const before = this.#declared.length;
    for (const { id } of node.declarations) this.#declare(id, node.kind === "const" ? "const" : "let");
    const constants = node.kind === "const" ? this.#declared.slice(before).map(({ name }) => JSON.stringify(name)) : [];
    const inHead = parent !== undefined && "left" in parent && parent.left === node;
    const keyword = node.start + node.kind.length;
    // `void` keeps the statement from melting into the line above.
    this.#text.update(node.start, keyword, inHead ? "" : "void (");
    for (const declarator of node.declarations) {
      this.#visitChildren(declarator, place);
      if (declarator.init == null && node.kind === "let") this.#text.appendLeft(declarator.end, " = undefined");
    }
    const fixed = constants.length === 0 ? "" : `, __dks.fix(${constants.join(", ")})`;
    if (!inHead) this.#text.appendLeft(node.declarations.at(-1)!.end, `${fixed})`);
  }

  /** Functions and classes become properties of the scope; functions are there from the start. */
  #keepDefinition(node: FunctionDeclaration | ClassDeclaration): void {
    const { name } = node.id;
    this.#declareName(node.id, "let");
    this.#text.appendRight(node.start, `void (${name} = `);
    this.#text.appendLeft(node.end, ");");
    if (node.type === "FunctionDeclaration") this.#hoisted.push(node);
  }

  /** Functions stay in their order: of two of one name the last one counts. */
  #hoist(): void {
    let to = this.#start;
    for (const { start, end } of this.#hoisted) {
      if (start <= skipTrivia(this.#code, to)) to = Math.max(to, end);
      else this.#text.move(start, end, to);
    }
  }

  /** `using x = y` -> `const x = stack.use(y)`: a runtime that cannot parse it can still do it. */
  #using(node: VariableDeclaration, stack: string, place: Place): void {
    const isAsync = node.kind === "await using";
    const keep = this.#keeps && stack === "__dks";
    if (keep) for (const { id } of node.declarations) this.#declare(id, "const");
    const keyword = this.#code.indexOf("using", node.start) + "using".length;
    this.#text.update(node.start, keyword, keep ? "void (" : "const");
    for (const { id, init, end } of node.declarations) {
      const equals = skipTrivia(this.#code, id.end) + 1;
      this.#text.appendLeft(equals, ` ${stack}.use(${isAsync}, `);
      this.#visit(init!, { ...place, spared: false }, node as AnyNode);
      this.#text.appendLeft(end, ")");
    }
    if (keep) this.#text.appendLeft(node.declarations.at(-1)!.end, ")");
  }

  /** A block that holds resources disposes of them at its end, whichever way it is left. */
  #block(node: BlockStatement, place: Place): void {
    const held = node.body.filter(
      (statement) => statement.type === "VariableDeclaration" && isUsing(statement),
    ) as VariableDeclaration[];
    if (held.length === 0) this.#visitChildren(node, place);
    else this.#holdingBlock(node, held, place);
  }

  #holdingBlock(node: BlockStatement, held: readonly VariableDeclaration[], place: Place): void {
    const stack = `__stack${this.#stacks++}`;
    const wait = held.some(({ kind }) => kind === "await using") ? "await " : "";
    this.#text.appendLeft(node.start + 1, ` const ${stack} = __dks.stack(); try {`);
    for (const statement of node.body) {
      if (held.includes(statement as VariableDeclaration)) this.#using(statement as VariableDeclaration, stack, place);
      else this.#visit(statement, place, node as AnyNode);
    }
    this.#text.appendLeft(
      node.end - 1,
      `} catch (error) { ${stack}.fail(error); } finally { ${wait}${stack}.dispose(${wait !== ""}); } `,
    );
  }

  /** `import a, { b as c } from "x"` -> `const { default: a, b: c } = __dks.pick(await __dks.import("x"), "x", ["default", "b"])`, first of all. */
  #importDeclaration(node: ImportDeclaration): void {
    const from = node.source.raw ?? JSON.stringify(node.source.value);
    const attributes = node.attributes.map(({ key, value }) => `${keyText(key)}: ${(value as Literal).raw}`).join(", ");
    const load = `await __dks.import(${from}${attributes === "" ? "" : `, { with: { ${attributes} } }`})`;
    const picked: string[] = [];
    const names: string[] = [];
    let whole: string | undefined;
    for (const specifier of node.specifiers) {
      const { name } = specifier.local;
      if (this.#keeps) this.#declareName(specifier.local, "const");
      if (specifier.type === "ImportNamespaceSpecifier") {
        whole = name;
        continue;
      }
      const imported = specifier.type === "ImportSpecifier" ? keyText(specifier.imported) : "default";
      picked.push(`${imported}: ${name}`);
      names.push(imported.startsWith('"') ? imported : JSON.stringify(imported));
    }
    const bindings: string[] = [];
    if (whole !== undefined) bindings.push(`${whole} = ${load}`);
    if (picked.length > 0)
      bindings.push(`{ ${picked.join(", ")} } = __dks.pick(${load}, ${from}, [${names.join(", ")}])`);
    const text =
      bindings.length === 0
        ? `${load};`
        : this.#keeps
          ? `void (${bindings.join(", ")});`
          : `const ${bindings.join(", ")};`;
    const tried = this.#run === undefined ? text : `${tryStart}${text}${tryEnd(this.#run)}`;
    this.#text.update(node.start, node.end, tried);
    if (node.start > this.#start) this.#text.move(node.start, node.end, this.#start);
  }

  #declare(pattern: Pattern, kind: Declared["kind"]): void {
    switch (pattern.type) {
      case "Identifier":
        this.#declareName(pattern, kind);
        break;
      case "ObjectPattern":
        for (const property of pattern.properties)
          this.#declare(property.type === "RestElement" ? property.argument : property.value, kind);
        break;
      case "ArrayPattern":
        for (const element of pattern.elements) if (element) this.#declare(element, kind);
        break;
      case "RestElement":
        this.#declare(pattern.argument, kind);
        break;
      case "AssignmentPattern":
        this.#declare(pattern.left, kind);
    }
  }

  #declareName(id: Identifier, kind: Declared["kind"]): void {
    const { name } = id;
    // Kept in the scope, it would be there in the place of the hooks for all that comes after it.
    if (own.has(name)) throw this.#error(`\`${name}\` is a name of the shell's own`, id);
    this.#declared.push({ name, kind, ...(this.#run !== undefined && { run: this.#run }) });
  }

  #error(message: string, node: Node): SourceError {
    return new SourceError(message, this.#parsed.toSource(node.start));
  }
}

/** Whether it is there before everything else, and put there. */
function isMoved({ type }: Node): boolean {
  return type === "ImportDeclaration" || type === "FunctionDeclaration";
}

function isUsing({ kind }: VariableDeclaration): boolean {
  return kind === "using" || kind === "await using";
}

function keyText(key: AnyNode): string {
  return key.type === "Identifier" ? key.name : JSON.stringify((key as Literal).value);
}
