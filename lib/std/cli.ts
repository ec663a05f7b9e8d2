/**
 * The functions of `@std/cli` that the project uses, under their names and signatures: where that package can be had, the
 * import map takes it instead.
 */
export { type Args, type ParseOptions, parseArgs } from "./parse-args.ts";
export { unicodeWidth } from "./unicode-width.ts";
