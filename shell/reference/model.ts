/**
 * The public API as data: what the reference pages, the shell's help and its completion are made of. Read from the types and their TSDoc.
 */
import type { OperationName } from "../../lib/api/operations.ts";

/** Everything that `mod.ts` exports, and the names that a session begins with. */
export interface Reference {
  /** The helpers of the shell. */
  globals: MemberEntry[];
  classes: ClassEntry[];
  functions: Signatures[];
  types: TypeEntry[];
}

/** A class whose instances users get. */
export interface ClassEntry {
  name: string;
  doc: string;
  /** Whether it is an error that dks throws. */
  error: boolean;
  /** The class that it extends, where that is one of ours. */
  extends?: string;
  members: MemberEntry[];
}

/** A method or a property. */
export type MemberEntry = PropertyEntry | (Signatures & { kind: "method" });

export interface PropertyEntry {
  kind: "property";
  name: string;
  doc: string;
  type: string;
  optional: boolean;
  /** The class of {@link Reference.classes} that its value is of. */
  class?: string;
}

/** A function or a method, with all its overloads. */
export interface Signatures {
  name: string;
  doc: string;
  /** The class of {@link Reference.classes} that it gives, at once or by a promise. */
  gives?: string;
  /** As they would be written in TypeScript, one line each. */
  signatures: string[];
  /** Those of the overload with the most parameters. */
  parameters: ParameterEntry[];
  returns: string;
  /** What it ends with when something is wrong; absent where nothing is known to go wrong. */
  throws?: Thrown[];
  /** The operations of the API that it makes, as its TSDoc names them in parentheses. */
  operations: OperationName[];
}

/** An error that a call may end with, thrown or by a promise that is rejected. */
export interface Thrown {
  /** The class of {@link Reference.classes}. */
  error: string;
  /** When that is: a sentence that begins with "When". */
  when: string;
}

/** What a value means, beyond its type: what can be completed for it. */
export type Meaning = "ContainerRef" | "RunningContainerRef" | "StoppedContainerRef" | "ImageRef" | "Signal";

export interface ParameterEntry {
  name: string;
  /** What is passed; empty where the type in {@link ParameterEntry.object} says it. */
  doc: string;
  type: string;
  optional: boolean;
  meaning?: Meaning;
  /** The type of {@link Reference.types} that its properties are listed in. */
  object?: string;
}

/** An object type: options, a configuration, a result. */
export interface TypeEntry {
  name: string;
  doc: string;
  properties: TypeProperty[];
}

export interface TypeProperty {
  name: string;
  doc: string;
  type: string;
  optional: boolean;
  /** The strings that it may be. */
  values?: string[];
  meaning?: Meaning;
  /** The type of {@link Reference.types} that it, or each element of it, is. */
  object?: string;
}

/**
 * Code that shows a thing at work, each the body of a `.dks` file: by the name of a helper, a function, a class, a type (`run`, `NotFoundError`) or a member
 * (`Container.attach`). Apart from the reference, since a session needs that from its beginning, and these only when somebody asks.
 */
export type Examples = Readonly<Record<string, string>>;

/** The public API, with all that is said of it. */
export interface PublicApi {
  reference: Reference;
  examples: Examples;
}
