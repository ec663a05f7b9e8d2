/** The containers and images of an engine as completion knows them: asked for in the background, on a connection of their own. */
import type { ContainerSummary, Docker, ImageSummary, Transport } from "../../mod.ts";

/** What is known at this moment. */
export interface KnownNames {
  readonly containers: readonly ContainerSummary[];
  readonly images: readonly ImageSummary[];
  /**
   * The images that only others are made of, for who asks for them by the beginning of an id: with four digits of it, or by asking the same again. They
   * are asked for only then, and are there a moment later.
   */
  intermediates(prefix: string): readonly ImageSummary[];
}

/** A connection, and the way under it. */
export interface NamesConnection {
  readonly docker: Docker;
  readonly transport: Transport;
}

/** How long an engine may take to answer before it is asked again. */
const patience = 5000;
/** How old an answer may be before it is asked for again. */
const freshFor = 2000;
/** So many digits of an id are typed by who means one. */
const meantFrom = 4;
/** What comes at once is asked for once. */
const settling = 100;

/**
 * Keeps the names fresh. Nobody ever waits for it: what is not known yet is not there. Errors are nothing to tell: an engine that is down has
 * no names.
 */
export class NameCache implements KnownNames {
  containers: readonly ContainerSummary[] = [];
  images: readonly ImageSummary[] = [];
  readonly #open: () => Promise<NamesConnection>;
  #connection: Promise<NamesConnection> | undefined;
  #closing = new AbortController();
  #asked = 0;
  #answered = 0;
  #freshAt = Number.NEGATIVE_INFINITY;
  #isAsking = false;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listens = false;
  #all: readonly ImageSummary[] = [];
  #allFreshAt = Number.NEGATIVE_INFINITY;
  #allAsked: Promise<void> | undefined;
  #lastPrefix: string | undefined;

  constructor(open: () => Promise<NamesConnection>) {
    this.#open = open;
  }

  /** Asks again unless that was done a moment ago. */
  touch(): void {
    if (performance.now() - this.#freshAt > freshFor) this.refresh();
  }

  /** Asks again, as soon as what is under way has ended. */
  refresh(): void {
    if (this.#closing.signal.aborted) return;
    this.#freshAt = performance.now();
    if (this.#isAsking) {
      this.#again = true;
      return;
    }
    this.#isAsking = true;
    void this.#ask().finally(() => {
      this.#isAsking = false;
      if (!this.#again) return;
      this.#again = false;
      this.refresh();
    });
  }

  intermediates(prefix: string): readonly ImageSummary[] {
    const isMeant = prefix.length >= meantFrom || prefix === this.#lastPrefix;
    this.#lastPrefix = prefix;
    if (performance.now() - this.#allFreshAt > freshFor && !this.#closing.signal.aborted)
      this.#allAsked ??= this.#askAll().finally(() => (this.#allAsked = undefined));
    if (!isMeant) return [];
    const shown = new Set(this.images.map(({ Id }) => Id));
    return this.#all.filter(({ Id }) => !shown.has(Id));
  }

  /** Resolves when what was asked for so far is answered. For tests, and for who has the time. */
  async settled(): Promise<void> {
    while (this.#isAsking || this.#allAsked !== undefined || this.#timer !== undefined)
      await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** Forgets the engine, for another one. */
  async reset(): Promise<void> {
    const connection = this.#connection;
    this.#closing.abort();
    this.#closing = new AbortController();
    this.#connection = undefined;
    this.#listens = false;
    this.containers = [];
    this.images = [];
    this.#all = [];
    this.#allFreshAt = Number.NEGATIVE_INFINITY;
    this.#lastPrefix = undefined;
    this.#answered = this.#asked;
    await (await connection?.catch(() => undefined))?.docker.close();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const connection = this.#connection;
    this.#closing.abort();
    await (await connection?.catch(() => undefined))?.docker.close();
  }

  async #ask(): Promise<void> {
    const number = ++this.#asked;
    const { signal: closing } = this.#closing;
    const { signal, done } = withPatience(closing);
    this.#connection ??= this.#open();
    const connection = this.#connection;
    try {
      const { docker, transport } = await connection;
      const [containers, images] = await Promise.all([
        docker.containers.list({ all: true, signal }),
        docker.images.list({ signal }),
      ]);
      // An answer that was overtaken, or of an engine that was left, is no answer any more.
      if (number <= this.#answered || closing.aborted) return;
      this.#answered = number;
      this.containers = containers;
      this.images = images;
      if (!this.#listens) {
        this.#listens = true;
        void this.#listen(docker, transport, closing);
      }
    } catch {
      // Tried again at the next touch, with a connection of its own: this one may wait for an answer that never comes.
      if (this.#connection !== connection) return; // it was left, and closed
      this.#connection = undefined;
      void connection.then(({ docker }) => docker.close()).catch(() => {});
    } finally {
      done();
    }
  }

  async #askAll(): Promise<void> {
    const { signal: closing } = this.#closing;
    const { signal, done } = withPatience(closing);
    try {
      this.#connection ??= this.#open();
      const { docker } = await this.#connection;
      const all = await docker.images.list({ all: true, signal });
      if (closing.aborted) return;
      this.#all = all;
      this.#allFreshAt = performance.now();
    } catch {
      // Tried again when it is asked for again.
    } finally {
      done();
    }
  }

  /** Asks anew whenever the engine reports that something has happened, where it does. */
  async #listen(docker: Docker, transport: Transport, signal: AbortSignal): Promise<void> {
    try {
      const { version, dialect } = await docker.api();
      if (dialect === "v1.0") return;
      const { status, body } = await transport.call({ method: "GET", path: `/v${version}/events`, signal });
      if (status !== 200) {
        body.cancel();
        return;
      }
      for (let bytes = await body.read(); bytes !== undefined; bytes = await body.read()) {
        this.#timer ??= setTimeout(() => {
          this.#timer = undefined;
          this.refresh();
        }, settling);
      }
    } catch {
      // The engine is gone, or was left.
    } finally {
      if (!signal.aborted) this.#listens = false;
    }
  }
}

/** A signal that ends what takes too long, and what is closed. */
function withPatience(closing: AbortSignal): { signal: AbortSignal; done(): void } {
  const late = new AbortController();
  // A timer of our own: that of AbortSignal.timeout would keep the process alive after everything else.
  const timer = setTimeout(() => late.abort(new DOMException("the engine does not answer", "TimeoutError")), patience);
  return { signal: AbortSignal.any([closing, late.signal]), done: () => clearTimeout(timer) };
}
