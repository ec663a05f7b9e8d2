/** The handlers of all operations, by name. An operation that lib/api declares and no file here handles does not compile. */
import type { OperationName } from "../../api/operations.ts";
import { attachHandlers } from "./attach.ts";
import { containerHandlers } from "./containers.ts";
import type { Handlers } from "./handler.ts";
import { imageCreateHandlers } from "./image-create.ts";
import { imageHandlers } from "./images.ts";
import { lifecycleHandlers } from "./lifecycle.ts";
import { logsHandlers } from "./logs.ts";
import { systemHandlers } from "./system.ts";

export const handlers: Handlers<OperationName> = {
  ...attachHandlers,
  ...containerHandlers,
  ...imageCreateHandlers,
  ...imageHandlers,
  ...lifecycleHandlers,
  ...logsHandlers,
  ...systemHandlers,
};
