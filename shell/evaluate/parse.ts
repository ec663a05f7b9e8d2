/** Statements as people type them, parsed. TypeScript's types are taken out first, when there are any. */
import type { AnyNode, Node, Options, Program } from "acorn";

/** Loaded when something is parsed, so that the first prompt need not wait for it. */
let acorn!: typeof import("acorn");

/** JavaScript, its tree, and the way back to what was written. */
export interface Parsed {
  /** What was written. */
  readonly source: string;
  /** The same without types. */
  readonly code: string;
  readonly program: Program;
  /** Where what stands at an offset of `code` was written. */
  toSource(offset: number): number;
}

/** The text is not a program. */
export class SourceError extends Error {
  override readonly name = "SyntaxError";
  /** Where it stops making sense: an offset in the source. */
  readonly offset: number;
  /** Whether it makes sense so far, and only the rest is missing. */
  readonly incomplete: boolean;

  constructor(message: string, offset: number, incomplete = false) {
    super(message);
    this.offset = offset;
    this.incomplete = incomplete;
  }
}

const options: Options = { ecmaVersion: "latest", sourceType: "module", allowHashBang: true };

/** Parses a program. Throws a {@link SourceError} when it is none. */
export async function parse(source: string): Promise<Parsed> {
  acorn ??= await import("acorn");
  let wrong: SourceError;
  try {
    const program = acorn.parse(source, options);
    if (!looksTyped(program)) return { source, code: source, program, toSource: (offset) => offset };
    wrong = new SourceError("Unexpected type arguments", 0);
  } catch (error) {
    wrong = sourceError(error, source);
    if (wrong.incomplete) throw wrong;
  }
  const { stripTypes } = await import("./types.ts");
  const stripped = stripTypes(source);
  if ("offset" in stripped) {
    if (stripped.final) throw new SourceError(stripped.message, stripped.offset);
    // Both say where they gave up; the one that came further has understood more.
    const other = wrongAt(stripped.offset, stripped.message, source);
    const furthest = other.offset > wrong.offset ? other : wrong;
    throw isOpenArrow(source, furthest) ? new SourceError(furthest.message, furthest.offset, true) : furthest;
  }
  try {
    return { source, ...stripped, program: acorn.parse(stripped.code, options) };
  } catch (error) {
    const { message, offset, incomplete } = sourceError(error, stripped.code);
    throw new SourceError(message, stripped.toSource(offset), incomplete);
  }
}

/**
 * Parses what is typed, or loaded: it may be an object literal, which at the start of a statement would be a block; it may export, though there is nobody
 * who imports; and its value stands before its last semicolon, however many there are.
 */
export async function parseTyped(source: string): Promise<Parsed> {
  acorn ??= await import("acorn");
  if (/^\s*\{/.test(source) && !/;\s*$/.test(source)) {
    try {
      const code = `(${source}\n)`;
      const program = acorn.parse(code, options);
      return { source, code, program, toSource: (offset) => Math.min(Math.max(0, offset - 1), source.length) };
    } catch {
      // a block after all
    }
  }
  return withoutIdle(await parseFreely(source));
}

/** Functions may be declared twice, as in a script: the last one counts. */
async function parseFreely(source: string): Promise<Parsed> {
  try {
    return await parse(source);
  } catch (error) {
    if (!(error instanceof SourceError) || !/ has already been declared$/.test(error.message)) throw error;
    try {
      const program = acorn.parse(source, {
        ...options,
        sourceType: "script",
        allowAwaitOutsideFunction: true,
        allowImportExportEverywhere: true,
      });
      return { source, code: source, program, toSource: (offset) => offset };
    } catch {
      throw error;
    }
  }
}

/** With blanks in the place of what does nothing: `export`, and semicolons that follow one. */
function withoutIdle(parsed: Parsed): Parsed {
  let { code } = parsed;
  const blank = (start: number, end: number, by = ""): void => {
    code = code.slice(0, start) + by.padEnd(end - start) + code.slice(end);
  };
  for (const node of parsed.program.body) {
    if (node.type === "ExportNamedDeclaration" && node.source == null)
      blank(node.start, node.declaration?.start ?? node.end);
    else if (node.type === "ExportDefaultDeclaration") {
      const { declaration } = node;
      const isNamed = "id" in declaration && declaration.id != null && /Declaration$/.test(declaration.type);
      blank(node.start, declaration.start, isNamed ? "" : "void");
    }
  }
  const used = parsed.program.body.findLastIndex(({ type }) => type !== "EmptyStatement");
  for (const node of used < 0 ? [] : parsed.program.body.slice(used + 1)) blank(node.start, node.end);
  if (code === parsed.code) return parsed;
  const { sourceType } = parsed.program;
  const program = acorn.parse(code, {
    ...options,
    sourceType,
    allowAwaitOutsideFunction: true,
    allowImportExportEverywhere: true,
  });
  return { ...parsed, code, program };
}

function sourceError(error: unknown, source: string): SourceError {
  if (!(error instanceof SyntaxError) || !("pos" in error)) throw error;
  const message = error.message.replace(/ \(\d+:\d+\)$/, "");
  const offset = Number(error.pos);
  return wrongAt(offset, message, source);
}

function wrongAt(offset: number, message: string, source: string): SourceError {
  if (/^Unterminated (template|comment)/.test(message)) return new SourceError(message, offset, true);
  const end = source.trimEnd().length;
  return offset < end && !/end of input/.test(message)
    ? new SourceError(message, offset)
    : new SourceError("Unexpected end of input", end, true);
}

/**
 * `(x: number) => {`: an arrow function is found out by trying, so that when its end is missing, the error stands at what gives the function
 * away. With a bracket open it is only not finished.
 */
function isOpenArrow(source: string, { offset }: SourceError): boolean {
  if (!/^(?:=>|[:?])/.test(source.slice(offset))) return false;
  let open = 0;
  try {
    for (const { type } of acorn.tokenizer(source, options)) {
      if (["(", "[", "{", "${"].includes(type.label)) open++;
      else if ([")", "]", "}"].includes(type.label)) open--;
    }
  } catch (error) {
    return error instanceof SyntaxError && /^Unterminated (template|comment)/.test(error.message);
  }
  return open > 0;
}

/** `f<T>(x)` is a call in TypeScript, and two comparisons in JavaScript, where nobody writes them. */
function looksTyped(program: Program): boolean {
  let found = false;
  walk(program, (node) => {
    if (
      node.type === "BinaryExpression" &&
      node.operator === ">" &&
      node.left.type === "BinaryExpression" &&
      node.left.operator === "<"
    )
      found = true;
  });
  return found;
}

/** Calls `visit` for a node and all nodes in it. */
export function walk(node: Node, visit: (node: AnyNode) => void): void {
  visit(node as AnyNode);
  for (const child of children(node)) walk(child, visit);
}

/** The nodes right below a node, in the order of the text. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) found.push(...value.filter(isNode));
    else if (isNode(value)) found.push(value);
  }
  return found.sort((a, b) => a.start - b.start);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
