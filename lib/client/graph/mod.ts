/** How `images.viz()` comes to its graph: the engine draws it (v1.0), or it is found out. Loaded when it is asked for. */
import { readText } from "../answer.ts";
import type { ApiClient } from "../api-client.ts";
import type { Images } from "../images.ts";
import { ProtocolError } from "../../errors.ts";
import { find } from "./find.ts";
import { ImageGraph } from "./image-graph.ts";
import { parseDot } from "./parse-dot.ts";

const textLimit = 16 * 1024 * 1024;

/** The graph of all images. */
export async function imageGraph(api: ApiClient, images: Images, signal: AbortSignal | undefined): Promise<ImageGraph> {
  const { dialect } = await api.engine(signal);
  if (dialect === "modern") return new ImageGraph(await find(images, signal));
  const { body } = await api.perform("ImageViz", { signal });
  const { text, truncated } = await readText(body, textLimit);
  if (truncated) throw new ProtocolError(`ImageViz: the graph is longer than ${textLimit} bytes`);
  return new ImageGraph(parseDot(text));
}
