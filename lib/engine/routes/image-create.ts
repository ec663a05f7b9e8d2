/** New images: pulled from the engine's registry, or imported from an archive. */
import type { Answer, Outlet, StreamAnswer } from "../answer.ts";
import type { Call } from "../call.ts";
import type { Form, ProgressForm } from "../dialect/form.ts";
import type { EngineState } from "../state.ts";
import { BadParameter, Failure } from "../failure.ts";
import { pull, type PullEvent } from "../registry/pull.ts";
import { readArchive } from "../store/archive.ts";
import { applyChanges } from "../store/changes.ts";
import { emptyRunConfig, type Image, makeImage } from "../store/image.ts";
import { storeLayer } from "../store/layer-tar.ts";
import { parseReference, type Reference } from "../store/reference.ts";
import type { Handlers } from "./handler.ts";

const encoder = new TextEncoder();

export const imageCreateHandlers: Handlers<"ImageCreate"> = {
  ImageCreate(engine, call, form): Promise<Answer> | Answer {
    const fromImage = call.text("fromImage");
    if (fromImage) return pulled(engine, call, form, fromImage);
    const fromSrc = call.text("fromSrc") ?? "";
    return fromSrc === "-" ? imported(engine, call, form) : refusedSource(form.images.progress(call), form, fromSrc);
  },
};

/** A pull. It begins before the answer does: only then is it known whether there is anything to answer with. */
async function pulled(engine: EngineState, call: Call, form: Form, fromImage: string): Promise<Answer> {
  const registry = call.text("registry");
  if (registry) throw new Failure(500, `the engine has a registry of its own, and does not ask ${registry}`);
  const progress = form.images.progress(call);
  const asked = withTag(fromImage, call.text("tag"));
  const all = asked.digest === undefined && !call.text("tag") && !/:[^/]*$/.test(fromImage);
  const options = { all, registry: engine.registry, store: engine.images, signal: call.signal };
  let failure: Failure | undefined;
  try {
    await engine.registry.fetch(asked);
    engine.registry.tags(asked, all);
  } catch (error) {
    if (!(error instanceof Failure) || form.images.refusesPull) throw error;
    failure = error;
  }
  return stream(progress.type, progress.untilClose, async (out) => {
    const tell = async (event: PullEvent): Promise<void> => {
      const text = progress.pull(event);
      if (text !== "") await out.write(encoder.encode(text));
    };
    try {
      if (failure !== undefined) {
        await tell({ step: "repository", repository: asked.repository });
        throw failure;
      }
      await pull(asked, options, tell);
    } catch (error) {
      if (call.signal.aborted) throw error;
      await out.write(encoder.encode(progress.failed((error as Error).message)));
    }
  });
}

/** The tag may stand in a parameter of its own, and may be a digest. */
function withTag(fromImage: string, tag: string | undefined): Reference {
  if (tag === undefined || tag === "") return parseReference(fromImage);
  return parseReference(`${fromImage}${tag.includes(":") ? "@" : ":"}${tag}`);
}

/** An image from the archive in the body. */
async function imported(engine: EngineState, call: Call, form: Form): Promise<Answer> {
  const progress = form.images.progress(call);
  const name = nameOf(call);
  const changes = call.texts("changes");
  const config = applyChanges(emptyRunConfig(), changes);
  const layer = await storeLayer(await readArchive(call.body, engine.limits.fileBytes));
  const created = new Date(engine.clock()).toISOString();
  const comment = call.text("message") || "Imported from -";
  const image: Image = engine.images.add(
    makeImage({ layers: [layer], config, created, comment, history: [{ created, created_by: "", comment }] }),
  );
  if (name !== undefined) engine.images.tag(name, image.id);
  return stream(progress.type, progress.untilClose, (out) => out.write(encoder.encode(progress.imported(image))));
}

/** The name for an imported image, checked before its archive is read; undefined when it is to have none. */
function nameOf(call: Call): Reference | undefined {
  const repo = call.text("repo");
  if (!repo) return undefined;
  const name = withTag(repo, call.text("tag"));
  if (name.digest !== undefined) throw new BadParameter("cannot import digest reference");
  return name;
}

/** An archive from elsewhere: the engine asks nobody, and says so as it would tell of any download that fails. */
function refusedSource(progress: ProgressForm, form: Form, url: string): Answer {
  const message =
    url === ""
      ? "either fromImage or fromSrc must say where the image comes from"
      : `the embedded engine does not go out to fetch ${url}: download it and send it with fromSrc=-`;
  if (form.images.refusesPull) throw new Failure(400, message);
  return stream(progress.type, progress.untilClose, (out) =>
    out.write(encoder.encode(progress.downloading(url) + progress.failed(message))),
  );
}

function stream(type: string, untilClose: boolean, run: (out: Outlet) => Promise<void>): StreamAnswer {
  return { kind: "stream", status: 200, headers: { "content-type": type }, untilClose, run };
}
