/** Takes down what is run at the prompt, as a script that runs on other engines. */
import { rm } from "node:fs/promises";
import type { Unit } from "../evaluate/unit.ts";
import { formatHeader, type Header } from "../script/header.ts";
import { literalLine } from "../script/match.ts";
import { elided, errorLines, printedLines, valueLines } from "../script/shown.ts";
import type { Output } from "../script/transcript.ts";
import { Placeholders } from "../script/volatile.ts";
import { Interrupted, type Session, type Trace } from "../session.ts";
import { walk } from "../evaluate/parse.ts";
import { type Composed, compose, type Run } from "./compose.ts";
import { Confidential } from "./confidential.ts";
import { comment, type Entry, formatEntry, type Remark } from "./entry.ts";
import { RecordingFile } from "./file.ts";
import { isGeneratedName, leavesOf } from "./leaves.ts";
import { Flow } from "./flow.ts";
import { FileNames } from "./names.ts";
import { Origins } from "./origins.ts";

/** What a recording is made of. */
export interface RecorderOptions {
  path: string;
  /** Whether the file is there already, and is gone on with. */
  append: boolean;
  session: Session;
  /** What the header says of the engine. */
  header: Header;
  /** Names that are there from the start. */
  given: ReadonlySet<string>;
  /** Tells the user what cannot be recorded as it was. */
  note(text: string): void;
}

/** What stands in a text and may have been shown: a whole id or digest, or a name as engines make them up. */
const shownInside =
  /((?:sha256:)?(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{12})(?![0-9a-f])|(?<![\w.-])[a-z]+_[a-z]+\d?(?![\w-]))/;

/** How the unit goes that is running. */
interface Running {
  readonly called: Map<number, boolean>;
  step: number;
  value: Run["value"];
  shown: { readonly value: unknown; readonly isShown: boolean } | undefined;
  readonly printed: Map<number, string>;
  /** What the value gives over time. */
  live: string | undefined;
}

/** A recording that is going on. */
export class Recorder {
  readonly #file: RecordingFile;
  readonly #session: Session;
  readonly #given: ReadonlySet<string>;
  readonly #note: (text: string) => void;
  readonly #entries: (Entry | Remark)[] = [];
  readonly #names: FileNames;
  readonly #declaredIn = new Map<string, Entry>();
  readonly #origins = new Origins<Entry>();
  readonly #placeholders: Placeholders;
  readonly #confidential = new Confidential();
  readonly #flow = new Flow();
  readonly #typed = new Set<string>();
  readonly #noted = new Set<string>();
  /** Names of containers that an engine made up. */
  readonly #made = new Set<string>();
  /** Whether the statement in the file that the next one is written behind has no semicolon. */
  #isOpen = false;
  #running: Running | undefined;
  #lastValue: { readonly entry: Entry; readonly value: unknown } | undefined;
  #lastError: Entry | undefined;
  #count = 0;

  private constructor({ session, given, note }: RecorderOptions, file: RecordingFile, before: string) {
    this.#file = file;
    this.#session = session;
    this.#given = given;
    this.#note = note;
    this.#names = new FileNames(given);
    this.#placeholders = new Placeholders(undefined, [before]);
  }

  /** Opens a recording. Throws a CommandError when the file cannot be taken. */
  static async open(options: RecorderOptions): Promise<Recorder> {
    if (!options.append)
      return new Recorder(options, await RecordingFile.create(options.path, `${formatHeader(options.header)}\n`), "");
    const { file, text } = await RecordingFile.continue(options.path);
    const recorder = new Recorder(options, file, text);
    await recorder.#continue(text);
    return recorder;
  }

  /** The file. */
  get path(): string {
    return this.#file.path;
  }

  /** How many statements were recorded. */
  get count(): number {
    return this.#count;
  }

  /** What must not be written down: it is told of all that goes to the engine and comes from it. */
  get confidential(): Confidential {
    return this.#confidential;
  }

  /** Runs a unit with `run`, and records it when it has ended. */
  async record(unit: Unit, run: (trace: Trace) => Promise<void>): Promise<void> {
    const running: Running = {
      called: new Map(),
      step: -1,
      value: "plain",
      shown: undefined,
      printed: new Map(),
      live: undefined,
    };
    this.#hearTyped(unit);
    const unfinished = `unfinished: ${this.#confidential.hideInProgram(unit.source.text)}`;
    await this.#save(comment(unfinished));
    this.#running = running;
    const { signal } = this.#session;
    let failure: { error: unknown } | undefined;
    try {
      await run({
        step: (index) => {
          running.step = index;
        },
        called: (end, awaited) => void running.called.set(end, awaited || running.called.get(end) === true),
        value: (value, awaited) => {
          running.value = awaited ? "awaited" : this.#isListOfCalls(value) ? "all" : "plain";
        },
      });
    } catch (error) {
      failure = { error };
    }
    this.#running = undefined;
    try {
      await this.#take(unit, running, signal.aborted ? { error: signal.reason } : failure);
    } catch (error) {
      this.#entries.push({ remark: `could not be recorded: ${this.#confidential.hideInProgram(unit.source.text)}` });
      this.#note(`this statement could not be recorded: ${error instanceof Error ? error.message : String(error)}`);
    }
    await this.#save();
    if (failure) throw failure.error;
  }

  /** The value of the statement that is running. What it gives over time is not shown as a value, but printed. */
  value(value: unknown, isShown = true): void {
    if (this.#running) Object.assign(this.#running, { shown: { value, isShown }, live: isShown ? undefined : "" });
  }

  /** What the statement that is running prints. */
  printed(text: string): void {
    if (this.#running === undefined) return;
    const { printed, step, live } = this.#running;
    if (live !== undefined) this.#running.live = live + text;
    else printed.set(step, (printed.get(step) ?? "") + text);
  }

  /** Writes a remark, e.g. that another engine answers from here on. */
  async remark(remark: string): Promise<void> {
    this.#entries.push({ remark });
    await this.#save();
  }

  /** What was declared is gone, and so are the values of before. */
  forget(): void {
    for (const name of this.#names.declared()) this.#names.lose(name);
    [this.#lastValue, this.#lastError] = [undefined, undefined];
  }

  /** Ends the recording. */
  async close(): Promise<void> {
    await this.#save();
    await this.#file.close();
  }

  /** Ends it before it has begun. */
  async abandon(): Promise<void> {
    await this.#file.close();
    await rm(this.#file.path);
  }

  /** Takes in what an earlier recording declares. */
  async #continue(text: string): Promise<void> {
    const [{ parse }, { namesOf }] = await Promise.all([import("../evaluate/parse.ts"), import("./scope.ts")]);
    const { code, program } = await parse(text);
    this.#names.keepAsTheyAre(namesOf(program));
    const last = program.body.at(-1);
    this.#isOpen = last !== undefined && code[last.end - 1] !== ";";
  }

  async #take(unit: Unit, running: Running, failure: { error: unknown } | undefined): Promise<void> {
    const failed = failure === undefined ? "no" : failure.error instanceof Interrupted ? "interrupted" : "error";
    const composed = await compose(
      unit,
      { ...running, failed },
      {
        names: this.#names,
        scope: this.#session.scope,
        given: this.#given,
        confidential: this.#confidential,
        earlier: (name) => this.#earlier(name),
        reference: (text, asReference) => this.#reference(text, asReference),
        pieceWithReferences: (raw) => this.#withReferences(raw, (part) => part),
      },
    );
    const last = unit.parsed.program.body.length - 1;
    for (const [position, written] of composed.statements.entries()) {
      const { index } = written;
      const outputs = this.#outputs(index, running, {
        shown: index === last && running.value !== "all" && running.shown?.isShown ? running.shown : undefined,
        failure: failed === "error" && index === running.step ? failure : undefined,
      });
      const declares = position === 0 ? composed.declares : [];
      const live =
        index === last && running.live !== undefined ? this.#marked(undefined, printedLines(running.live)) : [];
      const entry: Entry = {
        written,
        declares,
        outputs,
        ...(live.length > 0 && { live }),
        isLet: false,
        isAnew: composed.anew.has(index),
        isBehindOpen: this.#isOpen,
      };
      this.#entries.push(entry);
      if (written.body !== "") this.#isOpen = false;
      if (index >= 0) this.#count++;
      for (const [name, at] of composed.declaredIn) if (at === index) this.#declaredIn.set(name, entry);
      const anew = composed.anew.get(index);
      if (anew !== undefined) this.#declaredIn.get(anew)!.isLet = true;
      if (index === last && running.shown) this.#remember(running.shown.value, entry);
      if (failed === "error" && index === running.step) this.#lastError = entry;
    }
    if (failed === "interrupted")
      this.#entries.push({ remark: `interrupted: ${this.#confidential.hideInProgram(unit.source.text)}` });
    this.#takeVariables(unit, composed, failed !== "no");
    this.#noteWhatIsMissing(unit, composed, running);
  }

  #remember(value: unknown, entry: Entry): void {
    this.#lastValue = { entry, value };
    if (entry.written.kind === "expression") this.#origins.learn(value, { entry }, (text) => this.#typed.has(text));
  }

  /** Ids in variables were seen, too, when somebody shows them. */
  #takeVariables(unit: Unit, { names }: Composed, failed: boolean): void {
    for (const { name } of unit.declared) {
      if (failed && names.declared.has(name) && !(name in this.#session.scope)) this.#names.lose(name);
      else {
        this.#origins.learn(this.#session.scope[name], { name }, (text) => this.#typed.has(text));
        this.#learnNames(this.#session.scope[name]);
      }
    }
  }

  #outputs(
    step: number,
    { printed }: Running,
    { shown, failure }: { shown: { value: unknown } | undefined; failure: { error: unknown } | undefined },
  ): Output[] {
    const text = printed.get(step);
    const outputs: Output[] = [
      ...(text === undefined ? [] : [{ kind: "printed" as const, lines: this.#marked(undefined, printedLines(text)) }]),
      ...(shown ? [{ kind: "value" as const, lines: elided(this.#marked(shown.value, valueLines(shown.value))) }] : []),
      ...(failure ? [{ kind: "error" as const, lines: this.#marked(failure.error, errorLines(failure.error)) }] : []),
    ];
    return outputs.filter(({ lines }) => lines.length > 0);
  }

  /** With placeholders for what is otherwise the next time. */
  #marked(value: unknown, lines: readonly string[]): string[] {
    this.#learnNames(value);
    return lines.map((line) => {
      const named = line.replace(/(?<![\w<])[a-z]+_[a-z]+\d?(?![\w>])/g, (name) =>
        this.#made.has(name) ? this.#placeholders.of("name", name) : name,
      );
      const whole = this.#placeholders.replace(named);
      const short = whole.replace(/(?<![\w<])[0-9a-f]{4,11}(?![\w>])/g, (hex) =>
        this.#origins.knows(hex) ? this.#placeholders.of("id", hex) : hex,
      );
      return literalLine(short);
    });
  }

  #learnNames(value: unknown): void {
    for (const leaf of leavesOf(value))
      if (isGeneratedName(leaf, (text) => this.#typed.has(text))) this.#made.add(leaf.text.replace(/^\//, ""));
  }

  /** What the value or the error of an earlier statement is called; it gets a name when it has none. */
  #earlier(name: "_" | "_error"): string | undefined {
    if (name === "_error") {
      const entry = this.#lastError;
      if (entry === undefined || entry.written.kind === "declaration") return undefined;
      entry.caught ??= this.#names.fresh("error");
      return entry.caught;
    }
    return this.#lastValue && this.#nameOf(this.#lastValue.entry, this.#lastValue.value);
  }

  /** A name for the value of a statement. */
  #nameOf(entry: Entry, value: unknown): string | undefined {
    const { kind, body } = entry.written;
    if (kind !== "expression") return undefined;
    if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(body) && this.#names.kindOf(body) === "const") return body;
    entry.lifted ??= this.#names.fresh(baseName(body, value));
    return entry.lifted;
  }

  /** What stands for a text that came from an engine. */
  #reference(text: string, asReference: boolean): string | undefined {
    const found = this.#origins.find(text, asReference, (name, path, whole) => {
      const isDeclared = this.#names.get(name) !== undefined;
      let at: unknown = this.#session.scope[name];
      for (const step of path) at = (at as Record<string | number, unknown> | null | undefined)?.[step];
      return isDeclared && at === whole;
    });
    if (found === undefined) return this.#insideText(text);
    const { holder, access } = found;
    const name = "name" in holder ? this.#names.get(holder.name) : this.#nameOf(holder.entry, undefined);
    return name === undefined ? undefined : name + access;
  }

  /** A text with a whole id, a digest or a name in it, as in `busybox@sha256:...`: a template, with what stands for those. */
  #insideText(text: string): string | undefined {
    if (text.replace(shownInside, "") === "") return undefined;
    const written = this.#withReferences(text, (part) => part.replace(/[\\`]|\$\{/g, "\\$&"));
    return written === undefined ? undefined : `\`${written}\``;
  }

  /** With references in the place of what was shown; undefined where there is nothing of that. */
  #withReferences(text: string, quasi: (part: string) => string): string | undefined {
    const parts = text.split(shownInside);
    const written = parts.map((part, index) => (index % 2 === 1 ? this.#reference(part, false) : undefined));
    if (written.every((part) => part === undefined)) return undefined;
    return parts.map((part, index) => (written[index] === undefined ? quasi(part) : `\${${written[index]}}`)).join("");
  }

  /** What the user writes is the same the next time; and what stands in a place for secrets is one, wherever else it stands. */
  #hearTyped({ source, parsed: { program } }: Unit): void {
    walk(program, (node) => {
      const text =
        node.type === "Literal" ? node.value : node.type === "TemplateElement" ? node.value.cooked : undefined;
      if (typeof text !== "string") return;
      this.#typed.add(text);
      for (const word of text.split(/[^\w.-]+/)) this.#typed.add(word);
    });
    this.#confidential.hearTyped(source.text);
    for (const secret of this.#flow.secrets(program, (name) => this.#session.scope[name]))
      this.#confidential.add(secret);
  }

  #isListOfCalls(value: unknown): boolean {
    const { calls } = this.#session;
    return Array.isArray(value) && value.some((item) => calls.isCall(item) || calls.isMadeOfCall(item));
  }

  #noteWhatIsMissing(unit: Unit, { missing, names }: Composed, { value }: Running): void {
    const note = (text: string): void => {
      if (!this.#noted.has(text)) this.#note(text);
      this.#noted.add(text);
    };
    for (const name of missing) note(`\`${name}\` was declared before the recording began: the file does not have it`);
    for (const { name } of names.references)
      if (this.#names.get(name) !== undefined && !(name in this.#session.scope) && !(name in globalThis))
        note(`\`${name}\` is declared in the file alone: at the prompt it means nothing`);
    if (value === "all") return;
    for (const { name, place } of this.#session.calls.unawaited())
      if (place?.unit === unit)
        note(`the call of ${name} at ${place.line}:${place.column} is not awaited, which a script must do`);
  }

  async #save(unfinished = ""): Promise<void> {
    const pieces = this.#entries.map((entry) => this.#confidential.hideInProgram(formatEntry(entry)));
    try {
      await this.#file.save(pieces, unfinished);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.#noted.has(reason)) this.#note(`the recording could not be written: ${reason}`);
      this.#noted.add(reason);
    }
  }
}

/** A word for what a value is. */
function baseName(body: string, value: unknown): string {
  const called = /(?:^|[.\s(])(\w+)\([^()]*\)$/.exec(body)?.[1];
  if (Array.isArray(value) || called === "list" || called === "ps") return "list";
  if (called === "create" || called === "start") return "container";
  if (called === "pull" || called === "build" || called === "import") return "image";
  if (called === "inspect") return "details";
  return "value";
}
