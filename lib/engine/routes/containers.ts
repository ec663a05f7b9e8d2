/** Containers as things that there are: listing, making, showing and removing them. */
import type { Answer } from "../answer.ts";
import { select } from "../containers/query.ts";
import { BadParameter, noSuchImage } from "../failure.ts";
import { containerOf, type Handlers } from "./handler.ts";

export const containerHandlers: Handlers<"ContainerList" | "ContainerCreate" | "ContainerInspect" | "ContainerDelete"> =
  {
    ContainerList(engine, call, form): Answer {
      const query = form.containers.query(call);
      const selected = select(query, engine.containers.list(), engine.images);
      const now = engine.clock();
      return form.json(
        200,
        selected.map((container) => form.containers.summary(container, engine.images, query, now)),
      );
    },

    async ContainerCreate(engine, call, form): Promise<Answer> {
      const { containers } = form;
      const spec = containers.spec(await call.fields("Config"), call);
      const image = engine.images.find(spec.config.Image);
      if (image === undefined) throw noSuchImage(spec.config.Image);
      const container = engine.containers.create(spec, image);
      return form.json(201, containers.created(container, spec.warnings));
    },

    ContainerInspect(engine, call, form): Answer {
      return form.json(200, form.containers.inspection(containerOf(engine, call), call));
    },

    async ContainerDelete(engine, call, form): Promise<Answer> {
      const container = containerOf(engine, call);
      // With it or without: a volume goes with the last container that has it (containers/volumes.ts says why).
      call.flag("v");
      if (call.flag("link")) throw new BadParameter("the embedded engine has no links between containers");
      await engine.containers.remove(container, {
        force: call.flag("force"),
        grace: form.containers.removalGrace,
      });
      return form.done(call.operation);
    },
  };
