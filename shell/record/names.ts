/**
 * The names of a recording. At the prompt a name can be declared as often as one likes, and mean something else before; in a module it is one
 * thing from the first line to the last. So a name that was used or declared before gets a number when it is declared anew. Where a function
 * written earlier uses it, which shall see what it means now, it is assigned to instead.
 */
import type { DeclarationKind, Names, Reference } from "./scope.ts";

/** How the names of some statements are written. */
export interface Plan {
  readonly names: ReadonlyMap<Reference, string>;
  /** Names whose declaration becomes an assignment. */
  readonly assigned: ReadonlySet<string>;
  /** What they are called in the file, by the name at the prompt. */
  readonly declares: ReadonlyMap<string, string>;
}

/** What became of the names so far. */
export class FileNames {
  /** What a name of the prompt is called in the file. */
  readonly #current = new Map<string, string>();
  /** All that can no longer be declared. */
  readonly #taken: Set<string>;
  /** Names that meant something else before they were declared. */
  readonly #touched = new Set<string>();
  /** Names that functions use. */
  readonly #captured = new Set<string>();
  readonly #kinds = new Map<string, DeclarationKind>();
  /** Names whose declaration is not in our hands. */
  readonly #fixed = new Set<string>();

  /** `given` are the names that are there from the start. */
  constructor(given: Iterable<string>) {
    this.#taken = new Set(given);
  }

  /** What a name is called in the file; undefined when the file does not declare it. */
  get(name: string): string | undefined {
    return this.#current.get(name);
  }

  /** How a name of the file is declared. */
  kindOf(name: string): DeclarationKind | undefined {
    return this.#kinds.get(name);
  }

  /** A name that is not used yet, like this one. */
  fresh(base: string): string {
    for (let number = 1; ; number++) {
      const name = number === 1 ? base : `${base}${number}`;
      if (this.#taken.has(name) || this.#touched.has(name) || this.#captured.has(name) || name in globalThis) continue;
      this.#taken.add(name);
      this.#kinds.set(name, "const");
      return name;
    }
  }

  /** The names of the prompt that the file declares. */
  declared(): string[] {
    return [...this.#current.keys()];
  }

  /** A name that is only assigned to at the prompt, and is declared in a line of its own; gives what it is called. */
  declareAssigned(name: string): string {
    const to = this.#kinds.has(name) || this.#touched.has(name) ? this.#numbered(name) : name;
    this.#current.set(name, to);
    this.#taken.add(to);
    this.#kinds.set(to, "let");
    return to;
  }

  /** The name is declared in the file, and means nothing at the prompt any more. */
  lose(name: string): void {
    this.#current.delete(name);
    this.#touched.add(name);
  }

  /** Decides about the names of statements. `canAssign` says whether a declaration can be written as an assignment. */
  plan({ declared, references }: Names, canAssign: (name: string) => boolean): Plan {
    const declares = new Map<string, string>();
    const assigned = new Set<string>();
    for (const [name, kind] of declared) {
      const to = this.#planDeclaration(name, kind, references, canAssign);
      if (to === undefined) assigned.add(name);
      else declares.set(name, to);
    }
    const names = new Map<Reference, string>();
    for (const reference of references) {
      const { name } = reference;
      const isNew = declares.has(name) && seesNew(reference, declared.get(name)!, references);
      const to = isNew ? declares.get(name) : this.#current.get(name);
      if (to !== undefined && to !== name) names.set(reference, to);
    }
    return { names, assigned, declares };
  }

  /** Keeps what was planned, once the statements stand in the file. */
  keep({ declared, references }: Names, { declares }: Plan): void {
    for (const { name, nested, own, declaredUntil } of references) {
      if (own) continue;
      if (nested) this.#captured.add(name);
      else if (declaredUntil === undefined && !this.#current.has(name)) this.#touched.add(name);
    }
    for (const [name, to] of declares) {
      this.#current.set(name, to);
      this.#taken.add(to);
      this.#kinds.set(to, declared.get(name)!);
    }
  }

  /** Takes in the names of statements that stand in the file already. */
  keepAsTheyAre(names: Names): void {
    this.keep(
      names,
      this.plan(names, () => false),
    );
    for (const name of names.declared.keys()) this.#fixed.add(name);
  }

  /** The name in the file; undefined when it is assigned to. */
  #planDeclaration(
    name: string,
    kind: DeclarationKind,
    references: readonly Reference[],
    canAssign: (name: string) => boolean,
  ): string | undefined {
    const before = this.#current.get(name);
    const beforeKind = before === undefined ? undefined : this.#kinds.get(before);
    if (before !== undefined && kind === "var" && beforeKind === "var") return before;
    const canChange = before !== undefined && beforeKind !== "import" && !this.#fixed.has(before);
    if (canChange && this.#captured.has(name) && canAssign(name)) return undefined;
    const usesItself = references.some(
      (reference) =>
        reference.name === name && reference.declaredUntil === undefined && !seesNew(reference, kind, references),
    );
    const isUsed = this.#kinds.has(name) || this.#touched.has(name) || usesItself;
    return isUsed ? this.#numbered(name) : name;
  }

  #numbered(name: string): string {
    const [, base = name, number = "1"] = /^(.*?)(\d*)$/.exec(name) ?? [];
    for (let next = Number(number || "1") + 1; ; next++) {
      const candidate = `${base}${next}`;
      if (this.#taken.has(candidate) || this.#touched.has(candidate) || this.#captured.has(candidate)) continue;
      if (!(candidate in globalThis)) return candidate;
    }
  }
}

/** Whether a use of a name that is declared in the same statements means what is declared there. */
function seesNew(reference: Reference, kind: DeclarationKind, references: readonly Reference[]): boolean {
  if (reference.declaredUntil !== undefined || reference.nested || kind === "function" || kind === "import")
    return true;
  const until = references.find(({ name, declaredUntil }) => name === reference.name && declaredUntil !== undefined);
  return reference.node.start >= (until?.declaredUntil ?? 0);
}
