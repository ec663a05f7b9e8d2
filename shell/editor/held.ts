/** What is printed while nobody may see it: the newest of it is kept, and the rest is counted. */

/** In lines. */
const mostLines = 1000;

/** In UTF-16 units, for lines that are long. */
const mostUnits = 1024 * 1024;

/** Keeps text for later, however much of it comes. */
export class Held {
  /** Whole lines, with their line feeds; those before `#first` are gone. */
  #lines: string[] = [];
  #first = 0;
  /** The line that has not ended. */
  #rest = "";
  #units = 0;
  #dropped = 0;

  push(text: string): void {
    const lines = (this.#rest + text).split(/(?<=\n)/);
    this.#units += text.length;
    this.#rest = lines.at(-1)!.endsWith("\n") ? "" : lines.pop()!;
    for (const line of lines) this.#lines.push(line);
    while (
      this.#lines.length > this.#first &&
      (this.#lines.length - this.#first > mostLines || this.#units > mostUnits)
    )
      this.#drop(this.#lines[this.#first++]!);
    if (this.#first > mostLines) {
      this.#lines = this.#lines.slice(this.#first);
      this.#first = 0;
    }
    if (this.#units <= mostUnits) return;
    this.#drop(this.#rest.slice(0, -mostUnits));
    this.#rest = this.#rest.slice(-mostUnits);
  }

  /** What was kept, after a line that tells how much was not; nothing is kept any more. */
  take(): string {
    const told = this.#dropped > 0 ? `(${this.#dropped.toLocaleString("en")} lines before this were not kept)\n` : "";
    const kept = this.#lines.slice(this.#first).join("") + this.#rest;
    this.#lines = [];
    this.#first = this.#units = this.#dropped = 0;
    this.#rest = "";
    return told + kept;
  }

  #drop(line: string): void {
    this.#units -= line.length;
    this.#dropped++;
  }
}
