/** The accounts of the registry. They live as long as the engine does. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { Failure } from "../failure.ts";

/** Who has logged in. */
export interface Login {
  username: string;
  email: string;
}

const most = 10_000;
const mostCharacters = 255;
/** Names of accounts begin names of repositories. */
const nameForm = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const reserved = new Set(["library"]);

/** Accounts by name. The first to use a name gets an account of it, so that a lesson can begin with a login. */
export class Accounts {
  /** The login that the engine itself remembers, as one of 2013 does. */
  stored: Login | undefined;

  readonly #key: Uint8Array = randomBytes(32);
  /** What proves the password of each account, by name. */
  readonly #proofs: Map<string, Uint8Array> = new Map();

  /**
   * Checks credentials; whether the account is new. A Failure 400 when they cannot be those of an account, 401 when the password
   * is not the account's.
   */
  login(username: string, password: string): "created" | "known" {
    if (username === "" || password === "") throw new Failure(400, "a login needs a user name and a password");
    const proof = createHmac("sha256", this.#key).update(password).digest();
    const known = this.#proofs.get(username);
    if (known !== undefined) {
      if (timingSafeEqual(known, proof)) return "known";
      throw new Failure(401, "unauthorized: incorrect username or password");
    }
    checkName(username);
    if (this.#proofs.size >= most) throw new Failure(409, `the registry has no more than ${most} accounts`);
    this.#proofs.set(username, proof);
    return "created";
  }
}

function checkName(username: string): void {
  if (reserved.has(username)) throw new Failure(401, `unauthorized: the account ${username} is not to be had`);
  if (nameForm.test(username) && username.length <= mostCharacters) return;
  throw new Failure(
    400,
    "a user name has lower-case letters and digits, with single dots, dashes or underscores between them, " +
      `and at most ${mostCharacters} of all: it begins the names of the user's repositories`,
  );
}
