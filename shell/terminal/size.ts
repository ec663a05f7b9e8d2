/** The size of a terminal, and how a container's follows it. */
import { ConflictError, NotFoundError, UnsupportedError } from "../../mod.ts";

/** In characters. */
export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

/** A size that an engine takes; undefined for one that is not known, as terminals without a window have it. */
export function terminalSize(rows: unknown, columns: unknown): TerminalSize | undefined {
  const fits = (count: unknown): count is number =>
    Number.isInteger(count) && Number(count) > 0 && Number(count) < 65536;
  return fits(rows) && fits(columns) ? { rows, columns } : undefined;
}

/** What a {@link SizeFollower} works with. */
export interface SizeFollowerOptions {
  /** The size that is there now. */
  size(): TerminalSize | undefined;
  /** Tells the container. */
  resize(size: TerminalSize): Promise<void>;
  /** Waits before another attempt, for so many milliseconds. */
  pause?(milliseconds: number): Promise<void>;
}

/** A program that has just been started has no terminal yet on some engines, for some hundredths of a second. */
const attempts = 8;

/** In milliseconds, between two sizes: Podman (4.3) may lose the second of two that come together, and the last one is the one that counts. */
const apart = 100;

/** Tells a container the size of the terminal, one time after the other: the last one counts, whatever came in between. */
export class SizeFollower {
  readonly #options: SizeFollowerOptions;
  #isTelling = false;
  #isStale = false;
  #isOver = false;

  constructor(options: SizeFollowerOptions) {
    this.#options = options;
  }

  /** The size may have changed. With `redraw` it is another one for a moment, so that programs draw what is on the screen. */
  follow({ redraw = false }: { redraw?: boolean } = {}): void {
    this.#isStale = true;
    if (!this.#isTelling) void this.#tell(redraw);
  }

  /** Tells no more. */
  stop(): void {
    this.#isOver = true;
  }

  async #tell(redraw: boolean): Promise<void> {
    this.#isTelling = true;
    const { size, pause = sleep } = this.#options;
    for (let isFirst = redraw; this.#isStale && !this.#isOver; isFirst = false) {
      this.#isStale = isFirst;
      const now = size();
      const more = isFirst ? 1 : 0;
      if (now) await this.#try({ rows: now.rows + more, columns: now.columns + more });
      await pause(apart);
    }
    this.#isTelling = false;
  }

  /** A size that cannot be told is no reason to take the terminal away: the program goes on with the one that it has. */
  async #try(size: TerminalSize): Promise<void> {
    const { resize, pause = sleep } = this.#options;
    for (let attempt = 1; !this.#isOver; attempt++) {
      try {
        return await resize(size);
      } catch (error) {
        if (error instanceof UnsupportedError || error instanceof NotFoundError) return this.stop();
        // A container that has ended stays so; one that is being started does not.
        if (attempt === attempts || (attempt > 3 && error instanceof ConflictError)) return;
        await pause(attempt * 20);
      }
    }
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
