/** Builds and commits in today's form: what Docker's builder before BuildKit tells. */
import type { BuildEvent } from "../build/events.ts";
import { CommandFailed } from "../build/failure.ts";
import type { Call } from "../call.ts";
import { Fields, parseJson } from "../json.ts";
import { bareId, type Image, type RunConfig, runConfigOf } from "../store/image.ts";
import type { BuildForm } from "./form.ts";
import { modernContainers } from "./modern-containers.ts";
import { modernImages } from "./modern-images.ts";

const shortLength = 12;

/** What stands around the output of stderr, so that a terminal shows it in red. */
const red = "\u001b[91m";
const plain = "\u001b[0m";

export const modernBuild: BuildForm = {
  type: "application/json",
  takesAnyBody: false,
  skipsUnknown: false,
  tellsBadDockerfile: false,

  tell(event: BuildEvent, call: Call): string {
    if (event.event === "pull") return modernImages.progress(call).pull(event.pull);
    if (event.event === "stage") return line({ aux: { ID: event.id } });
    const text = textOf(event);
    return text === "" ? "" : line({ stream: text });
  },

  result(image: Image): string {
    return line({ stream: `${image.id}\n` });
  },

  failed(error: Error): string {
    const { message } = error;
    return line({
      errorDetail: error instanceof CommandFailed ? { code: error.code, message } : { message },
      error: message,
    });
  },

  commit: {
    async config(call: Call, limit: number): Promise<RunConfig | undefined> {
      const body = await call.body.bytes(limit);
      if (body.length === 0) return undefined;
      const parsed = parseJson(body);
      if (parsed === null) return undefined;
      return runConfigOf(modernContainers.spec(new Fields(parsed, "Config"), call).config);
    },
    withoutConfig: runConfigOf,
    inherits: true,
    committed: (image: Image) => ({ Id: image.id }),
  },
};

function line(message: unknown): string {
  return `${JSON.stringify(message)}\r\n`;
}

function textOf(event: Exclude<BuildEvent, { event: "pull" | "stage" }>): string {
  switch (event.event) {
    case "warnings":
      return `${red}${event.warnings.map((warning) => `[WARNING]: ${warning}\n`).join("")}${plain}`;
    case "step":
      return `Step ${event.number}/${event.total} : ${event.written}\n`;
    case "image":
      return ` ---> ${event.id === undefined ? "" : short(event.id)}\n`;
    case "triggers":
      return `# Executing ${event.count} build trigger${event.count > 1 ? "s" : ""}\n`;
    case "cached":
      return " ---> Using cache\n";
    case "running":
      return ` ---> Running in ${short(event.container)}\n`;
    case "output":
      return event.stream === "stderr" ? `${red}${event.text}${plain}` : event.text;
    case "removed":
      return `Removing intermediate container ${short(event.container)}\n`;
    case "note":
      return `${event.text}\n`;
    case "skipped":
      return `Skipping unknown instruction ${event.keyword}\n`;
    case "unused":
      return `[Warning] One or more build-args [${event.names.join(" ")}] were not consumed\n`;
    case "built":
      return `Successfully built ${short(event.id)}\n`;
    case "tagged":
      return `Successfully tagged ${event.name}\n`;
  }
}

function short(id: string): string {
  return bareId(id).slice(0, shortLength);
}
