/** Questions about the nodes of a tree, and about the text between them. */
import type { AnyNode, CallExpression, ChainExpression, ExpressionStatement, MemberExpression, Node } from "acorn";

/** A link of an optional chain. */
export type ChainLink = CallExpression | MemberExpression;

/** The links of `a?.b().c`, from the outermost (`.c`) to the innermost (`?.b`). */
export function chainLinks(chain: ChainExpression): ChainLink[] {
  const links: ChainLink[] = [];
  for (let node: Node = chain.expression; ; ) {
    const link = node as AnyNode;
    if (link.type !== "CallExpression" && link.type !== "MemberExpression") return links;
    links.push(link);
    node = link.type === "CallExpression" ? link.callee : link.object;
  }
}

/**
 * Whether a call is wanted as the promise that it is: in `f().then(...)`, in `Promise.all([f(), g()])`, or in a loop over its
 * messages, `for await (const message of f())`.
 */
export function isSpared(parent: AnyNode | undefined, node: Node): boolean {
  switch (parent?.type) {
    case "MemberExpression":
      return (
        parent.object === node &&
        !parent.computed &&
        parent.property.type === "Identifier" &&
        ["then", "catch", "finally"].includes(parent.property.name)
      );
    case "ForOfStatement":
      return parent.await && parent.right === node;
    case "CallExpression":
      // The elements of a list belong to the list: it passes on that it is spared.
      return isPromiseFunction(parent) && parent.callee !== node;
    case "ArrayExpression":
      return sparedLists.has(parent);
    default:
      return false;
  }
}

/** Lists given to `Promise.all` and its like. */
const sparedLists = new WeakSet<Node>();

function isPromiseFunction(call: CallExpression): boolean {
  const { callee } = call;
  const found =
    callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "Promise";
  if (found) for (const argument of call.arguments) if (argument.type === "ArrayExpression") sparedLists.add(argument);
  return found;
}

/** Whether evaluating it may end in a call. */
export function mayEndInCall(node: AnyNode): boolean {
  return [
    "CallExpression",
    "ChainExpression",
    "ConditionalExpression",
    "LogicalExpression",
    "SequenceExpression",
    "TaggedTemplateExpression",
  ].includes(node.type);
}

/** Where the expression of a statement ends, parentheses included: before the semicolon, if it has one. */
export function expressionEnd(code: string, statement: ExpressionStatement): number {
  if (code[statement.end - 1] !== ";") return statement.end;
  return statement.end - 1;
}

/** The first offset from `at` on that is neither white space nor comment. */
export function skipTrivia(code: string, at: number): number {
  const trivia = /(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*/y;
  trivia.lastIndex = at;
  return at + (trivia.exec(code)?.[0].length ?? 0);
}
