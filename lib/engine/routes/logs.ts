/** What a container has written, and what it goes on to write. */
import type { Answer, Outlet } from "../answer.ts";
import type { Call } from "../call.ts";
import { encodeEntries } from "../containers/encode.ts";
import type { LogEntry, OutputStream } from "../containers/log.ts";
import { splitLines, stamped } from "../containers/log-lines.ts";
import { BadParameter } from "../failure.ts";
import { containerOf, type Handlers } from "./handler.ts";

/** How much goes into one write. */
const gathered = 64 * 1024;

export const logsHandlers: Handlers<"ContainerLogs"> = {
  ContainerLogs(engine, call): Answer {
    const container = containerOf(engine, call);
    const streams = new Set<OutputStream>((["stdout", "stderr"] as const).filter((stream) => call.flag(stream)));
    if (streams.size === 0) throw new BadParameter("Bad parameters: you must choose at least one stream");
    const choose = choice(call);
    const tty = container.config.Tty;
    const follow = call.flag("follow") && container.running;
    const log = choose(
      container.output.log.entries().filter(({ stream }) => streams.has(stream)),
      true,
    );
    // Subscribed in the same turn as the log was read, so that nothing is missed in between.
    const reader = container.output.subscribe({ streams, logs: false, live: follow, logByStream: false });
    const leave = () => container.output.unsubscribe(reader);
    call.signal.addEventListener("abort", leave, { once: true });
    return {
      kind: "stream",
      status: 200,
      headers: { "content-type": contentType(call, tty) },
      untilClose: false,
      async run(out: Outlet): Promise<void> {
        try {
          for (let at = 0; at < log.length; at += 256) await out.write(encodeEntries(log.slice(at, at + 256), !tty));
          for (
            let entries = await reader.read(gathered);
            entries !== undefined;
            entries = await reader.read(gathered)
          ) {
            const chosen = choose(entries, false);
            if (chosen.length > 0) await out.write(encodeEntries(chosen, !tty));
          }
        } finally {
          call.signal.removeEventListener("abort", leave);
          leave();
        }
      },
    };
  },
};

function contentType(call: Call, tty: boolean): string {
  return `application/vnd.docker.${tty || !call.atLeast("1.42") ? "raw" : "multiplexed"}-stream`;
}

/** What of the log is wanted, by `since`, `until`, `tail` and `timestamps`; the tail is taken of what was there at the call. */
function choice(call: Call): (entries: readonly LogEntry[], past: boolean) => readonly LogEntry[] {
  const since = seconds(call, "since");
  const until = seconds(call, "until");
  const tail = call.text("tail") ?? "all";
  if (tail !== "all" && !/^\d+$/.test(tail))
    throw new BadParameter(`invalid tail: ${tail} is neither a number nor "all"`);
  const timestamps = call.flag("timestamps");
  return (entries, past) => {
    let chosen = entries.filter(({ time }) => (since === 0 || time >= since) && (until === 0 || time <= until));
    const byLine = timestamps || (past && tail !== "all");
    if (byLine) chosen = splitLines(chosen);
    if (past && tail !== "all") chosen = Number(tail) === 0 ? [] : chosen.slice(-Number(tail));
    return timestamps ? chosen.map(stamped) : chosen;
  };
}

/** A time in Unix seconds, maybe with a fraction, as milliseconds; 0 when absent. */
function seconds(call: Call, name: "since" | "until"): number {
  const text = call.text(name) ?? "";
  if (text === "") return 0;
  if (!/^\d+(\.\d{1,9})?$/.test(text))
    throw new BadParameter(`invalid value for "${name}": ${text} is not a time in Unix seconds`);
  return Number(text) * 1000;
}
