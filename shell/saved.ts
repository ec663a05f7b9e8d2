/** What was run at the prompt, for `.save`: a script of the statements that came to their end, written as a recording writes them. */
import type { Unit } from "./evaluate/unit.ts";
import { compose, type Run } from "./record/compose.ts";
import { Confidential } from "./record/confidential.ts";
import { type Entry, formatEntry } from "./record/entry.ts";
import { Flow } from "./record/flow.ts";
import { FileNames } from "./record/names.ts";
import type { Session } from "./session.ts";
import type { Past } from "./past.ts";

/** A statement, and whether it failed: then it is written only where a later one speaks of its error. */
interface Saved {
  readonly entry: Entry;
  readonly hasFailed: boolean;
}

/** Puts the script together, without its header, and counts its statements. `given` are the names that are there from the start. */
export async function savedScript(
  past: Past,
  session: Session,
  given: ReadonlySet<string>,
): Promise<{ text: string; count: number }> {
  const script = new Script(session, given);
  for (const step of past.steps) {
    if (step === "forgotten") script.forget();
    else await script.add(step.unit, step.run);
  }
  return script.text();
}

class Script {
  readonly #session: Session;
  readonly #given: ReadonlySet<string>;
  readonly #names: FileNames;
  readonly #flow = new Flow();
  readonly #confidential = new Confidential();
  readonly #saved: Saved[] = [];
  readonly #declaredIn = new Map<string, Entry>();
  #lastValue: Entry | undefined;
  #lastError: Entry | undefined;

  constructor(session: Session, given: ReadonlySet<string>) {
    this.#session = session;
    this.#given = given;
    this.#names = new FileNames(given);
  }

  async add(unit: Unit, run: Run): Promise<void> {
    // What it imports is not there, or could not be read.
    if (run.failed !== "no" && run.step < 0) return;
    const { scope } = this.#session;
    const { program } = unit.parsed;
    this.#confidential.hearTyped(unit.source.text);
    for (const secret of this.#flow.secrets(program, (name) => scope[name])) this.#confidential.add(secret);
    const composed = await compose(unit, run, {
      names: this.#names,
      scope,
      given: this.#given,
      confidential: this.#confidential,
      earlier: (name) => this.#earlier(name),
      reference: () => undefined,
      pieceWithReferences: () => undefined,
    });
    for (const [position, written] of composed.statements.entries()) {
      const { index } = written;
      const entry: Entry = {
        written,
        declares: position === 0 ? composed.declares : [],
        outputs: [],
        isLet: false,
        isAnew: composed.anew.has(index),
      };
      const hasFailed = run.failed === "error" && index === run.step;
      this.#saved.push({ entry, hasFailed });
      for (const [name, at] of composed.declaredIn) if (at === index) this.#declaredIn.set(name, entry);
      const anew = composed.anew.get(index);
      if (anew !== undefined) this.#declaredIn.get(anew)!.isLet = true;
      if (hasFailed) this.#lastError = entry;
      else if (index === program.body.length - 1 && written.kind === "expression") this.#lastValue = entry;
    }
  }

  forget(): void {
    for (const name of this.#names.declared()) this.#names.lose(name);
    [this.#lastValue, this.#lastError] = [undefined, undefined];
  }

  text(): { text: string; count: number } {
    const kept = this.#saved.filter(({ entry, hasFailed }) => !hasFailed || entry.caught !== undefined);
    const lines = this.#saved.map(({ entry, hasFailed }) => {
      if (!hasFailed || entry.caught !== undefined) return formatEntry(entry);
      return entry.declares.map((name) => `let ${name};\n`).join("");
    });
    return {
      text: this.#confidential.hideInProgram(lines.join("")),
      count: kept.filter(({ entry }) => entry.written.index >= 0).length,
    };
  }

  /** What the value, or the error, of an earlier statement is called in the script. */
  #earlier(name: "_" | "_error"): string | undefined {
    if (name === "_error") {
      if (this.#lastError) this.#lastError.caught ??= this.#names.fresh("error");
      return this.#lastError?.caught;
    }
    if (this.#lastValue) this.#lastValue.lifted ??= this.#names.fresh("value");
    return this.#lastValue?.lifted;
  }
}
