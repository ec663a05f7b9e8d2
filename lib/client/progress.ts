/** A long call that reports as it goes: a pull, a push, a build, an import. Await it for the result, or loop over it for the messages. */
import type { Dialect } from "../api/versions.ts";
import { DockerError, ProtocolError, StreamError } from "../errors.ts";
import type { ByteSource, CallResponse } from "../transport/contract.ts";
import { isUnreachable, unreachable } from "./answer.ts";
import { JsonMessages, type ProgressMessage, TextMessages } from "../wire/progress.ts";

/**
 * A promise of the result that is also an async iterable of the messages. The call begins at once, and is read to its end whether
 * anybody loops or not; whoever loops gets every message from the first. It rejects when the engine reports an error
 * anywhere in the stream.
 *
 * @example
 * ```ts
 * const pulling = images.pull("busybox");
 * const layers = new Set<string>();
 * for await (const { id, progressDetail } of pulling)
 *   if (id && progressDetail) layers.add(id);
 * (await pulling).ref; // looped over and awaited: it is one pull
 * //=> 'busybox'
 * layers.size > 0;
 * //=> true
 * ```
 */
export class Progress<T> extends Promise<T> implements AsyncIterable<ProgressMessage> {
  #messages!: MessageLog;

  /** What `then` gives is an ordinary promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Begins the call and reads its messages; `result` makes the result of them. */
  static begin<T>(
    operation: string,
    call: () => Promise<ProgressResponse>,
    result: (messages: readonly ProgressMessage[]) => T | Promise<T>,
  ): Progress<T> {
    const log = new MessageLog();
    const progress = new Progress<T>((resolve, reject) => {
      run(operation, call, log)
        .then(() => resolve(result(log.messages)))
        .catch(reject);
    });
    progress.#messages = log;
    return progress;
  }

  /** For what takes more than one call: `work` tells how it goes, and makes the result. */
  static of<T>(work: (report: (message: ProgressMessage) => void) => Promise<T>): Progress<T> {
    const log = new MessageLog();
    const progress = new Progress<T>((resolve, reject) => {
      work((message) => log.add([message]))
        .finally(() => log.end())
        .then(resolve, reject);
    });
    progress.#messages = log;
    return progress;
  }

  /** The messages, from the first on. Ends with the call; throws what the call rejects with. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ProgressMessage, void, undefined> {
    this.catch(() => {}); // thrown below, so it is not unhandled
    yield* this.#messages.read();
    await this;
  }
}

/** An answer, and the dialect that it is in. */
export interface ProgressResponse {
  response: CallResponse;
  dialect: Dialect;
}

/** The messages so far, and a bell for those who wait for more. */
class MessageLog {
  readonly messages: ProgressMessage[] = [];
  #over = false;
  #waiting: (() => void)[] = [];

  add(messages: readonly ProgressMessage[]): void {
    // One by one: a call takes only so many arguments.
    for (const message of messages) this.messages.push(message);
    this.#wake();
  }

  end(): void {
    this.#over = true;
    this.#wake();
  }

  async *read(): AsyncGenerator<ProgressMessage, void, undefined> {
    for (let i = 0; ; i++) {
      while (i >= this.messages.length) {
        if (this.#over) return;
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
      yield this.messages[i]!;
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

async function run(operation: string, call: () => Promise<ProgressResponse>, log: MessageLog): Promise<void> {
  let body: ByteSource | undefined;
  try {
    const { response, dialect } = await call();
    body = response.body;
    const decoder = decoderFor(operation, dialect, response.headers["content-type"] ?? "");
    let failure: StreamError | undefined;
    const take = (messages: ProgressMessage[]) => {
      log.add(messages);
      for (const message of messages) failure ??= errorIn(operation, message);
    };
    for (let bytes = await response.body.read(); bytes !== undefined; bytes = await response.body.read()) {
      const messages: ProgressMessage[] = [];
      decoder.push(bytes, messages);
      take(messages);
    }
    const last: ProgressMessage[] = [];
    try {
      decoder.end(last);
    } catch (error) {
      throw failure ?? error; // an engine that failed may break off in the middle, too
    }
    take(last);
    if (failure) throw failure;
  } catch (error) {
    body?.cancel(error);
    throw error instanceof DockerError && !(error instanceof ProtocolError) ? error : named(operation, error);
  } finally {
    log.end();
  }
}

/** v1.0 answers in lines of text, v1.1 in JSON with text in between; the content type tells which. */
function decoderFor(operation: string, dialect: Dialect, contentType: string): JsonMessages | TextMessages {
  if (dialect === "modern") return new JsonMessages();
  if (contentType.startsWith("application/json")) return new JsonMessages({ bareText: true });
  return new TextMessages({ build: operation === "ImageBuild" });
}

function errorIn(operation: string, message: ProgressMessage): StreamError | undefined {
  const text = message.errorDetail?.message ?? message.error;
  if (typeof text !== "string" || text === "") return undefined;
  const code = message.errorDetail?.code ?? (operation === "ImageBuild" ? exitCodeIn(text) : undefined);
  return new StreamError(text.trimEnd(), {
    operation,
    ...(typeof code === "number" && { code }),
    hint: hintFor(operation, text),
  });
}

function hintFor(operation: string, text: string): string {
  if (isUnreachable(text)) return unreachable;
  // A build is denied more than an image, by its commands.
  const isRefused =
    operation === "ImageBuild" ? /pull access denied|manifest unknown/i : /denied|unauthorized|not found|unknown/i;
  if (isRefused.test(text)) return "Check the name and the tag, and whether the registry wants a login.";
  return operation === "ImageBuild"
    ? "Mend the step that failed; the messages before it say which, and how far the engine came."
    : "The messages before it say how far the engine came: mend what it names, and try again.";
}

/** v1.0 and Podman (4.3) tell the exit code of the command that failed in words only. */
function exitCodeIn(text: string): number | undefined {
  const [, code] = /(?:returned a non-zero code: |exit status )(\d{1,3})\s*$/.exec(text) ?? [];
  return code === undefined ? undefined : Number(code);
}

function named(operation: string, error: unknown): unknown {
  if (!(error instanceof ProtocolError) || error.message.startsWith(operation)) return error;
  return new ProtocolError(`${operation}: ${error.message}`, {
    cause: error,
    ...(error.hint !== undefined && { hint: error.hint }),
  });
}
