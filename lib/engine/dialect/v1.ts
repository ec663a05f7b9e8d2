/**
 * The Remote API of 2013. Its published document comes first; where that is silent, the form is the one that an engine of
 * the time had: texts instead of JSON for errors, a content type on empty answers, no names for bad parameters.
 */
import type { Operation } from "../../api/operations.ts";
import type { HeaderMap } from "../../transport/contract.ts";
import { type Answer, text } from "../answer.ts";
import { BadParameter, type Failure } from "../failure.ts";
import { UnknownVersion } from "../router.ts";
import type { Form } from "./form.ts";
import { v1Build } from "./v1-build.ts";
import { v1Containers } from "./v1-containers.ts";
import { v1Images } from "./v1-images.ts";
import { v1System } from "./v1-system.ts";

const plain = "text/plain; charset=utf-8";

export const v1: Form = {
  dialect: "v1.0",

  headers(): HeaderMap {
    return {};
  },

  flag(_name: string, value: string): boolean {
    switch (value.toLowerCase()) {
      case "1":
      case "true":
        return true;
      case "":
      case "0":
      case "false":
        return false;
      default:
        throw new BadParameter("Bad parameter");
    }
  },

  malformedInteger(): undefined {
    return undefined;
  },

  json(status: number, value: unknown): Answer {
    const json = JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    return text(status, "application/json", json);
  },

  done(operation: Operation): Answer {
    // What the document does not have answers as it does today.
    return text(operation.success.v1?.[0] ?? operation.success.modern?.[0] ?? 204, plain, "");
  },

  failure(failure: Failure): Answer {
    if (failure instanceof UnknownVersion) return text(404, plain, "");
    if (failure instanceof BadParameter) return text(400, plain, "Bad parameter\n");
    // Nothing causes the 406 of the document, of a create that cannot attach: a create attaches nothing.
    return text(failure.status === 404 ? 404 : 500, plain, `${failure.message}\n`);
  },

  unknownPath(): Answer {
    return text(404, plain, "404 page not found\n");
  },

  moved(location: string): Answer {
    return text(301, plain, "", { location });
  },

  containers: v1Containers,
  images: v1Images,
  build: v1Build,
  system: v1System,
};
