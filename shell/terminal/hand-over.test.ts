import { describe, expect, test } from "vitest";
import { Attachment, type Container } from "../../mod.ts";
import { parseDetachKeys } from "./detach-keys.ts";
import { handOver, type HandOverOptions } from "./hand-over.ts";
import type { Host, HostEvents, HostMode } from "./host.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (...parts: readonly Uint8Array[]): string => parts.map((part) => new TextDecoder().decode(part)).join("");

/** A terminal in the hands of a test. */
class ScriptedHost implements Host {
  readonly isTerminal: boolean;
  mode: HostMode | undefined;
  events!: HostEvents;
  written = "";
  echoed = "";
  /** What was put back when it was closed. */
  rest: string | undefined;
  isPaused = false;

  constructor(isTerminal: boolean) {
    this.isTerminal = isTerminal;
  }

  size(): undefined {
    return undefined;
  }
  open(mode: HostMode, events: HostEvents): void {
    this.mode = mode;
    this.events = events;
  }
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  write(side: "stdout" | "stderr", written: Uint8Array): Promise<void> {
    this.written += side === "stdout" ? text(written) : `(${text(written)})`;
    return Promise.resolve();
  }
  echo(shown: string): void {
    this.echoed += shown;
  }
  close(rest: Uint8Array): Promise<void> {
    this.rest = text(rest);
    return Promise.resolve();
  }
}

/** A terminal that is handed over to a program which the test plays. `accepts`: whether the engine takes what is typed. */
function scene({ tty = true, isTerminal = true, accepts = true, ...options }: Partial<Scene> = {}) {
  const host = new ScriptedHost(isTerminal);
  const sent: Uint8Array[] = [];
  let outcome: {
    resolve(chunks: { stream: "stdout" | "stderr"; bytes: Uint8Array }[] | undefined): void;
    reject(e: Error): void;
  };
  const more = (): Promise<{ stream: "stdout" | "stderr"; bytes: Uint8Array }[] | undefined> =>
    new Promise((resolve, reject) => {
      outcome = { resolve, reject };
    });
  const state = { hasEnded: false, isClosed: false };
  const attachment = new Attachment({
    tty,
    source: { next: more, cancel: () => outcome?.resolve(undefined) },
    stdin: {
      read: () => new Promise(() => {}),
      async write(piece: Uint8Array) {
        if (!accepts) await new Promise(() => {});
        sent.push(piece);
      },
      async end() {
        state.hasEnded = true;
      },
      cancel: () => {
        state.isClosed = true;
      },
      closed: false,
    } as never,
  });
  const container = { id: "c", resize: () => Promise.resolve() } as unknown as Container;
  const over = handOver(attachment, { container, detachKeys: parseDetachKeys("ctrl-p,ctrl-q"), host, ...options });
  over.catch(() => {});
  return {
    host,
    over,
    state,
    type: (keys: string) => host.events.onBytes(bytes(keys)),
    says: async (stream: "stdout" | "stderr", said: string) => {
      await settled();
      outcome.resolve([{ stream, bytes: bytes(said) }]);
      await settled();
    },
    ends: async () => {
      await settled();
      outcome.resolve(undefined);
    },
    breaks: (error: Error) => outcome.reject(error),
    sent: async () => {
      await settled();
      return text(...sent);
    },
  };
}

interface Scene extends Partial<HandOverOptions> {
  tty: boolean;
  isTerminal: boolean;
  accepts: boolean;
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

describe("a terminal that is handed to a program with a TTY", () => {
  test("gives it every key, and shows what it says", async () => {
    const { host, over, type, says, ends, sent, state } = scene();
    expect(host.mode).toBe("raw");
    type("ls\x03\x04\r");
    expect(await sent()).toBe("ls\x03\x04\r");
    await says("stdout", "\x1b[31mred");
    expect(host.written).toBe("\x1b[31mred");
    await ends();
    expect(await over).toBe("ended");
    expect([host.rest, state.isClosed]).toEqual(["", true]);
  });

  test("comes back with the detach keys, and with what was typed after them", async () => {
    const { host, over, type, sent } = scene();
    type("a\x10");
    type("\x11next\r");
    expect(await over).toBe("detached");
    expect(await sent()).toBe("a");
    expect(host.rest).toBe("next\r");
  });

  test("comes back from an engine that takes nothing; what was not sent is put back", async () => {
    const { host, over, type } = scene({ accepts: false });
    type("a");
    await settled();
    type("b");
    type("\x10\x11");
    expect(await over).toBe("detached");
    expect(host.rest).toBe("b");
  });

  test("rings when there is no more room for what is typed", async () => {
    const { host, over, type } = scene({ accepts: false });
    type("a");
    type("b".repeat(1024 * 1024));
    expect(host.echoed).toBe("");
    type("c");
    expect(host.echoed).toBe("\x07");
    type("\x10\x11");
    expect(await over).toBe("detached");
  });

  test("comes back when the connection breaks, and tells of it", async () => {
    const { host, over, says, breaks } = scene();
    await says("stdout", "half");
    breaks(new Error("the engine has gone"));
    await expect(over).rejects.toThrow("the engine has gone");
    expect(host.rest).toBe("");
  });

  test("comes back when it is aborted, however that breaks the connection", async () => {
    const controller = new AbortController();
    const { over, host, breaks } = scene({ signal: controller.signal });
    await settled();
    controller.abort(new Error("interrupted"));
    breaks(new Error("interrupted"));
    expect(await over).toBe("detached");
    expect(host.rest).toBe("");
  });

  test.each([
    ["hangs up", (events: HostEvents) => events.onEnd()],
    ["was given back because of a signal", (events: HostEvents) => events.onSignal()],
  ])("is left when it %s", async (_, happen) => {
    const { host, over, sent } = scene();
    happen(host.events);
    expect(await over).toBe("detached");
    expect(await sent()).toBe("");
  });
});

describe("a terminal that is handed to a program without one", () => {
  test("gives it lines, and their end", async () => {
    const { host, over, type, says, ends, sent, state } = scene({ tty: false });
    expect(host.mode).toBe("keys");
    type("helo\x7flo\r");
    expect(await sent()).toBe("hello\n");
    expect(host.echoed).toBe("helo\b \blo\r\n");
    await says("stderr", "oops\n");
    expect(host.written).toBe("(oops\n)");
    type("\x04");
    await settled();
    expect(state.hasEnded).toBe(true);
    await ends();
    expect(await over).toBe("ended");
  });

  test("comes back with Ctrl-C", async () => {
    const { host, over, type, state } = scene({ tty: false });
    type("ab\x031+1");
    expect(await over).toBe("detached");
    expect([host.echoed, host.rest, state.hasEnded]).toEqual(["ab^C\r\n", "1+1", false]);
  });

  test("comes back with Ctrl-C after the end of the input, too", async () => {
    const { over, type } = scene({ tty: false });
    type("\x04\x03");
    expect(await over).toBe("detached");
  });
});

describe("without a terminal", () => {
  test("bytes are passed as they are, and their end", async () => {
    const { host, over, type, ends, sent, state } = scene({ tty: false, isTerminal: false });
    expect(host.mode).toBe("stream");
    type("\x03\x10\x11\x04\r");
    host.events.onEnd();
    expect(await sent()).toBe("\x03\x10\x11\x04\r");
    expect(state.hasEnded).toBe(true);
    await ends();
    expect(await over).toBe("ended");
  });

  test.each([
    ["ls\n", "ls\n\x04"],
    ["ls", "ls\n\x04"],
    ["", "\x04"],
  ])("a TTY reads %j and then the end, on a connection that stays open", async (input, expected) => {
    const { host, over, type, ends, sent, state } = scene({ isTerminal: false });
    type(input);
    host.events.onEnd();
    expect(await sent()).toBe(expected);
    expect(state.hasEnded).toBe(false);
    await ends();
    expect(await over).toBe("ended");
  });

  test("what comes faster than it is taken waits, and is put back", async () => {
    const { host, over, type, ends } = scene({ tty: false, isTerminal: false, accepts: false });
    type("a".repeat(40_000));
    expect(host.isPaused).toBe(false);
    type("b".repeat(40_000));
    type("c".repeat(40_000));
    expect(host.isPaused).toBe(true);
    await ends();
    expect(await over).toBe("ended");
    expect(host.rest).toBe("b".repeat(40_000) + "c".repeat(40_000));
  });

  test("an input that fails is not taken for one that ended", async () => {
    const { host, over, state } = scene({ tty: false, isTerminal: false });
    host.events.onEnd(new Error("EIO"));
    await expect(over).rejects.toThrow("EIO");
    expect(state.hasEnded).toBe(false);
  });
});
