/** The matching of patterns with stars, whose time is bounded: a client may send any pattern, for any names. */

/** A piece of a pattern. */
export type GlobToken =
  /** One character. */
  | { kind: "one"; accepts: (character: string) => boolean }
  /** Any number of characters. */
  | { kind: "many"; accepts: (character: string) => boolean }
  /** The next `count` tokens, or nothing. */
  | { kind: "optional"; count: number };

/** Whether the whole of a text matches. All ways through the pattern are followed at once: there is no going back. */
export function globMatches(tokens: readonly GlobToken[], text: string): boolean {
  const enter = (states: Set<number>, first: number): void => {
    const entered = [first];
    for (let state = entered.pop(); state !== undefined; state = entered.pop()) {
      if (states.has(state)) continue;
      states.add(state);
      const token = tokens[state];
      if (token === undefined || token.kind === "one") continue;
      entered.push(state + 1);
      if (token.kind === "optional") entered.push(state + 1 + token.count);
    }
  };
  let states = new Set<number>();
  enter(states, 0);
  for (const character of text) {
    const next = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (token === undefined || token.kind === "optional" || !token.accepts(character)) continue;
      enter(next, token.kind === "one" ? state + 1 : state);
    }
    if (next.size === 0) return false;
    states = next;
  }
  return states.has(tokens.length);
}

/** Accepts every character but a slash. */
export function inName(character: string): boolean {
  return character !== "/";
}
