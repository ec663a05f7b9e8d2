/** Undo and redo: the texts that were, each as it stood before an edit. */

/** A text with the cursor in it. */
export interface Snapshot {
  readonly text: string;
  readonly cursor: number;
}

interface Link {
  readonly snapshot: Snapshot;
  readonly before: Link | undefined;
}

/** What can be undone, and done again. */
export interface Undo {
  readonly past: Link | undefined;
  readonly future: Link | undefined;
}

/** Nothing was done. */
export const noUndo: Undo = { past: undefined, future: undefined };

/** Remembers how the text stood before an edit. What could be redone is gone. */
export function remember({ past }: Undo, { text, cursor }: Snapshot): Undo {
  return { past: { snapshot: { text, cursor }, before: past }, future: undefined };
}

/** A text taken back, and what can be undone and redone then; undefined when there is nothing. */
export type Taken = { readonly snapshot: Snapshot; readonly undo: Undo } | undefined;

/** Goes back to the text before the last edit. */
export function takeBack({ past, future }: Undo, { text, cursor }: Snapshot): Taken {
  if (past === undefined) return undefined;
  return {
    snapshot: past.snapshot,
    undo: { past: past.before, future: { snapshot: { text, cursor }, before: future } },
  };
}

/** Goes forward again. */
export function takeForward({ past, future }: Undo, { text, cursor }: Snapshot): Taken {
  if (future === undefined) return undefined;
  return {
    snapshot: future.snapshot,
    undo: { past: { snapshot: { text, cursor }, before: past }, future: future.before },
  };
}
