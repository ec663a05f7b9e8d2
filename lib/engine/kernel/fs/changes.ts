/** What differs between a tree and what it began as. */

import type { DirectoryNode, Node } from "./node.ts";

/** The kinds of changes, with the numbers that the API has for them. */
export const ChangeKind = { modified: 0, added: 1, deleted: 2 } as const;

/** One changed path. A directory counts as modified when anything in it has changed. */
export interface Change {
  path: string;
  kind: 0 | 1 | 2;
}

/** All changes, parents first, names in order. The root itself is not among them. */
export function* diff(
  path: string,
  before: DirectoryNode | undefined,
  after: DirectoryNode,
): Generator<Change & { node: Node | undefined }> {
  if (before === after) return;
  const names = new Set([...(before?.entries.keys() ?? []), ...after.entries.keys()]);
  for (const name of [...names].sort()) {
    const old = before?.entries.get(name);
    const node = after.entries.get(name);
    if (old === node) continue;
    const at = `${path}/${name}`;
    if (node === undefined) {
      yield { path: at, kind: ChangeKind.deleted, node };
      continue;
    }
    yield { path: at, kind: old === undefined ? ChangeKind.added : ChangeKind.modified, node };
    if (node.type === "directory") yield* diff(at, old?.type === "directory" ? old : undefined, node);
  }
}
