/** Which image was made from which, where the engine does not draw it: from the list of all images, what each says of itself, and its history. */
import type { ImageSummary } from "../../api/models.ts";
import { NotFoundError } from "../../errors.ts";
import type { Images } from "../images.ts";
import type { ImageNode } from "./image-node.ts";
import { eachOf } from "./parallel.ts";

/** Calls to the engine at the same time. */
const atOnce = 8;

/** What is known of one image. */
export interface KnownImage {
  readonly id: string;
  readonly names: readonly string[];
  readonly size?: number;
  /** Unix seconds. */
  readonly created: number;
  /** The parent that the engine names; empty where it names none. */
  readonly parent: string;
  /** The images of its history, itself included, newest first, as far as the engine has them. */
  readonly history: readonly string[];
  /** Its layers, the lowest first. */
  readonly layers: readonly string[];
}

/** The nodes of the graph of all images. An image that goes while they are looked at is left out. */
export async function find(images: Images, signal: AbortSignal | undefined): Promise<ImageNode[]> {
  const listed = await images.list({ all: true, ...(signal && { signal }) });
  const known = await eachOf(listed, atOnce, signal, (summary, signal) => look(images, summary, signal));
  return toNodes(known.filter((image) => image !== undefined));
}

async function look(images: Images, summary: ImageSummary, signal: AbortSignal): Promise<KnownImage | undefined> {
  const { Id, RepoTags, Size, Created, ParentId = "" } = summary;
  try {
    const image = images.get(Id);
    const about = await image.inspect({ signal });
    const parent = ParentId || about.Parent || "";
    const history = parent === "" ? await image.history({ signal }) : [];
    return {
      id: Id,
      names: RepoTags.filter((name) => name !== "<none>:<none>"),
      ...(Size !== undefined && { size: Size }),
      created: Created,
      parent,
      history: history.map(({ Id }) => Id),
      layers: about.RootFS?.Layers ?? [],
    };
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Finds each one's parent: the one that the engine names, else the next in its history, else the one that has the most of its layers. */
export function toNodes(images: readonly KnownImage[]): ImageNode[] {
  const short = shortIds(images.map(({ id }) => id));
  const byId = new Map(images.map((image) => [bare(image.id), image]));
  const byLayers = new Map<string, KnownImage>();
  // Of several with the same layers, the oldest stands for all.
  for (const image of images.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1))) {
    const key = image.layers.join();
    if (key !== "" && !byLayers.has(key)) byLayers.set(key, image);
  }
  const parentOf = (image: KnownImage): KnownImage | undefined => {
    const named = byId.get(bare(image.parent)) ?? firstKnown(image, byId);
    if (named !== undefined) return named;
    for (let count = image.layers.length - 1; count > 0; count--) {
      const found = byLayers.get(image.layers.slice(0, count).join());
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return images.map((image) => {
    const parent = parentOf(image);
    return {
      id: short.get(image.id)!,
      ...(parent !== undefined && parent !== image && { parent: short.get(parent.id)! }),
      names: image.names,
      ...(image.size !== undefined && { size: image.size }),
    };
  });
}

function firstKnown(image: KnownImage, byId: ReadonlyMap<string, KnownImage>): KnownImage | undefined {
  for (const id of image.history) {
    const found = byId.get(bare(id));
    if (found !== undefined && found !== image) return found;
  }
  return undefined;
}

/** Ids come with the name of their hash, and in histories without. */
function bare(id: string): string {
  return id.replace(/^sha256:/, "");
}

/** Twelve digits each, more where two begin alike. */
function shortIds(ids: readonly string[]): Map<string, string> {
  const taken = new Map<string, string>();
  for (const id of ids) {
    let length = 12;
    while (length < bare(id).length && taken.has(bare(id).slice(0, length))) length++;
    taken.set(bare(id).slice(0, length), id);
  }
  return new Map([...taken].map(([short, id]) => [id, short]));
}
