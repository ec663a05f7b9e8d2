/** What kind of value a statement gives to the names that it declares, told from the types of the library. */
import type { AnyNode, Node } from "acorn";
import { type Known, resolve, type World } from "../complete/resolve.ts";
import { parse } from "../evaluate/parse.ts";

/** A name that a statement declares. */
export interface DeclaredKind {
  readonly name: string;
  /** Whether a value can be what the name stands for. */
  fits(value: unknown): boolean;
}

/** The names that a source declares, each with what its value must be. */
export async function declaredKinds(source: string, world: World): Promise<DeclaredKind[]> {
  const { program } = await parse(source);
  return program.body.flatMap((node) => {
    if (node.type !== "VariableDeclaration") return [];
    return node.declarations.flatMap(({ id, init }) => {
      if (id.type !== "Identifier") return namesIn(id).map((name) => ({ name, fits: isThere }));
      const chain = init ? chainOf(init) : undefined;
      const known = chain === undefined ? undefined : resolve(chain, world);
      return [{ name: id.name, fits: (value: unknown) => isThere(value) && fits(known, value, world) }];
    });
  });
}

function fits(known: Known | undefined, value: unknown, { classes }: World): boolean {
  switch (known?.kind) {
    case "class": {
      const Class = classes[known.name];
      return typeof Class !== "function" || value instanceof Class;
    }
    case "list":
      return Array.isArray(value);
    case "text":
      return typeof value === "string";
    case "type":
      return typeof value === "object";
    default:
      return true;
  }
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** `await containers.get("x").inspect()` as `containers.get().inspect()`; undefined for what is no such chain. */
function chainOf(node: Node): string | undefined {
  const part = node as AnyNode;
  switch (part.type) {
    case "AwaitExpression":
      return chainOf(part.argument);
    case "Identifier":
      return part.name;
    case "CallExpression": {
      const callee = chainOf(part.callee);
      return callee && `${callee}()`;
    }
    case "MemberExpression": {
      const owner = part.computed || part.property.type !== "Identifier" ? undefined : chainOf(part.object);
      return owner && `${owner}.${(part.property as { name: string }).name}`;
    }
    default:
      return undefined;
  }
}

/** The names in a pattern such as `{ stdout, stderr: [first] }`. */
function namesIn(pattern: Node): string[] {
  const part = pattern as AnyNode;
  switch (part.type) {
    case "Identifier":
      return [part.name];
    case "ObjectPattern":
      return part.properties.flatMap((property) =>
        namesIn(property.type === "RestElement" ? property.argument : property.value),
      );
    case "ArrayPattern":
      return part.elements.flatMap((element) => (element ? namesIn(element) : []));
    case "AssignmentPattern":
      return namesIn(part.left);
    case "RestElement":
      return namesIn(part.argument);
    default:
      return [];
  }
}
