/** A project beside ours, as a reader of the documentation has one: dks is a dependency of it, and there are the tools that the pages use. */
import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { commands, root, Workspace } from "../support.ts";

const tools = join(root, "node_modules");

/** A folder with such a project in it. */
export class Project extends Workspace {
  /** What its commands find in the environment. */
  readonly env: Readonly<Record<string, string>>;

  constructor() {
    super();
    const modules = join(this.path, "node_modules");
    mkdirSync(modules);
    symlinkSync(root, join(modules, "dks"));
    for (const name of [".bin", "@types", "typescript"]) symlinkSync(join(tools, name), join(modules, name));
    this.write("package.json", '{ "type": "module", "dependencies": { "dks": "*" } }');
    this.write("deno.json", JSON.stringify({ imports: { dks: join(root, "mod.ts") } }));
    const dks = `exec "${commands[0]!.argv.join('" "')}" "$@"`;
    this.#program("dks", dks);
    // In a clone, npx builds dks anew before it first runs it: not under the feet of the other tests.
    const npx = join(dirname(process.execPath), "npx");
    this.#program("npx", `if [ "$1" = dks ]; then shift; ${dks}; fi; exec "${npx}" "$@"`);
    const paths = [join(this.path, "bin"), join(tools, ".bin"), process.env["PATH"]];
    this.env = { PATH: paths.join(":"), DOCKER_HOST: "embedded:" };
  }

  #program(name: string, script: string): void {
    chmodSync(this.write(`bin/${name}`, `#!/bin/sh\n${script}\n`), 0o755);
  }
}
