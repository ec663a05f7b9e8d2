/** Images made of containers. */
import type { Answer } from "../answer.ts";
import { applyChanges } from "../build/changes.ts";
import { addImage } from "../build/made.ts";
import { withImage } from "../containers/config.ts";
import { parseName } from "../store/reference.ts";
import type { Handlers } from "./handler.ts";

export const commitHandlers: Handlers<"ImageCommit"> = {
  async ImageCommit(engine, call, form): Promise<Answer> {
    const container = engine.containers.resolve(call.text("container") ?? "");
    const repository = call.text("repo") ?? "";
    const name = repository === "" ? undefined : parseName(repository, call.text("tag"));
    // Sealing takes no time in which the container could go on: there is nothing to pause.
    call.flag("pause");
    const { commit } = form.build;
    const given = await commit.config(call, engine.limits.jsonBytes);
    const config = applyChanges(given ?? commit.withoutConfig(container.config), call.texts("changes"));
    const image = await addImage(engine, {
      base: container.image,
      layer: container.fs.seal(),
      config: commit.inherits ? withImage(config, container.config) : config,
      createdBy: container.command.join(" "),
      comment: call.text("comment") || call.text("m"),
      author: call.text("author"),
      container: container.id,
    });
    if (name !== undefined) engine.images.tag(name, image.id);
    return form.json(201, commit.committed(image));
  },
};
