/** Where images come from: the history of one, and the graph of all. */
import { type Answer, text } from "../answer.ts";
import { imagesGraph } from "../store/images-graph.ts";
import { stepsOf } from "../store/images-history.ts";
import { type Handlers, imageOf } from "./handler.ts";

export const imageHistoryHandlers: Handlers<"ImageHistory" | "ImageViz"> = {
  ImageHistory(engine, call, form): Answer {
    const steps = stepsOf(imageOf(engine, call, form), engine.images);
    return form.json(200, form.images.history(steps, engine));
  },

  /** The graph is of all images in any case: without those in between it would have no edges. */
  ImageViz(engine, call): Answer {
    call.flag("all");
    return text(200, "text/plain; charset=utf-8", imagesGraph(engine.images));
  },
};
