/** TypeScript without its types. Loaded only when there are some: the parser behind it takes its time. */
import { transform } from "sucrase";
import { decodeMappings, OffsetMap } from "./source.ts";

/** The JavaScript, or why there is none. */
export type Stripped = { code: string; toSource(offset: number): number } | { message: string; offset: number };

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
    const map = new OffsetMap(decodeMappings(sourceMap!.mappings), code, source);
    return { code, toSource: (offset) => map.at(offset) };
  } catch (error) {
    if (!(error instanceof SyntaxError) || !("pos" in error)) throw error;
    return {
      message: error.message.replace(/^Error transforming source: /, "").replace(/ \(\d+:\d+\)$/, ""),
      offset: Number(error.pos),
    };
  }
}
