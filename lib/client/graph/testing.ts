/** Graphs for the tests. */
import fc from "fast-check";
import type { ImageNode } from "./image-node.ts";

const id: fc.Arbitrary<string> = fc.stringMatching(/^[0-9a-f]{12}$/);
const name: fc.Arbitrary<string> = fc.stringMatching(/^[a-z0-9]{1,12}(\/[a-z0-9]{1,12})?:[\w.-]{1,8}$/);

/** Forests of up to a hundred images: each is made from one that came before it, or from none. */
export const forests: fc.Arbitrary<ImageNode[]> = fc
  .uniqueArray(id, { maxLength: 100 })
  .chain((ids) =>
    fc.tuple(
      fc.constant(ids),
      fc.array(
        fc.tuple(fc.nat(), fc.array(name, { maxLength: 3 }), fc.option(fc.nat({ max: 1e12 }), { nil: undefined })),
        {
          minLength: ids.length,
          maxLength: ids.length,
        },
      ),
    ),
  )
  .map(([ids, rest]) =>
    ids.map((id, at) => {
      const [pick, names, size] = rest[at]!;
      const parent = ids[pick % (at + 1)]!;
      return { id, ...(parent !== id && { parent }), names, ...(size !== undefined && { size }) };
    }),
  );

/** What an engine might say instead: any ids twice, parents that are not there, circles, names with anything in them. */
export const oddities: fc.Arbitrary<ImageNode[]> = fc.array(
  fc.record(
    {
      id: fc.constantFrom("a", "b", "c", "d", "e", "base", 'q"\\', "<&>"),
      parent: fc.constantFrom("a", "b", "c", "d", "z", 'q"\\'),
      names: fc.array(fc.string({ unit: "binary" }), { maxLength: 12 }),
      size: fc.nat(),
    },
    { requiredKeys: ["id", "names"] },
  ),
  { maxLength: 12 },
);
