/** Answers that tell how some work goes on, and at their end whether it failed. */
import type { StreamAnswer } from "../answer.ts";
import type { Call } from "../call.ts";
import type { ProgressForm } from "../dialect/form.ts";

const encoder = new TextEncoder();

/** Answers 200 with what the work tells, and with its error when it fails. */
export function progressAnswer(
  { type, untilClose, failed }: ProgressForm,
  call: Call,
  work: (tell: (text: string) => Promise<void>) => Promise<void>,
): StreamAnswer {
  return {
    kind: "stream",
    status: 200,
    headers: { "content-type": type },
    untilClose,
    async run(out) {
      const tell = async (text: string): Promise<void> => {
        if (text !== "") await out.write(encoder.encode(text));
      };
      try {
        await work(tell);
      } catch (error) {
        if (call.signal.aborted) throw error;
        await tell(failed((error as Error).message));
      }
    },
  };
}
