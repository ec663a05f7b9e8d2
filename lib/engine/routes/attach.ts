/** Attaching to the streams of a container. */
import type { Answer } from "../answer.ts";
import { Attachment } from "../containers/attachment.ts";
import { parseDetachKeys } from "../containers/detach.ts";
import { containerOf, type Handlers } from "./handler.ts";

export const attachHandlers: Handlers<"ContainerAttach"> = {
  ContainerAttach(engine, call, form): Answer {
    const container = containerOf(engine, call);
    const { multiplexed, endsWithStdin, logByStream, refusal, head } = form.containers.attach;
    const attachment = new Attachment(container, {
      logs: call.flag("logs"),
      stream: call.flag("stream"),
      stdin: call.flag("stdin"),
      stdout: call.flag("stdout"),
      stderr: call.flag("stderr"),
      detachKeys: parseDetachKeys(call.text("detachKeys")),
      multiplexed,
      endsWithStdin,
      logByStream,
      refusal,
    });
    return {
      kind: "hijack",
      ...head(call, container.config.Tty),
      run: (raw) => attachment.run(raw),
      abandon: () => attachment.cancel(),
    };
  },
};
