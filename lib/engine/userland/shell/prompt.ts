/** Prompts. */

import type { Shell } from "./state.ts";

/** The text of `PS1` or `PS2`, with the backslash escapes that ash knows. */
export function expandPrompt(shell: Shell, name: "PS1" | "PS2"): string {
  const { process, variables } = shell;
  const directory = (): string => {
    const home = variables.get("HOME");
    const { cwd } = process;
    if (home && home !== "/" && (cwd === home || cwd.startsWith(`${home}/`))) return `~${cwd.slice(home.length)}`;
    return cwd;
  };
  const escapes: Readonly<Record<string, () => string>> = {
    $: () => (process.uid === 0 ? "#" : "$"),
    h: () => process.hostname.split(".")[0]!,
    H: () => process.hostname,
    u: () => variables.get("USER") ?? (process.uid === 0 ? "root" : String(process.uid)),
    w: directory,
    W: () => directory().replace(/^.*\/(?=[^/])/, ""),
    n: () => "\n",
    r: () => "\r",
    a: () => "\x07",
    e: () => "\x1b",
    "\\": () => "\\",
    // What stands between these takes no room, which only a line editor needs to know.
    "[": () => "",
    "]": () => "",
  };
  return (variables.get(name) ?? "").replace(
    /\\(0[0-7]{1,3}|[\s\S])|\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g,
    (match, code: string | undefined, braced: string | undefined, plain: string | undefined) => {
      if (code === undefined) return variables.get((braced ?? plain)!) ?? "";
      if (code.length > 1) return String.fromCharCode(Number.parseInt(code, 8));
      return escapes[code]?.() ?? match;
    },
  );
}
