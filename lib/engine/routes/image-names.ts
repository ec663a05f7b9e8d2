/** The names of images: giving them, and taking them away until the image goes, too. */
import type { Answer } from "../answer.ts";
import { Failure } from "../failure.ts";
import { parseName } from "../store/reference.ts";
import { type Handlers, imageOf } from "./handler.ts";

export const imageNameHandlers: Handlers<"ImageTag" | "ImageDelete"> = {
  /** A name that means another image is moved to this one, whether that is forced or not. */
  ImageTag(engine, call, form): Answer {
    call.flag("force");
    const image = imageOf(engine, call, form);
    const repository = call.text("repo");
    if (!repository) throw new Failure(400, "invalid reference format: a name for the image is missing (repo)");
    engine.images.tag(parseName(repository, call.text("tag")), image.id);
    return form.done(call.operation);
  },

  ImageDelete(engine, call, form): Answer {
    const removed = form.images.remove(engine, imageOf(engine, call, form), call);
    return removed === undefined ? form.done(call.operation) : form.json(200, removed);
  },
};
