/** What `using` becomes: a stack of resources. Node 20 has neither the syntax nor the class of the language. */

interface Entry {
  readonly isAsync: boolean;
  dispose(): unknown;
}

/** Holds resources, and disposes of them in reverse order. */
export class DisposeStack {
  readonly #entries: Entry[] = [];
  #failure: { error: unknown } | undefined;

  /** Takes a resource, and gives it back. `null` and `undefined` are no resources, and allowed. */
  use<T>(isAsync: boolean, resource: T): T {
    if (resource === null || resource === undefined) return resource;
    const holder = resource as { [Symbol.asyncDispose]?: unknown; [Symbol.dispose]?: unknown };
    const dispose = (isAsync ? holder[Symbol.asyncDispose] : undefined) ?? holder[Symbol.dispose];
    if (typeof dispose !== "function") {
      throw new TypeError(
        isAsync
          ? "the value has neither Symbol.asyncDispose nor Symbol.dispose"
          : "the value has no Symbol.dispose: is `await using` meant?",
      );
    }
    this.#entries.push({ isAsync, dispose: () => dispose.call(resource) });
    return resource;
  }

  /** Takes down that the block failed; {@link dispose} throws the error when all is done. */
  fail(error: unknown): void {
    this.#failure = { error };
  }

  /** Disposes of everything. Throws the first error that there was, after everything had its turn. */
  dispose(isAsync: true): Promise<void>;
  dispose(isAsync: boolean): Promise<void> | undefined;
  dispose(isAsync: boolean): Promise<void> | undefined {
    if (isAsync) return this.#disposeAsync();
    for (let entry = this.#entries.pop(); entry; entry = this.#entries.pop()) {
      try {
        entry.dispose();
      } catch (error) {
        this.#failure ??= { error };
      }
    }
    this.#end();
    return undefined;
  }

  async #disposeAsync(): Promise<void> {
    for (let entry = this.#entries.pop(); entry; entry = this.#entries.pop()) {
      try {
        const done = entry.dispose();
        if (entry.isAsync) await done;
      } catch (error) {
        this.#failure ??= { error };
      }
    }
    this.#end();
  }

  #end(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
  }
}
