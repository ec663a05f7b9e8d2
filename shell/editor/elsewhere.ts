/** Editing a text in the editor that the user has chosen. */
import process from "node:process";

/** The text, without white space at its end; or what went wrong. */
export type Outcome = { readonly text: string } | { readonly problem: string };

/** Opens a text in `$VISUAL`, `$EDITOR` or, without these, vi (Windows: Notepad), and waits for it. The terminal is the editor's meanwhile. */
export async function editElsewhere(text: string): Promise<Outcome> {
  const [{ mkdtemp, readFile, rm, writeFile }, { tmpdir }, { join }] = await Promise.all([
    import("node:fs/promises"),
    import("node:os"),
    import("node:path"),
  ]);
  const isWindows = process.platform === "win32";
  const editor = process.env["VISUAL"] || process.env["EDITOR"] || (isWindows ? "notepad" : "vi");
  const directory = await mkdtemp(join(tmpdir(), "dks-"));
  try {
    const file = join(directory, "input.ts");
    // What is typed may be secret, and is nobody else's business.
    await writeFile(file, text === "" ? "" : `${text}\n`, { mode: 0o600 });
    const problem = await run(editor, file, isWindows);
    return problem === undefined
      ? { text: (await readFile(file, "utf8")).replace(/\s+$/, "") }
      : { problem: `${editor} ${problem}` };
  } catch (error) {
    return { problem: `no editor can be opened (${error instanceof Error ? error.message : error})` };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Runs an editor, which may be a command with options. */
async function run(editor: string, file: string, isWindows: boolean): Promise<string | undefined> {
  const { spawn } = await import("node:child_process");
  const [command, args] = isWindows
    ? ["cmd", ["/d", "/s", "/c", `${editor} "${file}"`]]
    : ["/bin/sh", ["-c", `${editor} "$1"`, "sh", file]];
  const child = spawn(command, args, { stdio: "inherit" });
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(`could not be started (${error.message})`));
    child.on("exit", (code, signal) => resolve(code === 0 ? undefined : `ended with ${signal ?? `code ${code}`}`));
  });
}
