/** How many columns text takes in a terminal. */

/** Whatever is drawn over the character before, or not at all. */
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cc}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]$/u;
const emoji = /^\p{Emoji_Presentation}$/u;

/**
 * The wide and full-width blocks of the East Asian Width property, from and to; those that are emoji are found by their own
 * property. The few code points in between that nothing is assigned to count as wide, too.
 */
const wide: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2630, 0x2637],
  [0x268a, 0x268f],
  [0x2e80, 0x303e],
  [0x3041, 0x3247],
  [0x3250, 0xa4c6],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2fb],
  [0x1d300, 0x1d376],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

/**
 * How many columns a string takes in a terminal: wide characters take two, combining and control characters none. Counted by
 * code point, as most terminals do. Escape sequences are not known here: strip them first.
 */
export function unicodeWidth(str: string): number {
  if (/^[\x20-\x7e]*$/.test(str)) return str.length;
  let width = 0;
  for (const character of str) width += widthOf(character);
  return width;
}

function widthOf(character: string): number {
  const code = character.codePointAt(0)!;
  if (code >= 0x20 && code < 0x7f) return 1;
  if (zeroWidth.test(character)) return 0;
  // Regional indicators come in pairs, a flag of two columns.
  if (code >= 0x1f1e6 && code <= 0x1f1ff) return 1;
  return emoji.test(character) || wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}
