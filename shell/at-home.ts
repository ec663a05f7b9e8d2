/** Paths as they are typed where no shell has read them. */
import { homedir } from "node:os";

/** A path whose `~/` stands for the user's home. */
export function atHome(path: string): string {
  return path.startsWith("~/") ? homedir() + path.slice(1) : path;
}
