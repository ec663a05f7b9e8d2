/** Incremental search in the history. */
import { show, textAt } from "./history.ts";
import type { Key } from "./keys.ts";
import type { Search, State } from "./state.ts";
import { boundary, previous } from "./text.ts";

/** Begins to search. */
export function beginSearch(state: State, direction: Search["direction"]): State {
  return { ...state, search: { query: "", direction, hasFailed: false, origin: state } };
}

/** What a key does to a search; `ends` when the search is over and the key is still to be obeyed. */
export function searchKey(state: State, key: Key, search: Search): { readonly state: State; readonly ends: boolean } {
  const stays = (changed: State) => ({ state: changed, ends: false });
  if (key.type !== "key") return stays(look(state, search, search.query + key.text.replace(/[\r\n]+$/, "")));
  switch (key.name) {
    case "C-r":
      return stays(again(state, search, "older"));
    case "C-s":
      return stays(again(state, search, "newer"));
    case "Backspace":
    case "C-h": {
      const query = search.query.slice(0, previous(search.query, search.query.length));
      // From where the search began, since what was passed over may fit again.
      return stays(look({ ...search.origin, search }, search, query));
    }
    case "C-g":
      return stays({ ...search.origin, kills: state.kills });
    case "Escape":
      return stays(accept(state, search));
    default:
      return { state: accept(state, search), ends: true };
  }
}

/** Ends the search where it is. */
function accept(state: State, { query }: Search): State {
  return { ...state, search: undefined, lastQuery: query === "" ? state.lastQuery : query };
}

/** Looks for a query, from the line that is shown on. */
function look(state: State, search: Search, query: string): State {
  if (query === "") return { ...search.origin, search: { ...search, query, hasFailed: false } };
  const { index, entries } = state.history;
  const from = search.direction === "older" ? Math.min(index, entries.length - 1) : index;
  return found(state, { ...search, query }, from, undefined);
}

/** Looks for the same once more, beyond the line that is shown. With nothing to look for, what the last search looked for. */
function again(state: State, search: Search, direction: Search["direction"]): State {
  const turned = { ...search, direction };
  if (search.query === "") return look({ ...state, search: turned }, turned, state.lastQuery);
  return found(state, turned, state.history.index + (direction === "older" ? -1 : 1), state.text);
}

/** The nearest line with the query, from an index on, that is not the one that is shown. */
function found(state: State, search: Search, from: number, shown: string | undefined): State {
  const step = search.direction === "older" ? -1 : 1;
  for (let index = from; index >= 0 && index < state.history.entries.length; index += step) {
    const text = textAt(search.origin, index);
    const match = matchOf(text, search.query);
    if (match === undefined || text === shown) continue;
    const shows = show(search.origin, index);
    return {
      ...shows,
      // What was looked along before has no part in it.
      history: { ...shows.history, prefix: "" },
      cursor: boundary(text, match),
      search: { ...search, hasFailed: false },
    };
  }
  return { ...state, search: { ...search, hasFailed: true } };
}

/** Where a query stands in a text, from behind; capitals count if it has any. */
export function matchOf(text: string, query: string): number | undefined {
  if (query === "") return undefined;
  const at = query === query.toLowerCase() ? lowerCase(text).lastIndexOf(query) : text.lastIndexOf(query);
  return at < 0 ? undefined : at;
}

/** Small letters, each where the large one was: some become two, which would move what follows. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
}
