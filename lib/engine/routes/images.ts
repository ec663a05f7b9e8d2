/** Images as things that there are: listing and showing them. */
import type { Answer } from "../answer.ts";
import { selectImages } from "../store/images-query.ts";
import { type Handlers, imageOf } from "./handler.ts";

export const imageHandlers: Handlers<"ImageList" | "ImageInspect"> = {
  ImageList(engine, call, form): Answer {
    const images = selectImages(engine.images, form.images.query(call), engine.clock());
    return form.json(200, form.images.summaries(images, engine, call));
  },

  ImageInspect(engine, call, form): Answer {
    return form.json(200, form.images.inspection(imageOf(engine, call, form), engine, call));
  },
};
