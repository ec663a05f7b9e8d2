/** A build, step by step, for the dialects to tell in their own words. */
import type { PullEvent } from "../registry/pull.ts";
import type { OutputStream } from "../containers/log.ts";

/** Something that happened in a build. Ids are whole. */
export type BuildEvent =
  | { event: "warnings"; warnings: readonly string[] }
  /** An instruction begins; `parent` is the image that it begins with. */
  | {
      event: "step";
      number: number;
      total: number;
      written: string;
      keyword: string;
      rest: string;
      parent: string | undefined;
    }
  /** The step has come to an image; to none yet, when it began with nothing. */
  | { event: "image"; id: string | undefined }
  /** The image below has instructions for who builds on it, which are carried out now. */
  | { event: "triggers"; count: number }
  /** The same was made before, and is taken. */
  | { event: "cached" }
  | { event: "running"; container: string }
  | { event: "output"; stream: OutputStream; text: string }
  | { event: "removed"; container: string }
  | { event: "note"; text: string }
  | { event: "skipped"; keyword: string }
  | { event: "pull"; pull: PullEvent }
  /** A stage is complete. */
  | { event: "stage"; id: string }
  /** Arguments that were given, and that the Dockerfile does not ask for. */
  | { event: "unused"; names: readonly string[] }
  | { event: "built"; id: string }
  | { event: "tagged"; name: string };

/** Tells an event; resolves when whoever listens can take more, and rejects when nobody does any longer. */
export type Tell = (event: BuildEvent) => Promise<void>;
