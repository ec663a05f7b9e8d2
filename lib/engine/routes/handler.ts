/** What answers an operation. */
import type { OperationName } from "../../api/operations.ts";
import type { Answer } from "../answer.ts";
import type { Call } from "../call.ts";
import type { Container } from "../containers/container.ts";
import type { Form } from "../dialect/form.ts";
import type { EngineState } from "../state.ts";
import type { Image } from "../store/image.ts";

/** Answers one call of one operation, in any dialect, whose form is given; what it throws becomes an error answer. */
export type Handler = (engine: EngineState, call: Call, form: Form) => Answer | Promise<Answer>;

/** The handlers of some operations: what a file of this folder exports. */
export type Handlers<Names extends OperationName> = { readonly [N in Names]: Handler };

/** The container that a call is about; a Failure 404 when there is none. */
export function containerOf(engine: EngineState, call: Call): Container {
  return engine.containers.resolve(call.part("id"));
}

/** The image that a call is about; a Failure 404 when there is none. */
export function imageOf(engine: EngineState, call: Call, form: Form): Image {
  const name = call.part("name");
  const image = engine.images.find(name);
  if (image === undefined) throw form.images.unknown(name);
  return image;
}
