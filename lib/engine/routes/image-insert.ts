/** An image made of another and one more file. */
import type { Answer } from "../answer.ts";
import { download, parseUrl, reporting, shownUrl } from "../download.ts";
import { Failure } from "../failure.ts";
import { insertFile } from "../store/insert.ts";
import { type Handlers, imageOf } from "./handler.ts";
import { progressAnswer } from "./progress-answer.ts";

export const imageInsertHandlers: Handlers<"ImageInsert"> = {
  /**
   * What fails once the download is tried ends the stream with an error, as in a pull: engines of 2013 answered an empty id
   * instead, which says nothing to anybody.
   */
  ImageInsert(engine, call, form): Answer {
    const image = imageOf(engine, call, form);
    const path = call.text("path");
    const wanted = call.text("url");
    if (!path || !wanted) throw new Failure(400, "an insert needs the url of a file, and its path in the image");
    const url = parseUrl(wanted);
    const progress = form.images.progress(call);
    return progressAnswer(progress, call, async (tell) => {
      const { body, total } = await download(engine.fetch, url, call.signal);
      try {
        const reported = reporting(body, {
          progress: (bytes) => tell(progress.downloaded("Downloading", bytes, total)),
          complete: () => tell(progress.arrived()),
        });
        const created = new Date(engine.clock()).toISOString();
        const maxBytes = engine.limits.fileBytes;
        const made = engine.images.add(
          await insertFile(image, { path, body: reported, from: shownUrl(url), created, maxBytes }),
        );
        await tell(progress.inserted(made));
      } finally {
        body.cancel();
      }
    });
  },
};
