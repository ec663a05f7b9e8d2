/** What differs between the dialects, as one interface: each handler is written once, against it. */
import type { Operation } from "../../api/operations.ts";
import type { Dialect } from "../../api/versions.ts";
import type { HeaderMap } from "../../transport/contract.ts";
import type { Answer } from "../answer.ts";
import type { Call, ParameterRules } from "../call.ts";
import type { ContainerSpec } from "../containers/config.ts";
import type { Container, WaitResult } from "../containers/container.ts";
import type { ContainerQuery } from "../containers/query.ts";
import type { EngineState } from "../state.ts";
import type { Failure } from "../failure.ts";
import type { Fields } from "../json.ts";
import type { PullEvent } from "../registry/pull.ts";
import type { Image } from "../store/image.ts";
import type { ImageStore } from "../store/images.ts";

/** The wire form of one dialect. */
export interface Form extends ParameterRules {
  readonly dialect: Dialect;

  /** Headers that every answer has. */
  headers(): HeaderMap;

  json(status: number, value: unknown): Answer;
  /** Success of an operation that answers nothing. */
  done(operation: Operation): Answer;
  failure(failure: Failure): Answer;
  /** No operation has this path and method. */
  unknownPath(): Answer;
  moved(location: string): Answer;

  readonly containers: ContainerForm;
  readonly images: ImageForm;
  readonly system: SystemForm;
}

/** Containers in one dialect. */
export interface ContainerForm {
  query(call: Call): ContainerQuery;
  summary(container: Container, images: ImageStore, query: ContainerQuery, now: number): unknown;
  inspection(container: Container, call: Call): unknown;
  spec(body: Fields, call: Call): ContainerSpec;
  created(container: Container, warnings: string[]): unknown;
  /** What starting a program that is not there means: the start is refused, or it happens and the program ends at once. */
  readonly missingProgram: "refuse" | "run";
  /** The answer to the start of a container that runs. */
  alreadyRunning(container: Container): Answer;
  /** The seconds that a stop asks for; undefined when it leaves them to the container. */
  grace(seconds: number | undefined): number | undefined;
  /** The answer to the stop of a container that does not run. */
  alreadyStopped(): Answer;
  /** The answer to the kill of a container that does not run. */
  notKilled(container: Container): Answer;
  /** Seconds that a running container gets before it is removed; undefined where it is not removed unless forced. */
  readonly removalGrace: number | undefined;
  waited(result: WaitResult): unknown;
  /** Whether the head of a wait is sent before the container has ended. */
  waitsAloud(call: Call): boolean;
  readonly attach: AttachForm;
}

/** How an attachment looks in one dialect. */
export interface AttachForm {
  head(call: Call, tty: boolean): { status: number; reason?: string; headers: HeaderMap };
  /** Whether stdout and stderr are told apart by frames, where there is no tty. */
  readonly multiplexed: boolean;
  /** Whether the end of the client's stdin ends the attachment. */
  readonly endsWithStdin: boolean;
  /** What the stream says when the container does not run; undefined where the attachment waits for the next start. */
  readonly refusal: string | undefined;
  /** Whether a log is replayed stream by stream instead of in the order of writing. */
  readonly logByStream: boolean;
}

/** Images in one dialect. */
export interface ImageForm {
  summaries(images: readonly Image[], engine: EngineState, call: Call): unknown;
  inspection(image: Image, engine: EngineState, call: Call): unknown;
  progress(call: Call): ProgressForm;
  /** Whether a pull that fails before anything was sent has an error status, or is a 200 that ends with an error. */
  readonly refusesPull: boolean;
}

/** How an image's creation is told while it goes on: each method gives the bytes to send, as text, maybe none. */
export interface ProgressForm {
  readonly type: string;
  /** Whether the answer is not chunked, but lasts until the connection is closed. */
  readonly untilClose: boolean;
  pull(event: PullEvent): string;
  imported(image: Image): string;
  downloading(url: string): string;
  failed(message: string): string;
}

/** The system in one dialect. */
export interface SystemForm {
  version(engine: EngineState): unknown;
  info(engine: EngineState): unknown;
}
