/** Certificates for tests, made with openssl. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

/** A folder of certificates; see the program beside this file for what is in it. */
export class Certificates {
  readonly folder: string;

  /** Makes them, in a folder that is new. */
  constructor(folder: string) {
    this.folder = folder;
    execFileSync(`${root}test/support/certificates`, [folder], { stdio: ["ignore", "ignore", "pipe"] });
  }

  /** The path of one of the files. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** What is in it. */
  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }
}

/** Why they cannot be made here, if they cannot. */
export const noOpenssl: string | undefined = hasOpenssl() ? undefined : "openssl is not installed";

function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
