/** Who owns the files of a COPY (`--chown=user:group`), by the files of the image. */
import { BadParameter, Failure } from "../failure.ts";
import { findUser } from "../containers/user.ts";
import type { LayeredFileSystem } from "../kernel/mod.ts";
import type { Owner } from "./copy.ts";

/** Finds an owner. A group that is not named is the one with the user's name or number. A Failure 400 when there is none. */
export function findOwner(fs: LayeredFileSystem, text: string): Owner {
  const [user = "", group = user] = text.split(":", 2);
  const { uid } = lookUp(fs, `${user}:0`, `can't find uid for user ${user}: no such user: ${user}`);
  const { gid } = lookUp(fs, `0:${group}`, `can't find gid for group ${group}: no such group: ${group}`);
  return { uid, gid };
}

function lookUp(fs: LayeredFileSystem, text: string, problem: string): Owner {
  try {
    return findUser(fs, text);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    throw new BadParameter(`unable to convert uid/gid chown string to host mapping: ${problem}`);
  }
}
