/** What the recorder's own tests need: a prompt over a scripted engine that records, and the same file run as a script. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addHelpers } from "../helpers.ts";
import { compare } from "../check/compare.ts";
import { sinkInto } from "../script/printed.ts";
import { errorLines, printedLines, valueLines } from "../script/shown.ts";
import { runOrder, Steps } from "../script/steps.ts";
import { parseTranscript } from "../script/transcript.ts";
import { Placeholders } from "../script/volatile.ts";
import { Session } from "../session.ts";
import { type Answer, scriptedDocker, testSession, writtenSink } from "../testing.ts";
import { Recorder } from "./recorder.ts";

export const id: string = `3f2a9c${"0".repeat(57)}1`;
export const other: string = `b7d4e1${"0".repeat(57)}2`;
export const digest: string = `sha256:${"e".repeat(63)}f`;

const summary = (Id: string, name: string, State: string): object => ({
  Id,
  Names: [`/${name}`],
  Image: "busybox",
  ImageID: digest,
  Command: "sh",
  Created: 1_700_000_000,
  Ports: [],
  Labels: {},
  State,
  Status: "Up 2 seconds",
  Mounts: [],
  NetworkSettings: { Networks: {} },
  HostConfig: {},
});
const list = [summary(id, "eager_hopper", "running"), summary(other, "web", "exited")];
const done = { status: 204, body: "" };

const answers: Readonly<Record<string, Answer | "pending">> = {
  "GET /containers/json": list,
  "GET /containers/json?all=1": list,
  "POST /containers/create": { status: 201, body: { Id: id, Warnings: [] } },
  ...Object.fromEntries(
    [id, other, id.slice(0, 12), "eager_hopper"].flatMap((ref) => [
      [`POST /containers/${ref}/start`, done],
      [`POST /containers/${ref}/stop`, done],
      [`POST /containers/${ref}/wait`, { StatusCode: 3 }],
    ]),
  ),
  "POST /containers/stuck/wait": "pending",
};

/** A prompt that records. */
export interface Recording {
  readonly session: Session;
  readonly recorder: Recorder;
  readonly notes: string[];
  readonly path: string;
  /** The lines that went to the engine. */
  readonly calls: string[];
  /** What was printed. */
  readonly printed: () => string;
  /** Runs an input; gives the error that it ends with, or its value. */
  type(input: string): Promise<unknown>;
  /** What stands in the file, without the header. */
  text(): Promise<string>;
}

/** A folder with recordings, and what was opened for them. */
export class Recordings {
  #folder: string | undefined;
  #files = 0;
  readonly #sessions: { readonly session: Session; readonly recorder: Recorder }[] = [];

  async path(): Promise<string> {
    this.#folder ??= await mkdtemp(join(tmpdir(), "dks-record-"));
    return join(this.#folder, `${++this.#files}.dks`);
  }

  /** Opens a prompt that records into a new file, or goes on with one, and types inputs. */
  async record(inputs: readonly string[] = [], append?: string): Promise<Recording> {
    const notes: string[] = [];
    const path = append ?? (await this.path());
    const { docker, calls } = scriptedDocker(answers);
    const out = writtenSink();
    let value: unknown;
    const session: Session = new Session({
      docker,
      mode: "prompt",
      at: { directory: "/scripts" },
      onValue: (given) => {
        recorder.value(given);
        value = given;
        session.scope["_"] = given;
      },
    });
    const write = (text: string): void => {
      recorder.printed(text);
      out.text += text;
    };
    addHelpers(session, { out: { ...out, write }, err: writtenSink() }, ["one", "two"]);
    const given = new Set(Object.keys(session.scope));
    const recorder: Recorder = await Recorder.open({
      path,
      append: append !== undefined,
      session,
      header: { embedded: false },
      given,
      note: (text) => notes.push(text),
    });
    this.#sessions.push({ session, recorder });
    const type = async (input: string): Promise<unknown> => {
      value = undefined;
      const unit = await session.read(input, "prompt");
      try {
        await recorder.record(unit, (trace) => session.run(unit, trace));
        return value;
      } catch (error) {
        session.scope["_error"] = error;
        return error;
      }
    };
    for (const input of inputs) await type(input);
    const text = async () => (await readFile(path, "utf8")).replace(/^\/\/! dks 1\n\n/, "");
    return { session, recorder, notes, path, calls, printed: () => out.text, type, text };
  }

  /** Runs a text as a script. Gives what it printed, what went to the engine, and the errors that it ended with. */
  async play(source: string): Promise<{ printed: string; calls: string[]; errors: unknown[] }> {
    const { session, output, calls, run } = testSession("script", answers);
    const errors: unknown[] = [];
    await run(source).catch((error: unknown) => errors.push(error));
    errors.push(...(await session.end()));
    return { printed: output.out.text, calls, errors };
  }

  /** Runs a text statement by statement, and compares what comes with what it says; gives the differences. */
  async check(source: string): Promise<unknown[]> {
    const transcript = await parseTranscript(source);
    const { docker } = scriptedDocker(answers);
    let printed = "";
    let value: readonly string[] = [];
    const steps = new Steps({
      docker,
      path: "/scripts/test.dks",
      args: [],
      output: {
        out: sinkInto((text) => {
          printed += text;
        }),
        err: writtenSink(),
      },
      onValue: (given) => {
        value = valueLines(given);
      },
    });
    const placeholders = new Placeholders(undefined, [source]);
    const found: unknown[] = [];
    for (const statement of runOrder(transcript)) {
      [printed, value] = ["", []];
      const error = await steps.run(statement, undefined).then(
        () => undefined,
        (thrown: unknown) => errorLines(thrown),
      );
      const outcome = { printed: printedLines(printed), value: error ? [] : value, ...(error && { error }) };
      found.push(...compare(statement, outcome, placeholders, false).differences);
    }
    found.push(...(await steps.end()));
    return found;
  }

  async endSessions(): Promise<void> {
    for (const { session, recorder } of this.#sessions.splice(0)) {
      await recorder.close();
      await session.end();
    }
  }

  async close(): Promise<void> {
    await this.endSessions();
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true });
    this.#folder = undefined;
  }
}
