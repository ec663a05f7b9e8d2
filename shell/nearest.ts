/** What was probably meant. */

/** The candidate that is nearest to a word, if one is near enough to have been meant. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  // Of a single letter nothing is left when it is another.
  let least = Math.min(word.length, Math.max(1, Math.floor(word.length / 3)) + 1);
  for (const candidate of candidates) {
    const steps = distance(word.toLowerCase(), candidate.toLowerCase());
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

/** `Did you mean X?`, or nothing. Where nothing is near, the shortest that begins so was meant. */
export function didYouMean(word: string, candidates: Iterable<string>, quote: string = "`"): string {
  const all = [...candidates];
  const candidate = nearest(word, all) ?? shortestBeginning(word, all);
  return candidate === undefined ? "" : `Did you mean ${quote}${candidate}${quote}?`;
}

/** So many letters are the beginning of a word, rather than another word. */
const beginning = 3;

function shortestBeginning(word: string, candidates: readonly string[]): string | undefined {
  if (word.length < beginning) return undefined;
  const begun = candidates.filter((candidate) => candidate.toLowerCase().startsWith(word.toLowerCase()));
  return begun.sort((a, b) => a.length - b.length)[0];
}

/** How many letters must be changed, put in, taken out or swapped with their neighbour. */
function distance(a: string, b: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let steps = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) steps = Math.min(steps, before[j - 2]! + 1);
      next.push(steps);
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
