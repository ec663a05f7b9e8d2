/** Names of recorded exchanges, as tables write them. */

/** Whether a name is among these, which stand with a space between, and may end with `*`. */
export function matches(names: string, name: string): boolean {
  return names.split(" ").some((glob) => (glob.endsWith("*") ? name.startsWith(glob.slice(0, -1)) : glob === name));
}
