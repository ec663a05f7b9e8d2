/** Why a build ends. */
import { Failure } from "../failure.ts";

/** A command of a build ended with a code other than 0. */
export class CommandFailed extends Failure {
  readonly command: readonly string[];
  readonly code: number;

  constructor(command: readonly string[], code: number) {
    super(400, `The command '${command.join(" ")}' returned a non-zero code: ${code}`);
    this.command = command;
    this.code = code;
  }
}
