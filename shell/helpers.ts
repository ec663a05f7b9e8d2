/** The names that are there from the start, in the shell and in scripts. */
import * as library from "../mod.ts";
import { visible } from "./format/text.ts";
import { formatValue, nameHandles } from "./format/value.ts";
import type { Output, Sink } from "./output.ts";
import { progressView } from "./progress.ts";
import type { Globals, RunHelperOptions } from "./globals.ts";
import type { Session } from "./session.ts";
import { showProgress } from "./show.ts";
import type { SaveOptions } from "./save.ts";
import type { UseOptions } from "./repl-utils.ts";
import { helpFor } from "./session-help.ts";
import { showControls } from "./visible-console.ts";

type ContainerListOptions = library.ContainerListOptions;
type ContainerSummary = library.ContainerSummary;

/** Puts the helpers into a session's scope. `connect` is there under its name; `showText` shows what may be long, such as help. */
export function addHelpers(
  session: Session,
  output: Output,
  args: readonly string[],
  connect: Globals["connect"] = library.connect,
  showText: (text: string) => Promise<void> = async (text) => output.out.write(`${text}\n`),
): void {
  nameHandles();
  if (output.out.isTerminal || output.err.isTerminal) showControls();
  const { docker, calls, scope } = session;
  const print = (...values: unknown[]): void =>
    output.out.write(`${values.map((value) => printedText(value, output.out)).join(" ")}\n`);

  /** Runs with the progress of a pull shown, unless the caller wants it for himself. */
  const run = async (image: string, command?: readonly string[], options: RunHelperOptions = {}): Promise<unknown> => {
    const start = await runner(session, output, options);
    if (options.onProgress) return start(image, command, options);
    const view = progressView(output.err);
    const onProgress = (message: library.ProgressMessage) => view.show(message);
    try {
      return await start(image, command, { ...options, onProgress });
    } finally {
      view.end();
    }
  };

  const pull = async (ref: string, options: library.PullOptions = {}): Promise<library.Image> => {
    const pulling = docker.images.pull(ref, options);
    await showProgress(pulling, output.err);
    return pulling;
  };

  const build = async (context: library.BuildContext, options: library.BuildOptions = {}): Promise<library.Image> => {
    const building = docker.images.build(context, options);
    await showProgress(building, output.err);
    return building;
  };

  const ps = (options?: ContainerListOptions): Promise<ContainerSummary[]> => docker.containers.list(options);
  const version = (options?: library.CallOptions): Promise<library.SystemVersion> => docker.version(options);
  const info = (options?: library.CallOptions): Promise<library.SystemInfo> => docker.info(options);

  const globals: Globals = {
    docker,
    containers: docker.containers,
    images: docker.images,
    run: calls.track("run", run as Globals["run"], 2),
    pull: calls.track("pull", pull, 1),
    build: calls.track("build", build, 1),
    ps: calls.track("ps", ps, 0),
    version: calls.track("version", version, 0),
    info: calls.track("info", info, 0),
    print,
    help: calls.track("help", async (...topics: unknown[]): Promise<void> => {
      await showText(await helpFor(session, topics.length === 0 ? undefined : { about: topics[0] }, output));
    }),
    connect: calls.track("connect", connect),
    start: calls.track(
      "start",
      async (ref: string, options?: library.CallOptions) => {
        const container = docker.containers.get(ref);
        await container.start(options);
        return container;
      },
      1,
    ),
    stop: calls.track(
      "stop",
      (ref: string, options?: library.StopOptions) => docker.containers.get(ref).stop(options),
      1,
    ),
    attach: calls.track(
      "attach",
      (ref: string, options?: library.AttachOptions) => docker.containers.get(ref).attach(options),
      1,
    ),
    logs: calls.track(
      "logs",
      (ref: string, options?: library.LogsOptions) => docker.containers.get(ref).logs(options),
      1,
    ),
    rm: calls.track(
      "rm",
      (ref: string, options?: library.RemoveOptions) => docker.containers.get(ref).remove(options),
      1,
    ),
    save: calls.track(
      "save",
      async (
        source: ReadableStream<Uint8Array> | Promise<ReadableStream<Uint8Array>>,
        path: string,
        options?: SaveOptions,
      ) => (await import("./save.ts")).save(await source, path, session.directory, output.err, options),
    ),
    use: calls.track("use", async (module: string, options?: UseOptions) =>
      (await import("./repl-utils.ts")).use(scope, session.directory, module, options),
    ),
    doc: calls.track("doc", async (source: unknown): Promise<void> => {
      const { knows } = await import("./session-help.ts");
      if (await knows(session, source)) return globals.help(source);
      await (await import("./repl-utils.ts")).doc(source);
    }),
    args: [...args],
  };
  session.offer({ ...errors(), ...globals });
}

type Runner = (
  image: string,
  command: readonly string[] | undefined,
  options: RunHelperOptions,
) => Promise<library.RunResult | library.Container>;

/** How a program is run: by the library, or with the terminal as its input. */
async function runner(session: Session, { err }: Output, { stdin }: RunHelperOptions): Promise<Runner> {
  const { docker, signal, mode } = session;
  if (stdin !== "inherit")
    return (image, command, options) => docker.run(image, command, options as library.RunOptions & { detach?: false });
  const { runInTerminal } = await import("./terminal/mod.ts");
  const world = { err, signal, detachesOnInterrupt: mode === "prompt" };
  return (image, command, { stdin: _, ...options }) => runInTerminal(docker, image, command, options, world);
}

/** What `print` writes of a value: texts as they are, but for what would drive a terminal; everything else as the shell shows it. */
export function printedText(value: unknown, out: Sink): string {
  if (typeof value === "string") return out.isTerminal ? visible(value) : value;
  return formatValue(value, { columns: out.columns, paint: out.paint, quoted: true }) ?? "undefined";
}

/** The errors of the library by their names, so that a script can tell them apart. */
function errors(): Record<string, unknown> {
  return Object.fromEntries(Object.entries(library).filter(([name]) => name.endsWith("Error")));
}
