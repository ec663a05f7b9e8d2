/** New images: pulled from the engine's registry, or imported from an archive. */
import type { ByteSource } from "../../transport/contract.ts";
import type { Answer } from "../answer.ts";
import { applyChanges } from "../build/changes.ts";
import type { Call } from "../call.ts";
import type { Form } from "../dialect/form.ts";
import { download, parseUrl, reporting, shownUrl } from "../download.ts";
import { Failure } from "../failure.ts";
import { pull } from "../registry/pull.ts";
import type { EngineState } from "../state.ts";
import { readArchive } from "../store/archive.ts";
import { emptyRunConfig, type Image, makeImage, type RunConfig } from "../store/image.ts";
import { storeLayer } from "../store/layer-tar.ts";
import { meansAll, parseName, parseRepositoryAndTag, type Reference } from "../store/reference.ts";
import type { Handlers } from "./handler.ts";
import { progressAnswer } from "./progress-answer.ts";
import { atRegistry } from "./registry-parameter.ts";

export const imageCreateHandlers: Handlers<"ImageCreate"> = {
  ImageCreate(engine, call, form): Promise<Answer> | Answer {
    const fromImage = call.text("fromImage");
    if (fromImage) return pulled(engine, call, form, fromImage);
    const fromSrc = call.text("fromSrc") ?? "";
    return fromSrc === "-" ? importedBody(engine, call, form) : importedUrl(engine, call, form, fromSrc);
  },
};

/** A pull. It begins before the answer does: only then is it known whether there is anything to answer with. */
async function pulled(engine: EngineState, call: Call, form: Form, fromImage: string): Promise<Answer> {
  const progress = form.images.progress(call);
  const reference = atRegistry(parseRepositoryAndTag(fromImage, call.text("tag")), call);
  const all = meansAll(fromImage, call.text("tag"));
  if (form.images.refusesEarly) await engine.registry.resolve(reference, all);
  return progressAnswer(progress, call, async (tell) => {
    const { images: store, registry } = engine;
    await pull(reference, { all, registry, store, signal: call.signal }, (event) => tell(progress.pull(event)));
  });
}

/** An image from the archive in the body. */
async function importedBody(engine: EngineState, call: Call, form: Form): Promise<Answer> {
  const progress = form.images.progress(call);
  const image = await importImage(engine, parseImport(call), call.body, "-");
  return progressAnswer(progress, call, (tell) => tell(progress.imported(image)));
}

/** An image from an archive elsewhere. */
async function importedUrl(engine: EngineState, call: Call, form: Form, fromSrc: string): Promise<Answer> {
  const progress = form.images.progress(call);
  const wanted = parseImport(call);
  if (fromSrc === "") {
    const failure = new Failure(400, "either fromImage or fromSrc must say where the image comes from");
    if (form.images.refusesEarly) throw failure;
    return progressAnswer(progress, call, () => Promise.reject(failure));
  }
  const url = parseUrl(fromSrc);
  const from = shownUrl(url);
  const begun = form.images.refusesEarly ? await download(engine.fetch, url, call.signal) : undefined;
  return progressAnswer(progress, call, async (tell) => {
    await tell(progress.downloading(from));
    const { body, total } = begun ?? (await download(engine.fetch, url, call.signal));
    try {
      const reported = reporting(body, {
        progress: (bytes) => tell(progress.downloaded("Importing", bytes, total)),
        complete: () => tell(progress.arrived()),
      });
      const image = await importImage(engine, wanted, reported, from);
      await tell(progress.imported(image));
    } finally {
      body.cancel();
    }
  });
}

/** What an import says of the image to be. */
interface Import {
  name: Reference | undefined;
  config: RunConfig;
  message: string | undefined;
}

/** Reads and checks all of it, before an archive is read. */
function parseImport(call: Call): Import {
  const repo = call.text("repo");
  return {
    name: repo ? parseName(repo, call.text("tag")) : undefined,
    config: applyChanges(emptyRunConfig(), call.texts("changes")),
    message: call.text("message"),
  };
}

async function importImage(
  engine: EngineState,
  { name, config, message }: Import,
  archive: ByteSource,
  from: string,
): Promise<Image> {
  const layer = await storeLayer(await readArchive(archive, engine.limits.fileBytes));
  const created = new Date(engine.clock()).toISOString();
  const comment = message || `Imported from ${from}`;
  const image = engine.images.add(
    makeImage({ layers: [layer], config, created, comment, history: [{ created, created_by: "", comment }] }),
  );
  if (name !== undefined) engine.images.tag(name, image.id);
  return image;
}
