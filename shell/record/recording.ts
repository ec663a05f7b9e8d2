/** A recording at the prompt: what is run, what it prints, and what goes over the wire. */
import { formatWithOptions } from "node:util";
import { CommandError } from "../commands/command.ts";
import type { Unit } from "../evaluate/unit.ts";
import { printedText } from "../helpers.ts";
import type { Sink } from "../output.ts";
import { sinkInto } from "../script/printed.ts";
import type { Session, Trace } from "../session.ts";
import { helpFor } from "../session-help.ts";
import type { Exchange, WireListener } from "../wire/observe.ts";
import type { CassetteWriter } from "../cassette/writer.ts";
import { Recorder, type RecorderOptions } from "./recorder.ts";

/** What is to be recorded, and where. */
export interface RecordingOptions extends RecorderOptions {
  /** Whether what goes over the wire is kept beside the file. */
  wire: boolean;
}

type Printing = "log" | "info" | "debug";

/** A recording that is going on. */
export class Recording {
  readonly #recorder: Recorder;
  readonly #cassette: CassetteWriter | undefined;
  readonly #session: Session;
  readonly #note: (text: string) => void;
  readonly #wrapped = new Map<string, { own: unknown; ours: unknown }>();
  #isOver = false;

  private constructor(recorder: Recorder, cassette: CassetteWriter | undefined, { session, note }: RecordingOptions) {
    this.#recorder = recorder;
    this.#cassette = cassette;
    this.#session = session;
    this.#note = note;
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
      const cassette = await CassetteWriter.create(cassettePath(recorder.path), apiVersion, (text) =>
        recorder.hide(text),
      );
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
    const [recorder, cassette] = [this.#recorder, this.#cassette];
    return {
      request: (exchange) => {
        recorder.hear(exchange);
        cassette?.request(exchange);
      },
      uploaded: (exchange) => recorder.hear(exchange),
      answered() {},
      received: (exchange, bytes) => cassette?.received(exchange, bytes),
      sent: (exchange, bytes) => cassette?.sent(exchange, bytes),
      ended: (exchange: Exchange, direction) => cassette?.ended(exchange, direction),
      failed: (exchange, error) => cassette?.failed(exchange, error),
    };
  }

  /** Runs a unit, and records it. */
  async run(unit: Unit, run: (trace: Trace) => Promise<void>): Promise<void> {
    const release = this.#catchConsole();
    try {
      await this.#recorder.record(unit, run);
    } finally {
      release();
    }
  }

  /** The value of the statement that is running. */
  value(value: unknown, isShown: boolean): void {
    this.#recorder.value(value, isShown);
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
      own(...values);
      out.write(`${values.map((value) => printedText(value, out)).join(" ")}\n`);
    });
    this.#wrap("help", (own) =>
      calls.track("help", async (...topics: unknown[]): Promise<void> => {
        await own(...topics);
        const topic = topics.length === 0 ? undefined : { about: topics[0] };
        out.write(`${await helpFor(this.#session, topic, { out, err: out })}\n`);
      }),
    );
  }

  /** Ends the recording; gives how many statements it has. */
  async stop(): Promise<number> {
    this.#isOver = true;
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

  /** What goes to the console is printed, too. */
  #catchConsole(): () => void {
    const own = { log: console.log, info: console.info, debug: console.debug };
    const both =
      (name: Printing) =>
      (...values: unknown[]): void => {
        own[name].apply(console, values);
        this.#recorder.printed(`${formatWithOptions({ colors: false }, ...values)}\n`);
      };
    Object.assign(console, { log: both("log"), info: both("info"), debug: both("debug") });
    return () => void Object.assign(console, own);
  }
}
