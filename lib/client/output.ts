/**
 * The output of an attached container, shared out to whoever reads it. It comes from the engine in one order; `output` shows that order, `stdout`
 * and `stderr` are views of one side.
 *
 * Reading is driven by the readers: bytes are fetched only while every stream that was claimed has room. So a slow reader
 * holds back the container, and a claimed stream that is not read stalls the others once its buffer is full. A side that
 * nobody claimed is kept up to a bound, so that stderr may be read after stdout, and then dropped.
 */
import { DockerError } from "../errors.ts";
import type { OutputChunk } from "../wire/stdio.ts";

/** How many bytes wait in a claimed stream before reading from the engine pauses. */
const buffered = 256 * 1024;
/** How many bytes of a side that nobody has claimed yet are kept. */
const kept = 1024 * 1024;

type Side = "output" | "stdout" | "stderr";

interface Claim {
  controller: ReadableStreamDefaultController;
  stream: ReadableStream;
  open: boolean;
}

/** Gives the next chunks, in order; undefined at the end. */
export interface ChunkSource {
  next(): Promise<OutputChunk[] | undefined>;
  cancel(reason?: unknown): void;
}

export class Output {
  readonly #source: ChunkSource;
  readonly #claims = new Map<Side, Claim>();
  /** What came for a side before somebody claimed it. */
  readonly #unclaimed: Record<"stdout" | "stderr", { chunks: Uint8Array[]; size: number; lost: number }> = {
    stdout: { chunks: [], size: 0, lost: 0 },
    stderr: { chunks: [], size: 0, lost: 0 },
  };
  #begun = false;
  #draining = false;
  #pumping = false;
  #over: { error?: unknown } | undefined;
  readonly #closed: Promise<void>;
  #settle!: (over: { error?: unknown }) => void;

  constructor(source: ChunkSource) {
    this.#source = source;
    this.#closed = new Promise((resolve, reject) => {
      this.#settle = (over) => ("error" in over ? reject(over.error) : resolve());
    });
    this.#closed.catch(() => {}); // also reported by the streams; whoever awaits `closed` still gets it
  }

  /** Chunks in the order of the wire. To be claimed before the first read of any side. */
  get output(): ReadableStream<OutputChunk> {
    if (this.#begun && !this.#claims.has("output")) throw claimedTooLate("output");
    return this.#claim("output");
  }

  get stdout(): ReadableStream<Uint8Array> {
    return this.#claim("stdout");
  }

  get stderr(): ReadableStream<Uint8Array> {
    return this.#claim("stderr");
  }

  /** Resolves when the output has ended, rejects when it broke. Asking for it drains what nobody claimed. */
  closed(): Promise<void> {
    this.#draining = true;
    this.#pump();
    return this.#closed;
  }

  /** Gives up what has not been read. */
  cancel(reason?: unknown): void {
    this.#source.cancel(reason);
    this.#finish(reason === undefined ? {} : { error: reason });
  }

  #claim(side: Side): ReadableStream {
    const known = this.#claims.get(side);
    if (known) return known.stream;
    if (side !== "output" && this.#unclaimed[side].lost > 0) throw claimedTooLate(side, this.#unclaimed[side].lost);
    let controller!: ReadableStreamDefaultController;
    // biome-ignore lint/suspicious/noExplicitAny: chunks of `output`, bytes of the sides: the getters say which
    const stream = new ReadableStream<any>(
      {
        start(c) {
          controller = c;
        },
        pull: () => this.#pump(),
        cancel: () => this.#release(side),
      },
      { highWaterMark: buffered, size: side === "output" ? (chunk) => chunk.bytes.length : (bytes) => bytes.length },
    );
    const claim: Claim = { controller, stream, open: true };
    this.#claims.set(side, claim);
    if (side !== "output") {
      for (const bytes of this.#unclaimed[side].chunks) controller.enqueue(bytes);
      this.#unclaimed[side] = { chunks: [], size: 0, lost: 0 };
    }
    if (this.#over) this.#close(claim, this.#over);
    return stream;
  }

  /** A reader went away. When the last one does, nobody wants the output any more. */
  #release(side: Side): void {
    this.#claims.get(side)!.open = false;
    if (!this.#draining && ![...this.#claims.values()].some((claim) => claim.open)) this.cancel();
    else this.#pump();
  }

  /** Whether every open stream has room; when there is none, only a drain wants more. */
  #wanted(): boolean {
    let open = 0;
    for (const claim of this.#claims.values()) {
      if (!claim.open) continue;
      open++;
      if ((claim.controller.desiredSize ?? 0) <= 0) return false;
    }
    return open > 0 || this.#draining;
  }

  async #pump(): Promise<void> {
    if (this.#pumping || this.#over) return;
    this.#pumping = true;
    // One turn later, so that `const { stdout, stderr } = attachment` claims both before the first bytes are shared out.
    if (!this.#begun) await undefined;
    try {
      while (!this.#over && this.#wanted()) {
        this.#begun = true;
        const chunks = await this.#source.next();
        if (chunks === undefined) this.#finish({});
        else for (const chunk of chunks) this.#share(chunk);
      }
    } catch (error) {
      this.#finish({ error });
    } finally {
      this.#pumping = false;
    }
  }

  #share(chunk: OutputChunk): void {
    const whole = this.#claims.get("output");
    if (whole?.open) whole.controller.enqueue(chunk);
    const side = this.#claims.get(chunk.stream);
    if (side) {
      if (side.open) side.controller.enqueue(chunk.bytes);
      return;
    }
    if (whole) return; // who reads `output` sees this side there
    const store = this.#unclaimed[chunk.stream];
    store.size += chunk.bytes.length;
    if (store.lost === 0 && store.size <= kept) {
      store.chunks.push(chunk.bytes);
      return;
    }
    store.chunks = [];
    store.lost = store.size;
  }

  #finish(over: { error?: unknown }): void {
    if (this.#over) return;
    this.#over = over;
    for (const claim of this.#claims.values()) this.#close(claim, over);
    // Also after an orderly end: our direction of the connection is still open, and after an error the engine may go on sending.
    this.#source.cancel("error" in over ? over.error : undefined);
    this.#settle(over);
  }

  #close(claim: Claim, over: { error?: unknown }): void {
    if (!claim.open) return;
    claim.open = false;
    if ("error" in over) claim.controller.error(over.error);
    else claim.controller.close();
  }
}

function claimedTooLate(side: Side, lost?: number): DockerError {
  const what = lost === undefined ? "reading had begun" : `${lost} bytes of it had been dropped`;
  return new DockerError(`\`${side}\` was asked for after ${what}`, {
    hint: "Take the streams you want before you read any: const { stdout, stderr } = attachment.",
  });
}
