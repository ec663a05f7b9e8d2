/** What an engine of JavaScript says about an expression, in the words of the source: it has seen the rewritten text. */
import type { AnyNode, CallExpression, Node } from "acorn";
import { type Parsed, walk } from "./parse.ts";

const verdict = /^[\s\S]*?( is not a (?:function|constructor))/;
/** What the rewriting has put around a call, as JavaScriptCore quotes it. */
const put =
  /\(__dks\.pending\(__call = ((?:(?!__dks\.pending)[\s\S])*?), \d+\) \? await __dks\.wait\(__call\) : __call\)/g;

/** Whether a message may speak of what was not written. */
export function speaksOfRewritten(message: string): boolean {
  return /\(intermediate value\)|__dks|__call/.test(message);
}

/** The message as it would be without the rewriting. `offset` is where in the source the error stands; undefined where that is not known. */
export function reworded(message: string, parsed: Parsed, offset: number | undefined): string {
  const [, said] = verdict.exec(message) ?? [];
  const node = said === undefined || offset === undefined ? undefined : blamed(parsed, offset, said);
  if (node) return `${rendered(node as AnyNode, parsed.code)}${said}`;
  return withoutPut(message).replace(/(?:\(intermediate value\)){2,}/g, "(intermediate value)");
}

function withoutPut(message: string): string {
  for (let text = message; ; ) {
    const next = text.replace(put, "$1");
    if (next === text) return text.replaceAll(/await __dks\.wait\(([^()]*)\)/g, "await $1");
    text = next;
  }
}

/** The call that failed at an offset of the source, because there is no such function. */
export function callAt(parsed: Parsed, offset: number): CallExpression | undefined {
  let found: CallExpression | undefined;
  walk(parsed.program, (node) => {
    if (node.type === "CallExpression" && placesOf(node.callee as AnyNode).some((at) => parsed.toSource(at) === offset))
      found ??= node;
  });
  return found;
}

/** Where engines place an error of something that is called: at its last name, or behind it where it ends in none. */
function placesOf(callee: AnyNode): number[] {
  switch (callee.type) {
    case "ChainExpression":
      return placesOf(callee.expression as AnyNode);
    case "Identifier":
      return [callee.start];
    case "MemberExpression":
      return callee.computed ? [callee.property.start, callee.end] : [callee.property.start];
    default:
      return [callee.end];
  }
}

function blamed(parsed: Parsed, offset: number, said: string): Node | undefined {
  if (said.endsWith("function")) return callAt(parsed, offset)?.callee;
  let found: Node | undefined;
  walk(parsed.program, (node) => {
    if (node.type === "NewExpression" && parsed.toSource(node.start) === offset) found ??= node.callee;
  });
  return found;
}

/** An expression as V8 names it in its messages; what is awaited goes by the name of what is awaited, whether or not that is written. */
function rendered(node: AnyNode, code: string): string {
  switch (node.type) {
    case "Identifier":
    case "PrivateIdentifier":
      return node.name;
    case "ThisExpression":
    case "Super":
    case "Literal":
      return code.slice(node.start, node.end);
    case "AwaitExpression":
      return rendered(node.argument as AnyNode, code);
    case "ChainExpression":
    case "ParenthesizedExpression":
      return rendered(node.expression as AnyNode, code);
    case "CallExpression":
      return `${rendered(node.callee as AnyNode, code)}${node.optional ? "?." : ""}(...)`;
    case "MemberExpression": {
      const object = rendered(node.object as AnyNode, code);
      const property = rendered(node.property as AnyNode, code);
      const isText = node.property.type === "Literal" && typeof node.property.value === "string";
      if (node.computed && !isText) return `${object}${node.optional ? "?." : ""}[${property}]`;
      const name = node.property.type === "Literal" ? String(node.property.value) : property;
      return `${object}${node.optional ? "?." : "."}${name}`;
    }
    case "BinaryExpression":
    case "LogicalExpression":
      return `(${rendered(node.left as AnyNode, code)} ${node.operator} ${rendered(node.right as AnyNode, code)})`;
    case "ArrayExpression":
      return "[]";
    case "ObjectExpression":
      return "{}";
    default:
      return "(intermediate value)";
  }
}
