import { describe, expect, test } from "vitest";
import { type Script, scriptedTransport } from "../../../test/support/scripted-transport.ts";
import { Docker } from "../docker.ts";
import { type KnownImage, toNodes } from "./find.ts";

const long = (start: string): string => start.padEnd(64, "0");

function image(id: string, rest: Partial<KnownImage> = {}): KnownImage {
  return { id: `sha256:${long(id)}`, names: [], created: 1, parent: "", history: [], layers: [], ...rest };
}

/** Who was made from whom, by the beginning of the ids. */
function parents(...images: KnownImage[]): Record<string, string | undefined> {
  const short = (id: string): string => id.replace(/0+$/, "");
  return Object.fromEntries(toNodes(images).map(({ id, parent }) => [short(id), parent && short(parent)]));
}

describe("the parent of an image is", () => {
  test("the one that the engine names, before all others", () => {
    const child = image("c", { parent: `sha256:${long("a")}`, history: [long("c"), long("b")], layers: ["1", "2"] });
    expect(parents(image("a"), image("b", { layers: ["1"] }), child)).toMatchObject({ c: "a" });
  });

  test("else the next of its history that is there", () => {
    const history = [long("c"), "<missing>", long("gone"), `sha256:${long("b")}`, long("a")];
    expect(parents(image("a"), image("b"), image("c", { history, layers: ["1", "2"] }))).toMatchObject({ c: "b" });
  });

  test("else the one that has the most of its layers, but not all", () => {
    const layers = (count: number) => ["1", "2", "3", "4"].slice(0, count);
    const all = [
      image("a", { layers: layers(1) }),
      image("b", { layers: layers(2) }),
      image("d", { layers: layers(4) }),
    ];
    expect(parents(...all, image("e", { layers: layers(4) }), image("f", { layers: ["2"] }))).toEqual({
      a: undefined,
      b: "a",
      d: "b",
      e: "b",
      f: undefined,
    });
  });

  test("of several with the same layers, the oldest", () => {
    const young = image("a", { layers: ["1"], created: 5 });
    const old = image("b", { layers: ["1"], created: 2 });
    expect(parents(young, old, image("c", { layers: ["1", "2"] }))).toMatchObject({ c: "b" });
  });

  test("nobody where there is none", () => {
    expect(parents(image("a", { parent: `sha256:${long("gone")}`, history: ["<missing>"] }))).toEqual({ a: undefined });
  });
});

test("ids that begin alike are told apart", () => {
  const ids = toNodes([image("aaaaaaaaaaaa1"), image("aaaaaaaaaaaa2"), image("b")]).map(({ id }) => id);
  expect(new Set(ids).size).toBe(3);
  expect(ids[2]).toBe("b00000000000");
});

describe("hundreds of images", () => {
  const list = Array.from({ length: 300 }, (_, at) => ({
    Id: `sha256:${String(at).padStart(64, "0")}`,
    Created: at,
    RepoTags: at === 0 ? ["<none>:<none>"] : [`app:${at}`],
    Size: at,
  }));
  const layersOf = (at: number) => Array.from({ length: (at % 10) + 1 }, (_, layer) => `${at - (at % 10)}-${layer}`);

  /** An engine with them, and how many inspects were under way at the same time. */
  function engine(change: Script = () => undefined) {
    const load = { now: 0, most: 0 };
    const transport = scriptedTransport((request) => {
      const changed = change(request);
      if (changed !== undefined) return changed;
      if (request.path.includes("/images/json")) return { body: JSON.stringify(list) };
      if (request.path.endsWith("/history")) return { body: "[]" };
      const at = Number(/sha256:(\d+)/.exec(request.path)?.[1]);
      return {
        body: JSON.stringify({ Id: list[at]!.Id, Config: {}, RootFS: { Type: "layers", Layers: layersOf(at) } }),
      };
    });
    const counted = {
      ...transport,
      async call(request: Parameters<typeof transport.call>[0]) {
        load.most = Math.max(load.most, ++load.now);
        await new Promise((resolve) => setTimeout(resolve, 1));
        try {
          request.signal?.throwIfAborted();
          return await transport.call(request);
        } finally {
          load.now--;
        }
      },
    };
    return { docker: new Docker(counted, "1.41"), calls: transport.calls, load };
  }

  test("are looked at a few at a time", async () => {
    const { docker, load } = engine();
    const { nodes } = await docker.images.viz();
    expect(nodes).toHaveLength(300);
    expect(nodes.filter(({ parent }) => parent === undefined)).toHaveLength(30);
    expect(nodes.find(({ size }) => size === 0)?.names).toEqual([]);
    expect(load.most).toBeGreaterThan(1);
    expect(load.most).toBeLessThanOrEqual(8);
  });

  test("one that is gone meanwhile is left out", async () => {
    const { docker } = engine(({ path }) =>
      /0000042\/json$/.test(path) ? { status: 404, body: '{"message":"gone"}' } : undefined,
    );
    expect((await docker.images.viz()).nodes).toHaveLength(299);
  });

  test("are left alone after a failure, and after an abort", async () => {
    const failing = engine(({ path }) =>
      /0000042\/json$/.test(path) ? { status: 500, body: '{"message":"broken"}' } : undefined,
    );
    await expect(failing.docker.images.viz()).rejects.toThrow("broken");
    expect(failing.calls.length).toBeLessThan(150);
    const controller = new AbortController();
    const aborted = engine(({ path }) => {
      if (/0000042\/json$/.test(path)) controller.abort(new Error("enough"));
      return undefined;
    });
    await expect(aborted.docker.images.viz({ signal: controller.signal })).rejects.toThrow("enough");
    expect(aborted.calls.length).toBeLessThan(150);
  });
});
