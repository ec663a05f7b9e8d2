/** The shell behind the prompt: a session, how its values are shown, and what its commands do. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { Attachment, connect, type Docker, type Transport } from "../mod.ts";
import { adviceFor } from "./advice.ts";
import { CommandError } from "./commands/command.ts";
import { NameCache, type NamesConnection } from "./complete/names.ts";
import type { CompletionWorld } from "./complete/mod.ts";
import type { Console } from "./console.ts";
import { type EngineSettings, openEngine } from "./engine.ts";
import type { Unit } from "./evaluate/unit.ts";
import { explain } from "./explain.ts";
import { tableText } from "./format/listing.ts";
import { visibleLine } from "./format/text.ts";
import { formatJson } from "./format/value.ts";
import { addHelpers } from "./helpers.ts";
import type { Output } from "./output.ts";
import type { Recording } from "./record/recording.ts";
import { formatFailure } from "./run-session.ts";
import { page } from "./pager.ts";
import { Past } from "./past.ts";
import { Interrupted, Session, type Trace } from "./session.ts";
import { checkArguments, helpFor } from "./session-help.ts";
import { isLive, showCall, showLive, shown } from "./show.ts";
import type { Reachable } from "./wire/curl.ts";
import { WireLog } from "./wire/log.ts";
import { observe } from "./wire/observe.ts";

/** How values are shown. */
export type Form = "text" | "json" | "table";

/** What a shell is made of. */
export interface ShellOptions {
  settings: EngineSettings;
  /** Values and errors as JSON. */
  json: boolean;
  output: Output;
  console: (shell: Shell) => Console;
  /** Is put between the shell and each engine that it connects to. */
  wrap?: (transport: Transport) => Transport;
}

/** One run of the prompt. Made by {@link Shell.open}. */
export class Shell {
  readonly output: Output;
  readonly wire: WireLog;
  readonly console: Console;
  /** The containers and images that completion knows. */
  readonly names: NameCache;
  /** The inputs that were read and run, oldest first. */
  readonly accepted: string[] = [];
  /** How they went. */
  readonly past: Past = new Past();
  /** Whether it is said how long statements take. */
  timing = false;
  /** What takes down what is run, while something does. */
  recording: Recording | undefined;
  /** The names that are there from the start. */
  readonly given: Set<string> = new Set();
  readonly #json: boolean;
  readonly #wrap: NonNullable<ShellOptions["wrap"]>;
  #session!: Session;
  #form: Form = "text";
  #apiVersion: string | undefined;
  #left = false;
  #exposed: Promise<Reachable> | undefined;
  readonly #closing: (() => unknown)[] = [];

  private constructor({ json, output, console, wrap = (transport) => transport }: ShellOptions) {
    this.#json = json;
    this.#wrap = wrap;
    this.output = output;
    this.wire = new WireLog({
      write: (line) => output.err.write(line),
      paint: () => output.err.paint,
      expose: () => (this.#exposed ??= this.#expose()),
    });
    this.console = console(this);
    this.names = new NameCache(() => this.#connectForNames());
  }

  /** Opens a shell on an engine. Throws what `connect` throws, when there is none. */
  static async open(options: ShellOptions): Promise<Shell> {
    const shell = new Shell(options);
    await shell.connect(options.settings);
    setImmediate(() => void checkArguments(shell.session)); // after the prompt is there, before anybody has typed anything
    return shell;
  }

  get session(): Session {
    return this.#session;
  }

  /** Whether the user wants to leave. */
  get left(): boolean {
    return this.#left;
  }

  /** What is said when a shell opens, and when it has changed engines. The engine is asked for its version. */
  async banner(): Promise<string> {
    const { docker } = this.#session;
    const engine = await docker.api().then(
      ({ version }) => `API ${version}`,
      (error: unknown) => `no answer: ${visibleLine(error instanceof Error ? error.message : String(error))}`,
    );
    return `dks on ${docker.endpoint} (${engine}): help() shows what there is, .exit leaves`;
  }

  /** What stands before an input: which engine it is for, and whether it is recorded. */
  prompt(): string {
    return `${this.context}${this.recording ? " (rec)" : ""}> `;
  }

  /** The API version that was asked for. */
  get apiVersion(): string | undefined {
    return this.#apiVersion;
  }

  /** The engine in a word: `embedded`, `docker` for a socket of that name, `build.example` for a host; with the version where one was asked for. */
  get context(): string {
    const { endpoint } = this.#session.docker;
    const socket = /([^/]+?)(?:\.sock)?$/.exec(endpoint)?.[1] ?? endpoint;
    const name =
      endpoint === "embedded:" ? "embedded" : (/^\w+:\/\/(\[[^\]/]*\]|[^/:]+)/.exec(endpoint)?.[1] ?? socket);
    return [visibleLine(name), ...(this.#apiVersion === undefined ? [] : [this.#apiVersion])].join(" ");
  }

  /** Ends the prompt after this input. */
  leave(): void {
    this.#left = true;
  }

  /** Says something that is no value. */
  say(text: string): void {
    this.output.out.write(`${text}\n`);
  }

  /** Says something beside what was asked for. */
  note(text: string): void {
    this.output.err.write(`dks: ${text}\n`);
  }

  /** The same of what may be long: a page at a time, on a terminal. */
  sayAll(text: string): Promise<void> {
    return page(text, this.output.out, this.console);
  }

  /** Tells of an error. */
  report(error: unknown): void {
    this.output.err.write(this.reportText(error));
  }

  /** What is told of an error, in lines. */
  reportText(error: unknown): string {
    if (error instanceof Interrupted) return `\n${error.message}\n`; // behind the ^C that the terminal shows
    if (error instanceof CommandError) {
      const hint = error.hint ?? adviceFor(error);
      return [error.message, ...(hint === undefined ? [] : [`  ${hint}`]), ""].join("\n");
    }
    return `${formatFailure(explain(error, this.#session), this.#json, this.output)}\n`;
  }

  /** Talks to another engine; what was declared stays. One that does not answer is not gone over to: what it is asked rejects. */
  async connect(settings: EngineSettings): Promise<void> {
    const docker = await openEngine(settings, this.output.err, (transport) =>
      observe(this.wire.wrap(this.#wrap(transport)), () => this.recording?.listener),
    );
    if (this.#session === undefined) {
      this.#apiVersion = settings.apiVersion;
      this.#session = this.#open(docker);
    } else {
      await docker.ping({ signal: this.#session.signal }).catch(async (error: unknown) => {
        await docker.close();
        throw error;
      });
      this.#apiVersion = settings.apiVersion;
      await this.#session.connect(docker);
      await this.names.reset();
      await this.recording?.changedEngine();
    }
    this.#addHelpers();
  }

  /** Forgets what was declared. */
  reset(): void {
    this.#session.reset();
    this.recording?.forget();
    this.past.forget();
    this.#addHelpers();
  }

  /** Runs an input that was read already, and shows its value. */
  async run(unit: Unit, source: string): Promise<void> {
    this.accepted.push(source);
    const began = performance.now();
    try {
      const run = (trace?: Trace): Promise<void> => this.past.run(this.#session, unit, trace);
      await (this.recording ? this.recording.run(unit, run) : run());
    } catch (error) {
      this.#keep("_error", error);
      throw error;
    } finally {
      if (this.timing) this.output.err.write(`${((performance.now() - began) / 1000).toFixed(3)} s\n`);
      this.names.refresh(); // it may have made or removed some
    }
  }

  /** What completion and hints go by; loaded when it is first asked for. */
  async completion(): Promise<{ world: CompletionWorld } & typeof import("./complete/mod.ts")> {
    const [complete, { reference }, { commands }, library] = await Promise.all([
      import("./complete/mod.ts"),
      import("./reference/generated/reference.ts"),
      import("./commands/mod.ts"),
      import("../mod.ts"),
    ]);
    this.names.touch();
    const world: CompletionWorld = {
      reference,
      classes: library as unknown as Record<string, unknown>,
      scope: this.#session.scope,
      names: this.names,
      commands,
      directory: this.#session.directory,
    };
    return { ...complete, world };
  }

  /** Reads and runs a text, as if it were typed. `title` says in errors where it stands. */
  async evaluate(source: string, title = "prompt"): Promise<void> {
    await this.run(await this.#session.read(source, title), source);
  }

  /** Shows the value of a statement, or the last one, in another form. */
  async showAs(form: Form, statement: string): Promise<void> {
    const before = this.#form;
    this.#form = form;
    try {
      if (statement === "") await this.#show(this.#session.scope["_"]);
      else await this.evaluate(statement);
    } finally {
      this.#form = before;
    }
  }

  /** What help says. */
  help(topic: { readonly about: unknown } | undefined): Promise<string> {
    return helpFor(this.#session, topic, this.output);
  }

  /** Opens a text in the user's editor; gives what comes back. */
  async edit(text: string): Promise<string> {
    const { editElsewhere } = await import("./editor/mod.ts");
    const outcome = await this.console.lend(() => editElsewhere(text));
    if ("problem" in outcome)
      throw new CommandError(`${outcome.problem}: nothing was run`, "$EDITOR says which editor is opened.");
    return outcome.text;
  }

  /** Ends the session, and what the shell has opened. */
  async close(): Promise<void> {
    await this.names.close();
    await this.recording?.stop();
    await this.#session.end().catch((error: unknown) => this.report(error));
    this.wire.close();
    for (const step of this.#closing.splice(0)) await step();
  }

  /** A connection of its own, so that a slow answer holds nobody up, and nothing of it is on the wire that is shown. */
  async #connectForNames(): Promise<NamesConnection> {
    let way: Transport | undefined;
    const docker = await connect(this.#session.docker.endpoint, {
      ...(this.#apiVersion !== undefined && { apiVersion: this.#apiVersion }),
      wrap: (transport) => (way = transport),
    });
    return { docker, transport: way! };
  }

  #open(docker: Docker): Session {
    return new Session({
      docker,
      mode: "prompt",
      at: { directory: process.cwd() },
      onCall: (call) => showCall(call, this.output.err),
      onForgotten: ([first, ...others]) => {
        const more = others.length === 0 ? "" : `, nor are ${others.length} more`;
        const { message, place } = first!;
        const at = place === undefined ? "" : ` (at ${place.line}:${place.column})`;
        this.note(`${message}${at}${more}: inside a function write \`await\``);
      },
      onValue: async (value) => {
        this.#keep("_", value);
        const live = isLive(value) && !this.#json ? value : undefined;
        this.recording?.value(value, live === undefined);
        if (live === undefined) return this.#show(value);
        if (live instanceof Attachment && (await this.#handOver(live))) return;
        const { out, err } = this.output;
        await showLive(live, { out: this.recording?.recorded(out) ?? out, err }, this.#session.signal);
      },
    });
  }

  /** Remembers what was last, under a name that is the user's as soon as he declares it. */
  #keep(name: "_" | "_error", value: unknown): void {
    this.#session.offer({ [name]: value });
  }

  /** Gives the terminal to the program that was attached to; false when there is only output to show. */
  async #handOver(attachment: Attachment): Promise<boolean> {
    const { signal, calls } = this.#session;
    const origin = calls.originOf(attachment);
    if (origin === undefined) return false;
    const { attachTerminal } = await import("./terminal/mod.ts");
    return this.console.lend(() => attachTerminal(attachment, origin, { err: this.output.err, signal }));
  }

  #addHelpers(): void {
    addHelpers(this.#session, this.output, [], undefined, (text) => this.sayAll(text));
    for (const name of ["_", "_error"]) if (!(name in this.#session.scope)) this.#session.scope[name] = undefined;
    if (this.given.size === 0) for (const name of Object.keys(this.#session.scope)) this.given.add(name);
    this.recording?.wrapHelpers();
  }

  async #show(value: unknown): Promise<void> {
    const text = this.#textOf(value);
    if (text !== undefined) await page(text, this.output.out, this.console);
  }

  #textOf(value: unknown): string | undefined {
    const { out } = this.output;
    if (this.#form === "json") return formatJson(value, this.#json ? undefined : 2);
    if (this.#form === "table") {
      const table = tableText(value, out.columns, out.paint);
      if (table === undefined) throw new CommandError("this value is no list of objects", "Try .json.");
      return table;
    }
    return this.#json ? formatJson(value) : shown(value, out);
  }

  /** The engine inside this process, on a socket that only this user can open, as long as the shell is there. */
  async #expose(): Promise<Reachable> {
    const { defaultEngine, listen } = await import("../lib/engine/mod.ts");
    const folder = await mkdtemp(join(tmpdir(), "dks-engine-"));
    const socket = join(folder, "engine.sock");
    const listener = await listen(defaultEngine(), { path: socket });
    this.#closing.push(async () => {
      await listener.close();
      await rm(folder, { recursive: true, force: true });
    });
    return { socket };
  }
}
