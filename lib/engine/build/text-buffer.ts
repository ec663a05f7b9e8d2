/** Text that is kept for the case that somebody wants it, up to a limit. */
export class TextBuffer {
  readonly #limit: number;
  #pieces: string[] = [];
  #size = 0;

  /** `limit`: characters; beyond it the oldest text is forgotten. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(text: string): void {
    this.#pieces.push(text);
    this.#size += text.length;
    while (this.#size > this.#limit && this.#pieces.length > 1) this.#size -= this.#pieces.shift()!.length;
  }

  text(): string {
    return this.#pieces.join("");
  }
}
