/** The tree that the shell evaluates: what ash knows, with words taken apart and quotes removed. */

/** One piece of a word. `quoted` says that it stood in quotes: what comes of it is neither split nor a pattern. */
export type Segment =
  | { kind: "text"; text: string; quoted: boolean }
  | { kind: "tilde"; user: string }
  | { kind: "parameter"; name: string; quoted: boolean; operation: Operation | undefined }
  | { kind: "command"; command: Command; quoted: boolean }
  | { kind: "arithmetic"; expression: Word; quoted: boolean }
  /** A pair of double quotes, which make a field even if nothing is between them. */
  | { kind: "quotes"; segments: readonly Segment[] };

/** A word before its expansion. */
export interface Word {
  segments: readonly Segment[];
  /** The only field that it ever expands to, if that is known. */
  literal: string | undefined;
}

/** What `${name...}` does with the value of a parameter. */
export type Operation =
  | { kind: "length" }
  | { kind: "default"; operator: "-" | "=" | "+" | "?"; emptyToo: boolean; word: Word }
  | { kind: "trim"; end: "prefix" | "suffix"; longest: boolean; pattern: Word }
  | { kind: "replace"; all: boolean; pattern: Word; replacement: Word }
  | { kind: "slice"; offset: Word; length: Word | undefined }
  /** A form that ash does not have: an error, when it is expanded. */
  | { kind: "bad" };

/** `name=word`. */
export interface Assignment {
  name: string;
  value: Word;
}

/** A word of a command; `assignment` if it has the form `name=value`, which some built-ins do not split. */
export interface Argument {
  word: Word;
  assignment: Word | undefined;
}

/** One redirection. */
export type Redirection =
  | { kind: "file"; fd: number; mode: "read" | "write" | "append" | "clobber" | "readwrite"; target: Word }
  | { kind: "duplicate"; fd: number; mode: "read" | "write"; target: Word }
  /** `&>file`: both outputs. */
  | { kind: "both"; append: boolean; target: Word }
  | { kind: "document"; fd: number; body: Word };

/** A simple command. */
export interface SimpleCommand {
  kind: "simple";
  line: number;
  assignments: readonly Assignment[];
  arguments: readonly Argument[];
  redirections: readonly Redirection[];
}

/** One branch of a `case`. */
export interface CaseBranch {
  patterns: readonly Word[];
  body: Command;
}

/** Any command. */
export type Command =
  | SimpleCommand
  | { kind: "pipeline"; commands: readonly Command[] }
  | { kind: "not"; command: Command }
  /** `first && command || ...`, from the left to the right. */
  | { kind: "chain"; first: Command; rest: readonly { operator: "&&" | "||"; command: Command }[] }
  | { kind: "list"; commands: readonly Command[] }
  | { kind: "background"; command: Command; source: string }
  | { kind: "if"; test: Command; consequent: Command; alternate: Command | undefined }
  | { kind: "while"; until: boolean; test: Command; body: Command }
  | { kind: "for"; line: number; name: string; words: readonly Word[] | undefined; body: Command }
  | { kind: "case"; line: number; word: Word; branches: readonly CaseBranch[] }
  | { kind: "subshell"; line: number; body: Command }
  | { kind: "redirected"; line: number; command: Command; redirections: readonly Redirection[] }
  | { kind: "function"; name: string; body: Command };
