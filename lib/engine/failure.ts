/** Why a call is refused. */
import { DockerError } from "../errors.ts";

/**
 * A call that the engine refuses, with the status that today's API has for the reason. Each dialect writes it its own way,
 * and v1.0, which knows fewer statuses, has its own for some.
 */
export class Failure extends DockerError {
  override readonly name = "Failure";
  readonly status: number;

  constructor(status: number, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.status = status;
  }
}

/** 400 about a parameter of the query, which is the one kind of 400 that v1.0 has. */
export class BadParameter extends Failure {
  constructor(message: string) {
    super(400, message);
  }
}

/** 400 about the body. */
export function badBody(message: string): Failure {
  return new Failure(400, message);
}

export function noSuchContainer(ref: string): Failure {
  return new Failure(404, `No such container: ${ref}`);
}

export function noSuchImage(ref: string): Failure {
  return new Failure(404, `No such image: ${ref}`);
}
