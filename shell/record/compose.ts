/** From a unit that was run to the statements that are written of it. */
import type { AnyNode, Literal, Node, Program } from "acorn";
import { cancellable } from "../calls.ts";
import type { Unit } from "../evaluate/unit.ts";
import { mask } from "../secrets.ts";
import type { Confidential } from "./confidential.ts";
import { type Written, writeExplicit } from "./explicit.ts";
import type { FileNames } from "./names.ts";
import { type Names, namesOf } from "./scope.ts";

/** How a unit went. */
export interface Run {
  /** The calls that gave something: where they end, and whether it was awaited. */
  readonly called: ReadonlyMap<number, boolean>;
  /** The statement that was begun last. */
  readonly step: number;
  /** What must be done to the value of the last statement. */
  readonly value: "plain" | "awaited" | "all";
  /** Whether the last statement that was begun did not come to its end. */
  readonly failed: "no" | "error" | "interrupted";
}

/** What composing needs to know. */
export interface Surroundings {
  readonly names: FileNames;
  readonly scope: Readonly<Record<string, unknown>>;
  /** Names that are there from the start. */
  readonly given: ReadonlySet<string>;
  readonly confidential: Confidential;
  /** What the value, or the error, of an earlier statement is called. */
  earlier(name: "_" | "_error"): string | undefined;
  /** What stands for a text that came from an engine. */
  reference(text: string, asReference: boolean): string | undefined;
  /** A piece of a template, with what stands for the texts in it that came from an engine; undefined where there is none. */
  pieceWithReferences(raw: string): string | undefined;
}

/** Statements, and the names that they changed. */
export interface Composed {
  readonly statements: readonly Written[];
  readonly names: Names;
  /** Names that are only assigned to, and were not there. */
  readonly declares: readonly string[];
  /** What is declared in which statement, by its name in the file. */
  readonly declaredIn: ReadonlyMap<string, number>;
  /** Statements that assign to what was declared before, and the name in the file. */
  readonly anew: ReadonlyMap<number, string>;
  /** Names that the file does not declare, though they were there. */
  readonly missing: readonly string[];
}

/** Composes what is written of a unit, and takes its names into the file's. */
export async function compose(unit: Unit, run: Run, around: Surroundings): Promise<Composed> {
  const { parsed } = unit;
  const { body } = parsed.program;
  const kept = keptStatements(body, run);
  const isValued = run.failed === "error" && isPlainDeclaration(body[run.step]);
  const found = namesOf({ ...parsed.program, body: body.filter((_, index) => kept.has(index)) } as Program);
  const names = isValued ? withoutDeclared(found, body[run.step]!) : found;
  const declares = assignedNames(unit, names, around).map((name) => around.names.declareAssigned(name));
  const plan = around.names.plan(names, (name) => isPlainDeclaration(body[statementOf(name, body)]));
  const anew = new Map<number, string>();
  for (const name of plan.assigned) anew.set(statementOf(name, body), around.names.get(name)!);
  const undeclared = new Map<number, "assigned" | "valued">([...anew.keys()].map((index) => [index, "assigned"]));
  if (isValued) undeclared.set(run.step, "valued");
  const replaced = new Map(plan.names);
  for (const reference of names.references) {
    const { name } = reference;
    if ((name !== "_" && name !== "_error") || names.declared.has(name) || around.names.get(name) !== undefined)
      continue;
    const earlier = around.earlier(name);
    if (earlier !== undefined) replaced.set(reference, earlier);
  }
  const missing = missingNames(names, around);
  const statements = await writeExplicit(parsed, kept, {
    awaited: (call) =>
      run.called.get(call.end) ?? (unit.calls.includes(call.end) && looksLikeCall(call as AnyNode, around)),
    value: run.value,
    names: replaced,
    text: (literal, parent) => textFor(literal, parent, around),
    piece: (raw) => around.pieceWithReferences(raw),
    undeclared,
  });
  around.names.keep(names, plan);
  const declaredIn = new Map([...plan.declares].map(([name, to]) => [to, statementOf(name, body)]));
  return { statements, names, declares, declaredIn, anew, missing };
}

/** Those that ran. Functions and imports were there before everything else. */
function keptStatements(body: readonly AnyNode[] | Program["body"], { step, failed }: Run): Set<number> {
  const kept = new Set<number>();
  for (const [index, { type }] of body.entries()) {
    const isEarly = type === "FunctionDeclaration" || type === "ImportDeclaration";
    const isBegun = failed === "no" || index <= step;
    if (isEarly || (isBegun && !(failed === "interrupted" && index === step))) kept.add(index);
  }
  return kept;
}

/** A declaration of one name, and nothing else. */
function isPlainDeclaration(statement: Node | undefined): boolean {
  const node = statement as AnyNode | undefined;
  if (node?.type === "VariableDeclaration")
    return (
      !node.kind.includes("using") && node.declarations.length === 1 && node.declarations[0]!.id.type === "Identifier"
    );
  return node?.type === "FunctionDeclaration" || node?.type === "ClassDeclaration";
}

function withoutDeclared({ declared, references }: Names, { start, end }: Node): Names {
  const isIn = ({ node }: Names["references"][number]) => node.start >= start && node.end <= end;
  const bindings = references.filter((reference) => reference.declaredUntil !== undefined && isIn(reference));
  const lost = new Set(bindings.map(({ name }) => name));
  return {
    declared: new Map([...declared].filter(([name]) => !lost.has(name))),
    references: references.filter((reference) => !bindings.includes(reference)),
  };
}

/** The statement of the program that declares a name. */
function statementOf(name: string, body: Program["body"]): number {
  return body.findIndex((statement) => namesOf({ body: [statement] } as unknown as Program).declared.has(name));
}

/** Names that are assigned to and that nothing declares. */
function assignedNames(unit: Unit, { declared }: Names, { names, given }: Surroundings): string[] {
  const assigned = unit.declared.filter(({ kind }) => kind === "assigned").map(({ name }) => name);
  const isThere = (name: string): boolean =>
    name in globalThis || (given.has(name) && name !== "_" && name !== "_error");
  return [...new Set(assigned)].filter(
    (name) => !declared.has(name) && names.get(name) === undefined && !isThere(name),
  );
}

function missingNames(found: Names, { names, given, scope }: Surroundings): string[] {
  const used = new Set(found.references.map(({ name }) => name));
  return [...used].filter(
    (name) =>
      name in scope &&
      !given.has(name) &&
      !found.declared.has(name) &&
      names.get(name) === undefined &&
      name !== "_" &&
      name !== "_error",
  );
}

/** Helpers whose calls go to the engine. */
const helpers = new Set([
  "run",
  "pull",
  "build",
  "ps",
  "version",
  "info",
  "start",
  "stop",
  "attach",
  "logs",
  "rm",
  "connect",
]);
const methods = new Set(cancellable.flatMap(([, , signals]) => Object.keys(signals)));
/** Methods that other things have, too. */
const common = new Set(["push", "search", "info"]);
const classes = cancellable.map(([, Class]) => Class);

/** Whether a call that was not reached would have gone to the engine, by its looks. */
function looksLikeCall(call: AnyNode, { scope, names }: Surroundings): boolean {
  if (call.type !== "CallExpression") return false;
  const { callee } = call;
  if (callee.type === "Identifier") return helpers.has(callee.name) && names.get(callee.name) === undefined;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return false;
  if (callee.computed || !methods.has(callee.property.name)) return false;
  let root: AnyNode = callee.object;
  while (root.type === "MemberExpression" || root.type === "CallExpression")
    root = (root.type === "MemberExpression" ? root.object : root.callee) as AnyNode;
  const value = root.type === "Identifier" ? scope[root.name] : undefined;
  const isOurs = classes.some(
    ({ prototype }) =>
      typeof value === "object" && value !== null && Object.prototype.isPrototypeOf.call(prototype, value),
  );
  return isOurs || (value === undefined && !common.has(callee.property.name));
}

/** Functions that take a reference to a container or an image. */
const referring = new Set(["get", "start", "stop", "attach", "logs", "rm", "run", "pull"]);

function textFor(literal: Literal, parent: AnyNode, { confidential, reference }: Surroundings): string | undefined {
  const text = String(literal.value);
  if (confidential.has(text)) return JSON.stringify(mask);
  const asReference =
    parent.type === "CallExpression" && parent.arguments[0] === literal && referring.has(calleeName(parent));
  return reference(text, asReference);
}

function calleeName({ callee }: AnyNode & { type: "CallExpression" }): string {
  if (callee.type === "Identifier") return callee.name;
  return callee.type === "MemberExpression" && callee.property.type === "Identifier" ? callee.property.name : "";
}
