/** TypeScript without its types. Loaded only when there are some: the parser behind it takes its time. */
import { transform } from "sucrase";
import { decodeMappings, OffsetMap } from "./source.ts";

/** The JavaScript, or why there is none. What is `final` is no guess: the source is understood, and refused. */
export type Stripped =
  | { code: string; toSource(offset: number): number }
  | { message: string; offset: number; final: boolean };

/** Takes the types out. Lines stay where they are; columns are mapped. */
export function stripTypes(source: string): Stripped {
  try {
    const { code, sourceMap } = transform(source, {
      transforms: ["typescript"],
      disableESTransforms: true,
      keepUnusedImports: true,
      production: true,
      filePath: "source",
      sourceMapOptions: { compiledFilename: "code" },
    });
    const lost = lostNamespace(source, code);
    if (lost !== undefined)
      return { message: "a namespace is no type: write an object, or a module", offset: lost, final: true };
    const map = new OffsetMap(decodeMappings(sourceMap!.mappings), code, source);
    return { code, toSource: (offset) => map.at(offset) };
  } catch (error) {
    if (!(error instanceof SyntaxError) || !("pos" in error)) throw error;
    return {
      message: error.message.replace(/^Error transforming source: /, "").replace(/ \(\d+:\d+\)$/, ""),
      offset: Number(error.pos),
      final: false,
    };
  }
}

/** Where a namespace stands that is not merely declared: it was left out, with all that it does. What looks like one in a text or a comment is still there. */
function lostNamespace(source: string, code: string): number | undefined {
  const left = code.split("\n");
  let offset = 0;
  for (const [index, line] of source.split("\n").entries()) {
    const [, indent] = /^(\s*)(?:export\s+)?(?:namespace|module)\s+[\w$.]+\s*(?:\{|$)/.exec(line) ?? [];
    if (indent !== undefined && left[index] !== undefined && !left[index].includes(line.trim()))
      return offset + indent.length;
    offset += line.length + 1;
  }
  return undefined;
}
