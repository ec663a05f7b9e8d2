/** The streams of the process as Web Streams, byte for byte. */
import process from "node:process";
import { directly } from "../screen.ts";

/** What stdin gives. Read as far as it is wanted: what is left is for whoever reads next. */
export function inheritedInput(): ReadableStream<Uint8Array> {
  const { stdin } = process;
  let stop = (): void => {};
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) =>
        new Promise<void>((resolve) => {
          const settled = (act: () => void) => (): void => {
            stop();
            act();
            resolve();
          };
          const onData = (bytes: Uint8Array | string): void =>
            settled(() => controller.enqueue(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes))();
          const onEnd = settled(() => controller.close());
          const onError = (error: Error): void => settled(() => controller.error(error))();
          stop = () => {
            stdin.pause();
            stdin.off("data", onData);
            stdin.off("end", onEnd);
            stdin.off("error", onError);
            resolve();
          };
          if (stdin.readableEnded) return onEnd();
          stdin.on("data", onData);
          stdin.on("end", onEnd);
          stdin.on("error", onError);
          stdin.resume();
        }),
      cancel: () => stop(),
    },
    { highWaterMark: 0 },
  );
}

/** Takes what is to be written to one of the two, as fast as it goes out. */
export function inheritedOutput(side: "stdout" | "stderr"): WritableStream<Uint8Array> {
  return new WritableStream<Uint8Array>({ write: (bytes) => written(process[side], bytes) });
}

/** Writes past whoever takes what is printed. Resolves when the stream has taken the bytes, rejects when it cannot. */
export function written(stream: NodeJS.WriteStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    directly(stream)(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
