/** Which of the texts that are typed come into a place for secrets: directly, put together from pieces, or by way of variables. */
import type { AnyNode, Node, Program } from "acorn";
import { children } from "../evaluate/parse.ts";
import { isSecretHeader, isSecretName } from "../secrets.ts";

/** Functions that give their argument in another form. */
const forms = new Set(["btoa", "atob", "String", "encodeURIComponent", "decodeURIComponent"]);

/** Remembers of which texts and variables the values of variables are made. */
export class Flow {
  readonly #made = new Map<string, readonly Node[]>();

  /**
   * Takes a look at statements before they run; gives the texts, as they are and as they were typed, that stand in places for secrets. `heldBy` is the
   * value that a variable has: what is no text cannot be one.
   */
  secrets(program: Program, heldBy: (name: string) => unknown): Set<string> {
    const places: Node[] = [];
    this.#visit(program as AnyNode, places);
    const found = new Set<string>();
    const seen = new Set<string>();
    const take = (node: Node): void => {
      const it = node as AnyNode;
      if (it.type === "Literal" && typeof it.value === "string") {
        addText(found, it.value);
        addText(found, it.raw?.slice(1, -1));
      } else if (it.type === "TemplateElement") {
        addText(found, it.value.cooked);
        addText(found, it.value.raw);
      } else if (it.type === "Identifier") {
        const value = heldBy(it.name);
        if (seen.has(it.name) || (value !== undefined && typeof value !== "string")) return;
        seen.add(it.name);
        addText(found, value);
        for (const made of this.#made.get(it.name) ?? []) for (const piece of pieces(made)) take(piece);
      }
    };
    for (const place of places) for (const piece of pieces(place)) take(piece);
    return found;
  }

  #visit(node: AnyNode, places: Node[]): void {
    const made = assignment(node);
    if (made !== undefined) {
      const { name, value } = made;
      if (isSecret(name)) places.push(value);
      this.#made.set(name, [...(this.#made.get(name) ?? []), value]);
    }
    places.push(...secretPlaces(node));
    for (const child of children(node)) this.#visit(child as AnyNode, places);
  }
}

function isSecret(name: string): boolean {
  return isSecretName(name) || isSecretHeader(name);
}

/** What a name gets, in a declaration or later. */
function assignment(node: AnyNode): { name: string; value: Node } | undefined {
  if (node.type === "VariableDeclarator" && node.init && node.id.type === "Identifier")
    return { name: node.id.name, value: node.init };
  if (node.type === "AssignmentExpression" && node.left.type === "Identifier")
    return { name: node.left.name, value: node.right };
  if (node.type === "AssignmentPattern" && node.left.type === "Identifier")
    return { name: node.left.name, value: node.right };
  return undefined;
}

/** What stands behind a name that says that it is secret. */
function secretPlaces(node: AnyNode): Node[] {
  switch (node.type) {
    case "Property":
    case "PropertyDefinition":
      return node.value && isSecret(nameOf(node.key, node.computed)) ? [node.value] : [];
    case "AssignmentExpression":
      return node.left.type === "MemberExpression" && isSecret(nameOf(node.left.property, node.left.computed))
        ? [node.right]
        : [];
    case "CallExpression": {
      // headers.set("Authorization", ...)
      const [name, value] = node.arguments;
      return node.callee.type === "MemberExpression" &&
        name?.type === "Literal" &&
        value &&
        isSecret(String(name.value))
        ? [value]
        : [];
    }
    case "ArrayExpression": {
      // ["Authorization", ...], as the entries of a map or of headers are
      const [name, value, ...more] = node.elements;
      return name?.type === "Literal" && value && more.length === 0 && isSecret(String(name.value)) ? [value] : [];
    }
    case "BinaryExpression":
      // "DB_PASSWORD=" + ...
      return node.left.type === "Literal" && isAssigning(String(node.left.value)) ? [node.right] : [];
    case "TemplateLiteral":
      return node.expressions.filter((_, index) => isAssigning(node.quasis[index]?.value.raw ?? ""));
    default:
      return [];
  }
}

function nameOf(key: Node, computed: boolean): string {
  const it = key as AnyNode;
  if (it.type === "Literal") return String(it.value);
  return it.type === "Identifier" && !computed ? it.name : "";
}

/** Whether the next thing is the value of a variable that is secret, as in `DB_PASSWORD=`. */
function isAssigning(text: string): boolean {
  const name = /(\w+)=$/.exec(text)?.[1];
  return name !== undefined && isSecretName(name);
}

/** What a text is put together from. What is only looked something up by, as the name of a file, is none of it. */
function pieces(node: Node): Node[] {
  const it = node as AnyNode;
  switch (it.type) {
    case "Literal":
    case "TemplateElement":
    case "Identifier":
      return [it];
    case "TemplateLiteral":
      return [...it.quasis, ...it.expressions.flatMap(pieces)];
    case "BinaryExpression":
    case "LogicalExpression":
      return [...pieces(it.left), ...pieces(it.right)];
    case "ConditionalExpression":
      return [...pieces(it.consequent), ...pieces(it.alternate)];
    case "ArrayExpression":
      return it.elements.flatMap((element) => (element === null ? [] : pieces(element)));
    case "AwaitExpression":
    case "SpreadElement":
      return pieces(it.argument);
    case "AssignmentExpression":
      return pieces(it.right);
    case "CallExpression": {
      const { callee } = it;
      if (callee.type === "Identifier") return forms.has(callee.name) ? it.arguments.flatMap(pieces) : [];
      if (callee.type !== "MemberExpression") return [];
      const isAdding = nameOf(callee.property, callee.computed) === "concat";
      const isMade = nameOf(callee.property, callee.computed) === "from";
      return [...(isMade ? [] : pieces(callee.object)), ...(isAdding || isMade ? it.arguments.flatMap(pieces) : [])];
    }
    default:
      return [];
  }
}

/** What is too little to be told, or stands before any token, is none. */
function addText(found: Set<string>, text: unknown): void {
  if (typeof text !== "string" || text.length < 2 || !/[\p{L}\p{N}]/u.test(text)) return;
  if (!/^(?:Bearer|Basic)\s*$/i.test(text) && !isAssigning(text)) found.add(text);
}
