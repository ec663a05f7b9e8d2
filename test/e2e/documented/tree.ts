/** Trees of files, as a page shows them. */

/** The paths of a tree: each on a line of its own, below the directory that it is in, with words about it behind two blanks. */
export function pathsIn(tree: string): string[] {
  const above: { indent: number; path: string }[] = [];
  const paths: string[] = [];
  // Words about a path may go on below where they begin.
  let words = Number.POSITIVE_INFINITY;
  for (const line of tree.split("\n")) {
    const [, blanks, name, gap] = /^( *)(\S+)( *)/.exec(line) ?? [];
    if (name === undefined || blanks!.length >= words) continue;
    const indent = blanks!.length;
    if (gap !== "") words = indent + name.length + gap!.length;
    while (above.length > 0 && above.at(-1)!.indent >= indent) above.pop();
    const path = `${above.at(-1)?.path ?? ""}${name}`;
    if (name.endsWith("/")) above.push({ indent, path });
    paths.push(path);
  }
  return paths;
}
