/** What a pull, a push, an insert and an import say in 2013: 1.0 in lines of text, 1.1 in JSON objects that run together. */
import { compareVersions } from "../../api/versions.ts";
import type { Call } from "../call.ts";
import type { PullEvent } from "../registry/pull.ts";
import type { PushEvent } from "../registry/push.ts";
import { bareId } from "../store/image.ts";
import { familiarRepository, splitRepository } from "../store/reference.ts";
import type { ProgressForm } from "./form.ts";

const shortLength = 12;

/** How the same is said in lines and in objects. */
interface Words {
  status(text: string): string;
  /** How far something has come: `what` is a word for the eye, which objects do without. */
  progress(what: string, current: number, total: number | undefined): string;
  blank: string;
  error(text: string): string;
}

const textWords: Words = {
  status: (text) => `${text}\r\n`,
  progress: (what, current, total) => `${what} ${share(current, total)}\r`,
  blank: "\r\n",
  error: (text) => `Error: ${text}\r\n`,
};

const objectWords: Words = {
  status: (text) => JSON.stringify({ status: text }),
  progress: (_what, current, total) => JSON.stringify({ progress: share(current, total) }),
  blank: "{}",
  error: (text) => JSON.stringify({ error: text }),
};

const objects = form("application/json", false, objectWords);
const raw = form("application/vnd.docker.raw-stream", true, textWords);
/** The document gives a raw stream to pulls, imports and pushes; for an insert there is only what was seen. */
const lines = form("text/plain; charset=utf-8", false, textWords);

/** The form for one call. */
export function v1Progress(call: Call): ProgressForm {
  if (compareVersions(call.version, "1.1") >= 0) return objects;
  return call.operation.name === "ImageInsert" ? lines : raw;
}

function share(current: number, total: number | undefined): string {
  if (total === undefined) return `${current}/? (n/a)`;
  return `${current}/${total} (${total === 0 ? 100 : Math.floor((current / total) * 100)}%)`;
}

function form(type: string, untilClose: boolean, words: Words): ProgressForm {
  return {
    type,
    untilClose,
    pull: (event) => pullText(event, words),
    push: (event) => pushText(event, words),
    imported: (image) => words.status(bareId(image.id).slice(0, shortLength)),
    inserted: (image) => {
      const id = bareId(image.id);
      return words.status(id) + JSON.stringify({ Id: id.slice(0, shortLength) });
    },
    downloading: (url) => words.status(`Downloading from ${url}`),
    downloaded: (what, current, total) => words.progress(what, current, total),
    arrived: () => words.blank,
    failed: (message) => words.error(message),
  };
}

function pullText(event: PullEvent, words: Words): string {
  switch (event.step) {
    case "repository":
      return words.status(`Pulling repository ${familiarRepository(event.repository)}`);
    case "image": {
      const id = bareId(event.image.id);
      return words.status(`Pulling image ${id} (${event.tag}) from ${familiarRepository(event.repository)}`);
    }
    case "layer": {
      const id = bareId(event.diffId);
      if (event.state === "waiting")
        return words.status(`Pulling ${id} metadata`) + words.status(`Pulling ${id} fs layer`);
      if (event.state === "downloaded") return words.progress("Downloading", event.size, event.size) + words.blank;
      return "";
    }
    case "done":
      return "";
  }
}

function pushText(event: PushEvent, words: Words): string {
  switch (event.step) {
    case "repository": {
      const name = familiarRepository(event.repository);
      const { registry } = splitRepository(event.repository);
      return (
        words.status(`The push refers to a repository [${name}] (len: ${event.tags})`) +
        words.status(`Pushing repository ${name} to ${registry} (${event.tags} tags)`)
      );
    }
    case "image":
      return "";
    case "layer": {
      const id = bareId(event.diffId);
      if (event.state === "known") return words.status(`Layer ${id} is there already, skipping`);
      if (event.state === "preparing") return "";
      if (event.state === "pushing") return words.status(`Pushing ${id}`);
      return words.progress("", event.size, event.size) + words.blank;
    }
    case "done": {
      const { repository, tag, published } = event;
      const name = familiarRepository(repository);
      return words.status(`Pushing tags for rev [${bareId(published.image.id)}] on {${name}/${tag}}`);
    }
  }
}
