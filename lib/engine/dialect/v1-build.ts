/** Builds and commits in the form of 2013: lines of text. */
import type { BuildEvent } from "../build/events.ts";
import { CommandFailed } from "../build/failure.ts";
import type { Call } from "../call.ts";
import { BadParameter } from "../failure.ts";
import { Fields, parseJson } from "../json.ts";
import { bareId, emptyRunConfig, type Image, type RunConfig, runConfigOf } from "../store/image.ts";
import { familiarRepository } from "../store/reference.ts";
import type { BuildForm } from "./form.ts";
import { v1Containers } from "./v1-containers.ts";

const shortLength = 12;

export const v1Build: BuildForm = {
  type: "text/plain; charset=utf-8",
  takesAnyBody: true,
  skipsUnknown: true,
  tellsBadDockerfile: true,

  tell(event: BuildEvent): string {
    switch (event.event) {
      case "warnings":
        return event.warnings.map((warning) => `Warning: ${warning}\n`).join("");
      case "step":
        return `${event.keyword} ${event.rest} (${event.parent === undefined ? "" : bareId(event.parent)})\n`;
      case "image":
        return event.id === undefined ? "" : `===> ${bareId(event.id)}\n`;
      case "triggers":
        return `Executing ${event.count} build trigger${event.count > 1 ? "s" : ""}\n`;
      case "output":
        return event.text;
      case "note":
        return `${event.text}\n`;
      case "skipped":
        return `Skipping unknown instruction ${event.keyword}\n`;
      case "pull":
        return event.pull.step === "repository"
          ? `Pulling repository ${familiarRepository(event.pull.repository)}\n`
          : "";
      case "unused":
        return `Warning: build arguments that nothing asks for: ${event.names.join(" ")}\n`;
      case "built":
        return `Build successful.\n===> ${bareId(event.id)}\n`;
      case "cached":
      case "running":
      case "removed":
      case "stage":
      case "tagged":
        return "";
    }
  },

  result(image: Image): string {
    return `===> ${bareId(image.id)}\n`;
  },

  failed(error: Error): string {
    if (!(error instanceof CommandFailed)) return `Error build: ${error.message}\n`;
    return `Error build: The command [${error.command.join(" ")}] returned a non-zero code: ${error.code}\n`;
  },

  commit: {
    /** The published document has the configuration in the query; the engines of the time read the body, and ignored one that was bad. */
    async config(call: Call, limit: number): Promise<RunConfig | undefined> {
      const run = call.text("run") ?? "";
      const body = await call.body.bytes(limit);
      const parsed = run === "" ? parsedBody(body) : parsedRun(run);
      if (parsed === undefined || parsed === null) return undefined;
      const { config } = v1Containers.spec(new Fields(parsed, "run"), call);
      const ports = (config.PortSpecs ?? []).map((spec) => spec.split(":").at(-1)!);
      return {
        ...runConfigOf(config),
        ExposedPorts: ports.length === 0 ? undefined : Object.fromEntries(ports.map(exposed)),
      };
    },
    withoutConfig: emptyRunConfig,
    inherits: false,
    committed: (image: Image) => ({ Id: bareId(image.id).slice(0, shortLength) }),
  },
};

function exposed(port: string): [string, Record<string, never>] {
  return [port.includes("/") ? port : `${port}/tcp`, {}];
}

function parsedRun(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadParameter("the parameter run is not JSON");
  }
}

function parsedBody(body: Uint8Array): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}
