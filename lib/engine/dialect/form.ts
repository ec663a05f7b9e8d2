/** What differs between the dialects, as one interface: each handler is written once, against it. */
import type { Operation } from "../../api/operations.ts";
import type { Dialect } from "../../api/versions.ts";
import type { HeaderMap } from "../../transport/contract.ts";
import type { Answer } from "../answer.ts";
import type { BuildEvent } from "../build/events.ts";
import type { Call, ParameterRules } from "../call.ts";
import type { ContainerSpec } from "../containers/config.ts";
import type { Container, WaitResult } from "../containers/container.ts";
import type { ContainerQuery } from "../containers/query.ts";
import type { EngineState } from "../state.ts";
import type { Failure } from "../failure.ts";
import type { Fields } from "../json.ts";
import type { PullEvent } from "../registry/pull.ts";
import type { PushEvent } from "../registry/push.ts";
import type { SearchResult } from "../registry/registry.ts";
import type { Image, RunConfig } from "../store/image.ts";
import type { ImageStep } from "../store/images-history.ts";
import type { ImageQuery, ListedImage } from "../store/images-query.ts";
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
  /** No operation has this method and path. */
  unknownPath(method: string, path: string): Answer;
  moved(location: string): Answer;

  readonly containers: ContainerForm;
  readonly images: ImageForm;
  readonly build: BuildForm;
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
  /** Why a container cannot be started, as the client is to hear it. */
  startFailure(container: Container, failure: Failure): Failure;
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
  /** What the names in an exported archive begin with. */
  readonly exportPrefix: string;
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
  query(call: Call): ImageQuery;
  summaries(images: readonly ListedImage[], engine: EngineState, call: Call): unknown;
  inspection(image: Image, engine: EngineState, call: Call): unknown;
  history(steps: readonly ImageStep[], engine: EngineState): unknown;
  /** Removes what a call asks for, and gives what is told of it; undefined where nothing is. */
  remove(engine: EngineState, image: Image, call: Call): unknown;
  found(results: readonly SearchResult[]): unknown;
  /** Why a call is refused that names no image that there is. */
  unknown(ref: string): Failure;
  progress(call: Call): ProgressForm;
  /** Whether what fails before anything was told has an error status, or is a 200 that ends with an error. */
  readonly refusesEarly: boolean;
}

/** How the work on an image is told while it goes on: each method gives the bytes to send, as text, maybe none. */
export interface ProgressForm {
  readonly type: string;
  /** Whether the answer is not chunked, but lasts until the connection is closed. */
  readonly untilClose: boolean;
  pull(event: PullEvent): string;
  push(event: PushEvent): string;
  imported(image: Image): string;
  inserted(image: Image): string;
  downloading(url: string): string;
  /** So much of a download has come; `what` is done with it. */
  downloaded(what: "Importing" | "Downloading", current: number, total: number | undefined): string;
  /** A download is complete. */
  arrived(): string;
  failed(message: string): string;
}

/** Images made by a build or of a container, in one dialect. */
export interface BuildForm {
  /** The content type of what a build tells. */
  readonly type: string;
  /** Whether a Dockerfile may also come alone, or in a form, and not only within an archive. */
  readonly takesAnyBody: boolean;
  /** Whether instructions that nobody knows are passed over. */
  readonly skipsUnknown: boolean;
  /** Whether a Dockerfile that cannot be read is told in the answer of a build, instead of being refused. */
  readonly tellsBadDockerfile: boolean;
  /** What is sent for a step of a build, maybe nothing. */
  tell(event: BuildEvent, call: Call): string;
  /** All that is sent of a build that tells its result alone. */
  result(image: Image): string;
  failed(error: Error): string;
  readonly commit: CommitForm;
}

/** Images made of containers, in one dialect. */
export interface CommitForm {
  /** The configuration that a call gives; undefined when it gives none. `limit`: bytes of its body. */
  config(call: Call, limit: number): Promise<RunConfig | undefined>;
  /** The configuration where the call gives none. */
  withoutConfig(container: RunConfig): RunConfig;
  /** Whether the image has what the configuration does not say from the container. */
  readonly inherits: boolean;
  committed(image: Image): unknown;
}

/** The system in one dialect. */
export interface SystemForm {
  version(engine: EngineState): unknown;
  info(engine: EngineState): unknown;
  /** What a login that was accepted is told; `created` when it made the account. */
  loggedIn(created: boolean): unknown;
  /** Whether the engine itself remembers a login, for later calls; else each call brings its credentials. */
  readonly remembersLogin: boolean;
}
