/** What must be there before a request is made: images and containers of an engine. */
import { ask } from "./engine.ts";

/** The engine, and the last container that was made on it. */
export class Place {
  readonly path: string;
  /** 12 hexadecimal digits. */
  id = "";
  /** 64 hexadecimal digits. */
  full = "";
  /** An id that was kept from before. */
  other = "";

  constructor(path: string) {
    this.path = path;
  }

  /** Makes a call that must succeed. */
  async call(line: string, body?: string | object, headers?: Readonly<Record<string, string>>): Promise<string> {
    const text = typeof body === "object" ? JSON.stringify(body) : body;
    const answer = await ask(this.path, line, { body: text, ...(headers && { headers }) });
    if (answer.status >= 300 || /^Error/m.test(answer.body))
      throw new Error(`${line}: ${answer.status} ${answer.body}`);
    return answer.body;
  }

  /** Keeps the id of a container that an answer names. */
  noticed(body: string): void {
    const [, id] = /^\{"Id":"([0-9a-f]{12})"/.exec(body) ?? [];
    if (id !== undefined) this.id = id;
  }

  /** The text with the ids of the last container in it. */
  filled(text: string): string {
    return text
      .replaceAll("$id", this.id)
      .replaceAll("$full", this.full)
      .replaceAll("$other", this.other)
      .replaceAll("$6", this.full.slice(0, 6));
  }
}

/** Something that is needed. */
export type Need = (place: Place) => Promise<void>;

/** An engine as it begins. */
export const nothing: Need = async () => {};

/** The image `base`, of one layer, without a command: as it was when the recordings were made. */
export const base: Need = async (place) => {
  archive ??= baseArchive(place);
  await place.call("POST /v1.0/images/create?fromSrc=-&repo=base", await archive);
};

let archive: Promise<string> | undefined;

/** The archive that `base` is imported from: what a container of busybox has. It leaves nothing behind. */
async function baseArchive(place: Place): Promise<string> {
  await place.call("POST /v1.0/images/create?fromImage=busybox&tag=latest");
  const { Id } = JSON.parse(await place.call("POST /v1.0/containers/create", { Image: "busybox" })) as { Id: string };
  const exported = await place.call(`GET /v1.0/containers/${Id}/export`);
  await place.call(`DELETE /v1.0/containers/${Id}`);
  await place.call("DELETE /v1.0/images/busybox");
  return exported;
}

/** A container that was never started, of `base`. */
export const created =
  (cmd: readonly string[], config: object = {}): Need =>
  async (place) => {
    if (place.full === "") await base(place);
    place.id = JSON.parse(await place.call("POST /v1.0/containers/create", { Image: "base", Cmd: cmd, ...config })).Id;
    place.full = JSON.parse(await place.call(`GET /v1.0/containers/${place.id}/json`)).Id;
  };

/** A container that runs. */
export const running =
  (cmd: readonly string[] = ["sleep", "1000"], config: object = {}): Need =>
  async (place) => {
    await created(cmd, config)(place);
    await place.call(`POST /v1.0/containers/${place.id}/start`);
  };

/** A container that ran to its end. */
export const exited =
  (cmd: readonly string[] = ["date"], config: object = {}): Need =>
  async (place) => {
    await running(cmd, config)(place);
    await place.call(`POST /v1.0/containers/${place.id}/wait`);
  };

/** A call that was made before. */
export const done =
  (line: string, body?: string | object, headers?: Readonly<Record<string, string>>): Need =>
  async (place) => {
    await place.call(place.filled(line), body, headers);
  };

/** One after the other. */
export const all =
  (...needs: readonly Need[]): Need =>
  async (place) => {
    for (const need of needs) await need(place);
  };

/** Ends in peace when it is told to. */
const trapping: readonly string[] = ["sh", "-c", 'trap "exit 7" TERM; while :; do sleep 0.1; done'];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A container that does. It is given a moment to get so far: a signal before that is lost, and a stop takes its whole time. */
export const ready: Need = all(
  exited(["sh", "-c", "true"]), // so that a shell is quick to begin
  running(trapping),
  () => pause(300),
);

/** A container that did. Its program does not say when it is ready to be told, so it is told until it has ended. */
export const obedient: Need = async (place) => {
  await running(trapping)(place);
  let over = false;
  const end = place.call(`POST /v1.0/containers/${place.id}/wait`).finally(() => {
    over = true;
  });
  while (!over) {
    await place.call(`POST /v1.41/containers/${place.id}/kill?signal=TERM`).catch(() => {});
    await pause(50);
  }
  await end;
};

export const twoLinesEach: readonly string[] = ["sh", "-c", "echo o1; echo o2; echo e1 >&2; echo e2 >&2"];

const date = created(["date"]);
const ran = created(["true"]);
const keep: Need = async (place) => {
  place.other = place.id;
};
/** Makes more, and has the ids of what was there before. */
const older =
  (need: Need): Need =>
  async (place) => {
    const { id, full } = place;
    await need(place);
    Object.assign(place, { id, full });
  };

/** Ten containers; the second was to do something else. */
export const ten: Need = all(date, ran, date, date, date, date, date, date, date, date);
/** The ids are those of the fourth newest of them. */
export const sinceThird: Need = all(date, older(all(date, date, date)));
/** Ten, and the ids are those of one in the middle. */
export const sinceSixth: Need = all(date, ran, date, date, date, date, older(all(date, date, date, date)));
/** Three, and the ids are those of the newest. */
export const beforeThird: Need = all(date, ran, date);
/** Four: `$other` is the first, `$id` the last. */
export const between: Need = all(date, keep, date, date, date);

/** The ids are those of an image. */
export const imageOf =
  (name: string): Need =>
  async (place) => {
    place.full = JSON.parse(await place.call(`GET /v1.0/images/${name}/json`)).id;
  };

/** `committed:v1` and `committed:run`, of a container that changed its file system. */
export const committed: Need = all(
  exited(["sh", "-c", "echo hi > /hi; rm /etc/hostname"]),
  done("POST /v1.0/commit?container=$id&repo=committed&tag=v1&comment=the+comment&author=Me+%3Cme%40x%3E"),
  done("POST /v1.0/commit?container=$id&repo=committed&tag=run", { Cmd: ["cat", "/hi"], PortSpecs: ["22"] }),
);
