/** The Engine API as it is today, from 1.24 on. */
import type { Operation } from "../../api/operations.ts";
import type { HeaderMap } from "../../transport/contract.ts";
import { apiVersion, engineVersion } from "../about.ts";
import { type Answer, empty, text } from "../answer.ts";
import { BadParameter, type Failure } from "../failure.ts";
import type { Form } from "./form.ts";
import { modernBuild } from "./modern-build.ts";
import { modernContainers } from "./modern-containers.ts";
import { modernImages } from "./modern-images.ts";
import { modernSystem } from "./modern-system.ts";

/** What counts as no; everything else is yes. */
const no = new Set(["", "0", "no", "false", "none"]);

export const modern: Form = {
  dialect: "modern",

  headers(): HeaderMap {
    return {
      "api-version": apiVersion,
      "docker-experimental": "false",
      ostype: "linux",
      server: `dks/${engineVersion} (embedded)`,
    };
  },

  flag(_name: string, value: string): boolean {
    return !no.has(value.trim().toLowerCase());
  },

  malformedInteger(name: string, value: string): never {
    throw new BadParameter(`invalid value for parameter ${name}: ${value} is not a whole number`);
  },

  json(status: number, value: unknown): Answer {
    return text(status, "application/json", `${JSON.stringify(value)}\n`);
  },

  done(operation: Operation): Answer {
    return empty(operation.success.modern?.[0] ?? 204);
  },

  failure(failure: Failure): Answer {
    return modern.json(failure.status, { message: failure.message });
  },

  unknownPath(method: string, path: string): Answer {
    return modern.json(404, { message: `page not found: the embedded engine does not have ${method} ${path}` });
  },

  moved(location: string): Answer {
    return empty(301, { location });
  },

  containers: modernContainers,
  images: modernImages,
  build: modernBuild,
  system: modernSystem,
};
