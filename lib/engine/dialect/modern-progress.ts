/** What a pull, a push and an import say today: a line of JSON for every step. */
import type { ProgressMessage } from "../../wire/progress.ts";
import type { LayerState, PullEvent } from "../registry/pull.ts";
import type { PushedLayerState, PushEvent } from "../registry/push.ts";
import { bareId } from "../store/image.ts";
import { familiar, splitRepository } from "../store/reference.ts";
import type { ProgressForm } from "./form.ts";

const shortLength = 12;
/** Characters of the bar that is drawn for the eye. */
const barLength = 50;

export const modernProgress: ProgressForm = {
  type: "application/json",
  untilClose: false,
  pull: (event) => pullMessages(event).map(line).join(""),
  push: (event) => pushMessages(event).map(line).join(""),
  imported: (image) => line({ status: image.id }),
  // Nothing inserts today: a container, a file for it, and a commit do.
  inserted: (image) => line({ status: image.id }),
  downloading: (url) => line({ status: `Downloading from ${url}` }),
  downloaded: (what, current, total) => line({ status: what, ...progress(current, total) }),
  arrived: () => "",
  failed: (message) => line({ errorDetail: { message }, error: message }),
};

function line(message: ProgressMessage): string {
  return `${JSON.stringify(message)}\r\n`;
}

function pullMessages(event: PullEvent): ProgressMessage[] {
  switch (event.step) {
    case "repository":
      return [];
    case "image":
      return [{ status: `Pulling from ${splitRepository(event.repository).path}`, id: event.tag }];
    case "layer":
      return [layerMessage(pullWords[event.state], event)];
    case "done": {
      const name = familiar(event.reference);
      const status = event.fresh ? `Downloaded newer image for ${name}` : `Image is up to date for ${name}`;
      return [{ status: `Digest: ${event.digest}` }, { status: `Status: ${status}` }];
    }
  }
}

function pushMessages(event: PushEvent): ProgressMessage[] {
  switch (event.step) {
    case "repository":
      return [{ status: `The push refers to repository [${event.repository}]` }];
    case "image":
      return [];
    case "layer":
      return [layerMessage(pushWords[event.state], event)];
    case "done": {
      const { digest, size } = event.published;
      return [
        { status: `${event.tag}: digest: ${digest} size: ${size}` },
        { progressDetail: {}, aux: { Tag: event.tag, Digest: digest, Size: size } },
      ];
    }
  }
}

const pullWords: Record<LayerState, string> = {
  known: "Already exists",
  waiting: "Pulling fs layer",
  downloading: "Downloading",
  downloaded: "Download complete",
  extracting: "Extracting",
  complete: "Pull complete",
};

const pushWords: Record<PushedLayerState, string> = {
  preparing: "Preparing",
  pushing: "Pushing",
  pushed: "Pushed",
  known: "Layer already exists",
};

/** The states in which a layer is on its way. */
const moving: ReadonlySet<string> = new Set<LayerState | PushedLayerState>(["downloading", "extracting", "pushing"]);

function layerMessage(
  status: string,
  { diffId, state, size }: { diffId: string; state: string; size: number },
): ProgressMessage {
  const id = bareId(diffId).slice(0, shortLength);
  return { status, ...(moving.has(state) ? progress(size, size) : { progressDetail: {} }), id };
}

/** How far it is, in numbers and for the eye. */
function progress(current: number, total: number | undefined): ProgressMessage {
  if (total === undefined) return { progressDetail: { current }, progress: `${current}B` };
  const done = total === 0 ? barLength : Math.min(barLength, Math.floor((current / total) * barLength));
  const bar = `${"=".repeat(Math.max(0, done - 1))}>`.padEnd(barLength);
  return { progressDetail: { current, total }, progress: `[${bar}]  ${current}B/${total}B` };
}
