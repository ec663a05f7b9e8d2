/** Paths of files. */
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { atHome } from "../at-home.ts";
import type { Completions, Item } from "./items.ts";

/** No folder is looked at further. */
const most = 500;

/** The paths that go on with what is typed, which begins at `from`. Folders end with a slash; hidden files show when asked for by their dot. */
export function pathsAt(from: number, typed: string, directory: string): Completions {
  const slash = typed.lastIndexOf("/") + 1;
  const [folder, prefix] = [typed.slice(0, slash), typed.slice(slash)];
  const where = atHome(folder);
  const items: Item[] = [];
  try {
    const entries = readdirSync(resolve(directory, where === "" ? "." : where), { withFileTypes: true });
    for (const entry of entries.slice(0, most)) {
      const { name } = entry;
      if (!name.startsWith(prefix) || (name.startsWith(".") && !prefix.startsWith("."))) continue;
      items.push({ text: `${folder}${name}${entry.isDirectory() ? "/" : ""}`, label: name });
    }
  } catch {
    // no such folder, or not ours to read: nothing to offer
  }
  return { from, items: items.sort((a, b) => (a.text < b.text ? -1 : 1)) };
}
