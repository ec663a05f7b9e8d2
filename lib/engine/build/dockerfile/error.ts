/** What is wrong with a Dockerfile. */
import { Failure } from "../../failure.ts";

/** A Failure 400 that names the line, counted from 1, on which the instruction begins. */
export class DockerfileError extends Failure {
  readonly line: number;
  /** What is wrong, without the line. */
  readonly reason: string;

  constructor(line: number, reason: string) {
    super(400, `dockerfile parse error line ${line}: ${reason}`);
    this.line = line;
    this.reason = reason;
  }
}
