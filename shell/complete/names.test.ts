import { afterEach, describe, expect, test } from "vitest";
import { type CallRequest, type CallResponse, Docker, type Transport } from "../../mod.ts";
import { NameCache } from "./names.ts";

/** An engine that answers when it is told to. */
class SlowEngine {
  readonly waiting: { path: string; answer(body: unknown): void }[] = [];
  readonly asked: string[] = [];
  names = ["a"];
  hold = false;
  broken = false;
  opened = 0;
  closed = 0;
  #events: ((bytes: Uint8Array | undefined) => void) | undefined;

  connect(): Promise<{ docker: Docker; transport: Transport }> {
    this.opened++;
    const transport: Transport = {
      endpoint: "scripted:",
      call: (request) => this.#call(request),
      dial: () => Promise.reject(new Error("no")),
      close: async () => {
        this.closed++;
        this.#events?.(undefined);
      },
    };
    return Promise.resolve({ docker: new Docker(transport, "1.41"), transport });
  }

  /** Something happens on the engine. */
  happen(): void {
    this.#events?.(new TextEncoder().encode('{"Action":"start"}\n'));
  }

  async #call({ path, signal }: CallRequest): Promise<CallResponse> {
    if (path.endsWith("/events")) {
      return answered({
        read: () =>
          new Promise((resolve) => {
            this.#events = resolve;
            signal?.addEventListener("abort", () => resolve(undefined));
          }),
        cancel() {},
      });
    }
    this.asked.push(path);
    if (this.broken) throw new Error("broken");
    const images = path.includes("all=") ? [image("a"), image("b")] : [image("a")];
    const body = path.includes("/images/") ? images : this.names.map(row);
    if (!this.hold) return answered(json(body));
    return new Promise((resolve, reject) => {
      this.waiting.push({ path, answer: (late) => resolve(answered(json(late))) });
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  }
}

function image(digit: string): object {
  return { Id: `sha256:${digit.repeat(64)}`, RepoTags: [], Created: 1, Size: 1 };
}

function row(name: string): object {
  return {
    Id: name.repeat(64),
    Names: [`/${name}`],
    Image: "x",
    Command: "",
    Created: 1,
    State: "running",
    Status: "Up",
  };
}

function json(value: unknown): CallResponse["body"] {
  const pieces = [new TextEncoder().encode(JSON.stringify(value))];
  return { read: async () => pieces.shift(), cancel() {} };
}

function answered(body: CallResponse["body"]): CallResponse {
  return { status: 200, headers: { "content-type": "application/json" }, body };
}

let cache: NameCache;
afterEach(() => cache.close());

function open(engine: SlowEngine): NameCache {
  cache = new NameCache(() => engine.connect());
  return cache;
}

const names = (): string[] => cache.containers.map(({ Names }) => Names[0] ?? "");

describe("the names of an engine", () => {
  test("are not there at first, nobody waits for them, and then they are", async () => {
    open(new SlowEngine()).refresh();
    expect(cache.containers).toEqual([]);
    await cache.settled();
    expect(names()).toEqual(["/a"]);
  });

  test("are asked for again when the engine reports something", async () => {
    const engine = new SlowEngine();
    open(engine).refresh();
    await cache.settled();
    engine.names = ["a", "b"];
    await expect
      .poll(() => {
        engine.happen();
        return names();
      })
      .toEqual(["/a", "/b"]);
  });

  test("are asked for once at a time: what is wanted meanwhile is asked for once more at the end", async () => {
    const engine = new SlowEngine();
    engine.hold = true;
    open(engine).refresh();
    for (let i = 0; i < 5; i++) cache.refresh();
    await expect.poll(() => engine.waiting.length).toBe(2);
    engine.hold = false;
    engine.names = ["late"];
    for (const { path, answer } of engine.waiting) answer(path.includes("/images/") ? [] : [row("early")]);
    await cache.settled();
    expect(names()).toEqual(["/late"]);
    expect(engine.opened).toBe(1);
  });

  test("of an engine that was left are dropped, however late they come", async () => {
    const engine = new SlowEngine();
    engine.hold = true;
    open(engine).refresh();
    await expect.poll(() => engine.waiting.length).toBe(2);
    await cache.reset();
    for (const { path, answer } of engine.waiting) answer(path.includes("/images/") ? [] : [row("old")]);
    await cache.settled();
    expect(names()).toEqual([]);
    expect(engine.closed).toBe(1);
  });

  test("of an engine that is down are none, and it is tried again with a connection of its own", async () => {
    const engine = new SlowEngine();
    let down = true;
    cache = new NameCache(() => (down ? Promise.reject(new Error("down")) : engine.connect()));
    cache.refresh();
    await cache.settled();
    expect(names()).toEqual([]);
    down = false;
    cache.refresh();
    await cache.settled();
    expect(names()).toEqual(["/a"]);
  });

  test("that do not come leave no connection open", async () => {
    const engine = new SlowEngine();
    open(engine).refresh();
    await cache.settled();
    engine.broken = true;
    for (const tried of [1, 2]) {
      cache.refresh();
      await cache.settled();
      expect(engine.closed).toBe(tried);
    }
    expect(names()).toEqual(["/a"]);
    engine.broken = false;
    cache.refresh();
    await cache.settled();
    expect(engine.opened).toBe(3);
  });

  describe("of intermediate images", () => {
    const ids = (prefix: string): string[] => cache.intermediates(prefix).map(({ Id }) => Id.slice(7, 11));
    const askedForAll = (engine: SlowEngine): number =>
      engine.asked.filter((path) => path.includes("all=1") && path.includes("/images/")).length;

    test("are asked for when an id is typed that means one, and only then", async () => {
      const engine = new SlowEngine();
      open(engine).refresh();
      await cache.settled();
      expect(askedForAll(engine)).toBe(0);
      expect(ids("bbbb")).toEqual([]); // on its way
      await cache.settled();
      expect(ids("bbbb")).toEqual(["bbbb"]);
      expect(askedForAll(engine)).toBe(1);
    });

    test("are told on fewer digits when those are asked for again", async () => {
      open(new SlowEngine()).refresh();
      await cache.settled();
      expect(ids("b")).toEqual([]);
      await cache.settled();
      expect(ids("bb")).toEqual([]);
      expect(ids("bb")).toEqual(["bbbb"]);
    });

    test("are those of the engine that is there", async () => {
      const engine = new SlowEngine();
      open(engine).refresh();
      await cache.settled();
      cache.intermediates("bbbb");
      await cache.settled();
      await cache.reset();
      engine.hold = true;
      expect(ids("bbbb")).toEqual([]);
    });
  });
});
