/** The operations of the system. */
import { text } from "../answer.ts";
import type { Handlers } from "./handler.ts";

export const systemHandlers: Handlers<"SystemInfo" | "SystemVersion" | "SystemPing"> = {
  SystemInfo: (engine, _call, form) => form.json(200, form.system.info(engine)),

  SystemVersion: (engine, _call, form) => form.json(200, form.system.version(engine)),

  SystemPing: () =>
    text(200, "text/plain; charset=utf-8", "OK", {
      "cache-control": "no-cache, no-store, must-revalidate",
      pragma: "no-cache",
      swarm: "inactive",
    }),
};
