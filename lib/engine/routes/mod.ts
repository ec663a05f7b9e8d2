/** The handlers of all operations, by name. An operation that lib/api declares and no file here handles does not compile. */
import type { OperationName } from "../../api/operations.ts";
import { attachHandlers } from "./attach.ts";
import { containerFileHandlers } from "./container-files.ts";
import { imageNameHandlers } from "./image-names.ts";
import { imageHistoryHandlers } from "./image-history.ts";
import { imageInsertHandlers } from "./image-insert.ts";
import { registryHandlers } from "./registry.ts";
import { buildHandlers } from "./build.ts";
import { commitHandlers } from "./commit.ts";
import { containerHandlers } from "./containers.ts";
import type { Handlers } from "./handler.ts";
import { imageCreateHandlers } from "./image-create.ts";
import { imageHandlers } from "./images.ts";
import { lifecycleHandlers } from "./lifecycle.ts";
import { logsHandlers } from "./logs.ts";
import { systemHandlers } from "./system.ts";

export const handlers: Handlers<OperationName> = {
  ...attachHandlers,
  ...containerFileHandlers,
  ...imageNameHandlers,
  ...imageHistoryHandlers,
  ...imageInsertHandlers,
  ...registryHandlers,
  ...buildHandlers,
  ...commitHandlers,
  ...containerHandlers,
  ...imageCreateHandlers,
  ...imageHandlers,
  ...lifecycleHandlers,
  ...logsHandlers,
  ...systemHandlers,
};
