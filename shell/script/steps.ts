/** A .dks file run statement by statement, over the names of one session. */
import { resolve } from "node:path";
import type { Docker } from "../../mod.ts";
import type { Globals } from "../globals.ts";
import { addHelpers } from "../helpers.ts";
import type { Unit } from "../evaluate/unit.ts";
import type { Output } from "../output.ts";
import { checkArguments } from "../session-help.ts";
import { Session, type SessionOptions, type UnawaitedCallError } from "../session.ts";
import type { Deadline } from "./deadline.ts";
import { Limit } from "./limit.ts";
import type { Item, Statement, Transcript } from "./transcript.ts";

/** What a run is made of. */
export interface StepsOptions extends Pick<SessionOptions, "onValue" | "onCall" | "onEnd"> {
  docker: Docker;
  path: string;
  args: readonly string[];
  /** What the file has as `connect`; that of the library if left out. */
  connect?: Globals["connect"];
  output: Output;
  /** Ends the process where a statement cannot be interrupted; left out where somebody else does. */
  deadline?: Deadline;
  /** Is told of each piece of the file before it runs. */
  follow?: (unit: Unit) => void;
}

/** Runs the statements of a file. */
export class Steps {
  readonly session: Session;
  readonly #path: string;
  readonly #limit: Limit;
  readonly #follow: (unit: Unit) => void;
  /** Whether a wrong option is told as at the prompt. */
  #checked: Promise<void> | undefined;

  constructor({ docker, path, args, connect, output, deadline, follow = () => {}, ...hooks }: StepsOptions) {
    this.#path = path;
    this.#follow = follow;
    this.session = new Session({ docker, mode: "transcript", at: { file: resolve(path) }, ...hooks });
    this.#limit = new Limit(this.session, deadline);
    addHelpers(this.session, output, args, connect);
  }

  /**
   * Runs a statement, for at most so many milliseconds; without end when undefined. Rejects with what it throws, or with a TimeoutError.
   */
  async run({ source, line }: Statement, milliseconds: number | undefined): Promise<void> {
    const unit = await this.session.read(source, this.#path, { firstLine: line });
    this.#checked ??= checkArguments(this.session);
    await this.#checked;
    this.#limit.start(milliseconds, line);
    this.#follow(unit);
    await this.#limit.during(this.session.run(unit));
  }

  /** Ends the session; gives an error for every call that nobody awaited. */
  end(): Promise<UnawaitedCallError[]> {
    return this.session.end();
  }
}

/** The statements in the order in which they run: imports and functions are there before everything else, as in a module. */
export function runOrder({ items }: Pick<Transcript, "items">): Statement[] {
  const statements = items.filter((item: Item): item is Statement => item.kind === "statement");
  const ofRole = (...roles: Statement["role"][]) => statements.filter(({ role }) => roles.includes(role));
  return [...ofRole("imports"), ...ofRole("functions"), ...ofRole("statements", "types")];
}
