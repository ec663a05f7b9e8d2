/** Images as things that there are: listing and showing them. */
import type { Answer } from "../answer.ts";
import { selectImages } from "../store/images-query.ts";
import type { Handlers } from "./handler.ts";

export const imageHandlers: Handlers<"ImageList" | "ImageInspect"> = {
  ImageList(engine, call, form): Answer {
    const images = selectImages(engine.images, { all: call.flag("all"), filters: call.filters("filters") });
    return form.json(200, form.images.summaries(images, engine, call));
  },

  ImageInspect(engine, call, form): Answer {
    const image = engine.images.resolve(call.part("name"));
    return form.json(200, form.images.inspection(image, engine, call));
  },
};
