/** Images built from a Dockerfile. */
import type { Answer, Outlet, StreamAnswer } from "../answer.ts";
import { build, plannedStages } from "../build/build.ts";
import { parseDockerfile } from "../build/dockerfile/parse.ts";
import type { BuildEvent } from "../build/events.ts";
import { readAnyInput, readArchiveInput } from "../build/input.ts";
import type { BuildJob } from "../build/job.ts";
import { type BuildRequest, buildRequest } from "../build/request.ts";
import { TextBuffer } from "../build/text-buffer.ts";
import type { Call } from "../call.ts";
import type { Form } from "../dialect/form.ts";
import { Failure } from "../failure.ts";
import type { EngineState } from "../state.ts";
import type { Handlers } from "./handler.ts";

const encoder = new TextEncoder();

export const buildHandlers: Handlers<"ImageBuild"> = {
  async ImageBuild(engine, call, form): Promise<Answer> {
    const asked = buildRequest(call, call.texts("t"));
    const read = form.build.takesAnyBody ? readAnyInput : readArchiveInput;
    const { dockerfile: text, context, name } = await read(call, engine.limits, asked.dockerfile);
    const request = name === undefined || asked.names.length > 0 ? asked : buildRequest(call, [name]);
    try {
      const dockerfile = parseDockerfile(text, { keepUnknown: form.build.skipsUnknown });
      const stages = plannedStages(dockerfile, request, engine.limits.buildSteps);
      const { signal } = call;
      return stream(form, (out) =>
        tellBuild(out, call, form, request, engine, (tell) =>
          build({ engine, request, dockerfile, context, signal, tell }, stages),
        ),
      );
    } catch (error) {
      if (!(error instanceof Failure) || !form.build.tellsBadDockerfile) throw error;
      return stream(form, (out) => out.write(encoder.encode(form.build.failed(error))));
    }
  },
};

type Run = (tell: BuildJob["tell"]) => ReturnType<typeof build>;

/** Builds, and tells of it; when only the result is wanted, of the steps too if they come to a bad end. */
async function tellBuild(
  out: Outlet,
  call: Call,
  form: Form,
  request: BuildRequest,
  engine: EngineState,
  run: Run,
): Promise<void> {
  const write = async (text: string): Promise<void> => {
    if (text !== "") await out.write(encoder.encode(text));
  };
  const silenced = request.quiet ? new TextBuffer(engine.limits.logBytes) : undefined;
  const tell = async (event: BuildEvent): Promise<void> => {
    const text = form.build.tell(event, call);
    if (silenced === undefined) await write(text);
    else silenced.add(text);
  };
  try {
    const image = await run(tell);
    if (silenced !== undefined) await write(form.build.result(image));
  } catch (error) {
    if (call.signal.aborted) throw error;
    await write(silenced?.text() ?? "");
    await write(form.build.failed(error as Error));
  }
}

function stream(form: Form, run: StreamAnswer["run"]): StreamAnswer {
  return { kind: "stream", status: 200, headers: { "content-type": form.build.type }, untilClose: false, run };
}
