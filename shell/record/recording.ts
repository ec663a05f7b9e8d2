/** A recording at the prompt: what is run, what it prints, and what goes over the wire. */
import process from "node:process";
import { CommandError } from "../commands/command.ts";
import type { Unit } from "../evaluate/unit.ts";
import { visible } from "../format/text.ts";
import { printedText } from "../helpers.ts";
import type { Sink } from "../output.ts";
import { replaceConsole } from "../script/console.ts";
import { sinkInto } from "../script/printed.ts";
import type { Session, Trace } from "../session.ts";
import { helpFor } from "../session-help.ts";
import { type Exchange, Passed, type WireListener } from "../wire/observe.ts";
import type { CassetteWriter } from "../cassette/writer.ts";
import { Recorder, type RecorderOptions } from "./recorder.ts";

/** What is to be recorded, and where. */
export interface RecordingOptions extends RecorderOptions {
  /** Whether what goes over the wire is kept beside the file. */
  wire: boolean;
}

/** How much of an answer is looked through for secrets, in bytes. */
const keptOfAnswer = 256 * 1024;

/** A recording that is going on. */
export class Recording {
  readonly #recorder: Recorder;
  readonly #cassette: CassetteWriter | undefined;
  readonly #session: Session;
  readonly #note: (text: string) => void;
  readonly #wrapped = new Map<string, { own: unknown; ours: unknown }>();
  /** What is being answered. */
  readonly #answers = new WeakMap<Exchange, Passed>();
  readonly #unhandled = (): void =>
    this.#note("a promise was rejected that nobody awaits: a script fails by that, so await it there, or catch it");
  #isOver = false;
  /** Whether what goes to stdout is known already: it is the shell's, or was recorded as it was handed over. */
  #isTold = false;

  private constructor(recorder: Recorder, cassette: CassetteWriter | undefined, { session, note }: RecordingOptions) {
    this.#recorder = recorder;
    this.#cassette = cassette;
    this.#session = session;
    this.#note = note;
    process.on("unhandledRejection", this.#unhandled);
    this.wrapHelpers();
  }

  /** Begins a recording. Throws a CommandError when its files cannot be made. */
  static async open(options: RecordingOptions): Promise<Recording> {
    if (options.wire && options.append)
      throw new CommandError("--append and --wire do not go together", "Record the wire into new files.");
    const recorder = await Recorder.open(options);
    if (!options.wire) return new Recording(recorder, undefined, options);
    const [{ CassetteWriter }, { cassettePath }] = await Promise.all([
      import("../cassette/writer.ts"),
      import("../cassette/mod.ts"),
    ]);
    try {
      const { apiVersion } = options.header;
      const cassette = await CassetteWriter.create(cassettePath(recorder.path), apiVersion, recorder.confidential);
      return new Recording(recorder, cassette, options);
    } catch (error) {
      await recorder.abandon();
      throw error;
    }
  }

  /** The file. */
  get path(): string {
    return this.#recorder.path;
  }

  /** For `observe`. */
  get listener(): WireListener | undefined {
    if (this.#isOver) return undefined;
    const [{ confidential }, cassette, answers] = [this.#recorder, this.#cassette, this.#answers];
    return {
      request: (exchange) => {
        confidential.hear(exchange);
        cassette?.request(exchange);
      },
      uploaded: (exchange) => confidential.hear(exchange),
      answered: (exchange) => {
        if (/json/.test(exchange.answer?.["content-type"] ?? "")) answers.set(exchange, new Passed(keptOfAnswer));
      },
      received: (exchange, bytes) => {
        answers.get(exchange)?.add(bytes);
        cassette?.received(exchange, bytes);
      },
      sent: (exchange, bytes) => cassette?.sent(exchange, bytes),
      ended: (exchange, direction) => {
        const answer = answers.get(exchange);
        if (answer) confidential.hearAnswer(answer);
        cassette?.ended(exchange, direction);
      },
      failed: (exchange, error) => cassette?.failed(exchange, error),
    };
  }

  /** Runs a unit, and records it. */
  async run(unit: Unit, run: (trace: Trace) => Promise<void>): Promise<void> {
    this.#isTold = false;
    this.#cassette?.begin();
    const release = this.#catchStdout();
    try {
      await this.#recorder.record(unit, run);
    } finally {
      release();
    }
  }

  /** The value of the statement that is running. */
  value(value: unknown, isShown: boolean): void {
    this.#recorder.value(value, isShown);
    // From here on the shell shows it.
    this.#isTold = true;
  }

  /** A way out that also goes into the recording, as what was printed. */
  recorded(sink: Sink): Sink {
    return {
      ...sink,
      write: (text) => {
        sink.write(text);
        this.#recorder.printed(text);
      },
    };
  }

  /** Another engine answers from here on. */
  async changedEngine(): Promise<void> {
    await this.#recorder.remark("Another engine answers from here on.");
  }

  /** What was declared is forgotten. */
  forget(): void {
    this.#recorder.forget();
  }

  /** `print` and `help` also say to the recording what they say, as wide as it is. Done anew when there are new helpers. */
  wrapHelpers(): void {
    const { calls } = this.#session;
    const out = sinkInto((text) => this.#recorder.printed(text));
    this.#wrap("print", (own) => (...values: unknown[]): void => {
      this.#telling(() => own(...values));
      out.write(`${values.map((value) => printedText(value, out)).join(" ")}\n`);
    });
    this.#wrap("help", (own) =>
      calls.track("help", async (...topics: unknown[]): Promise<void> => {
        await this.#telling(() => own(...topics));
        const topic = topics.length === 0 ? undefined : { about: topics[0] };
        out.write(`${await helpFor(this.#session, topic, { out, err: out })}\n`);
      }),
    );
  }

  /** Ends the recording; gives how many statements it has. */
  async stop(): Promise<number> {
    this.#isOver = true;
    process.off("unhandledRejection", this.#unhandled);
    const { scope } = this.#session;
    for (const [name, { own, ours }] of this.#wrapped) if (scope[name] === ours) scope[name] = own;
    await this.#recorder.close();
    try {
      await this.#cassette?.close();
    } catch (error) {
      this.#note(`the wire could not be written: ${error instanceof Error ? error.message : String(error)}`);
    }
    return this.#recorder.count;
  }

  // biome-ignore lint/suspicious/noExplicitAny: a helper of any kind
  #wrap(name: "print" | "help", wrapped: (own: (...args: any[]) => any) => unknown): void {
    const { scope } = this.#session;
    const own = scope[name];
    if (typeof own !== "function" || this.#wrapped.get(name)?.ours === own) return;
    // biome-ignore lint/suspicious/noExplicitAny: a helper of any kind
    const ours = wrapped(own as (...args: any[]) => any);
    this.#wrapped.set(name, { own, ours });
    scope[name] = ours;
  }

  /** What goes to the console and to stdout is printed, too. */
  #catchStdout(): () => void {
    const release = replaceConsole((text) => {
      this.#telling(() => process.stdout.write(process.stdout.isTTY ? visible(text) : text));
      this.#recorder.printed(text);
    });
    const { write } = process.stdout;
    const decoder = new TextDecoder();
    process.stdout.write = ((chunk: string | Uint8Array, ...rest: []) => {
      if (!this.#isTold)
        this.#recorder.printed(typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
      return write.call(process.stdout, chunk, ...rest);
    }) as typeof write;
    return () => {
      release();
      process.stdout.write = write;
    };
  }

  /** Does something that writes to stdout what is recorded otherwise. */
  #telling<T>(tell: () => T): T {
    const before = this.#isTold;
    this.#isTold = true;
    const done = (): void => {
      this.#isTold = before;
    };
    try {
      const told = tell();
      if (told instanceof Promise) return told.finally(done) as T;
      done();
      return told;
    } catch (error) {
      done();
      throw error;
    }
  }
}
