/** A .dks file that cannot be read as one. */

/** Where in a file. Lines and columns are from 1. */
export interface At {
  readonly line: number;
  readonly column?: number;
}

/** The file breaks a rule of the format; it says which, where, and what to do. */
export class TranscriptError extends Error {
  override readonly name: string = "TranscriptError";
  /** The line of the file, from 1. */
  readonly line: number;
  /** The column of the line, from 1. */
  readonly column: number;
  readonly hint: string | undefined;

  constructor(message: string, { line, column = 1 }: At, hint?: string) {
    super(message);
    this.line = line;
    this.column = column;
    this.hint = hint;
  }
}

/** It is no program. */
export class TranscriptSyntaxError extends TranscriptError {
  override readonly name = "SyntaxError";
  /** The text of the line. */
  readonly text: string;

  constructor(message: string, at: Required<At>, text: string) {
    super(message, at);
    this.text = text;
  }
}
