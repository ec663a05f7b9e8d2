/** The system in the form of 2013. */
import { engineVersion } from "../about.ts";
import type { EngineState } from "../state.ts";
import type { SystemForm } from "./form.ts";

export const v1System: SystemForm = {
  version(): unknown {
    return { Version: engineVersion, GitCommit: "", GoVersion: "" };
  },

  info(engine: EngineState): unknown {
    return {
      Debug: false,
      Containers: engine.containers.list().length,
      Images: engine.images.size,
      NFd: 0,
      NGoroutines: 0,
      MemoryLimit: false,
      SwapLimit: false,
    };
  },

  loggedIn(created: boolean): unknown {
    return { Status: created ? "Account created, and logged in.\n" : "Login Succeeded\n" };
  },

  remembersLogin: true,
};
