/** The public API as data: what the reference pages, the shell's help and its completion are made of. Read from the types and their TSDoc. */
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
  example?: string;
  type: string;
  optional: boolean;
  /** The class of {@link Reference.classes} that its value is of. */
  class?: string;
}

/** A function or a method, with all its overloads. */
export interface Signatures {
  name: string;
  doc: string;
  example?: string;
  /** The class of {@link Reference.classes} that it gives, at once or by a promise. */
  gives?: string;
  /** As they would be written in TypeScript, one line each. */
  signatures: string[];
  /** Those of the overload with the most parameters. */
  parameters: ParameterEntry[];
  returns: string;
  /** The operations of the API that it makes, as its TSDoc names them in parentheses. */
  operations: OperationName[];
}

/** What a value means, beyond its type: what can be completed for it. */
export type Meaning = "ContainerRef" | "RunningContainerRef" | "StoppedContainerRef" | "ImageRef";

export interface ParameterEntry {
  name: string;
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
