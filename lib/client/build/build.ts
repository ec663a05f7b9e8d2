/** Building an image. */
import type { ApiClient } from "../api-client.ts";
import { takesStoredLogins } from "../registry-auth.ts";
import { Image } from "../image.ts";
import { Progress, type ProgressResponse } from "../progress.ts";
import { type BuildContext, checkContext } from "./context.ts";
import type { OpenContext } from "./open.ts";
import { type BuildOptions, buildParameters, checkBuildOptions } from "./options.ts";
import { builtImage } from "./result.ts";

/** Builds an image. What is wrong with the options or the form of the context throws at once. */
export function build(api: ApiClient, context: BuildContext, options: BuildOptions): Progress<Image> {
  checkBuildOptions(options);
  checkContext(context);
  return Progress.begin(
    "ImageBuild",
    async () => {
      const { openContext } = await import("./open.ts");
      const opened = await openContext(context, options.dockerfile);
      try {
        return await send(api, opened, options);
      } catch (error) {
        opened.cancel(error);
        throw error;
      }
    },
    (messages) => new Image(api, builtImage(messages)),
  );
}

async function send(api: ApiClient, context: OpenContext, options: BuildOptions): Promise<ProgressResponse> {
  const { auth, extraHosts, signal } = options;
  signal?.throwIfAborted();
  const engine = await api.engine(signal);
  const podman = extraHosts !== undefined && (await api.isPodman());
  const parameters = buildParameters(options, engine, podman);
  if (engine.dialect === "v1.0") {
    const { buildForm } = await import("./form.ts");
    const { archive, dockerfile } = context.apart();
    const { contentType, body } = buildForm(archive, dockerfile);
    const headers = { "content-type": contentType };
    const registries = auth || undefined; // which no engine of v1.0 takes, and the call says so
    const response = await api.perform("ImageBuild", {
      parameters: { ...parameters, "X-Registry-Config": registries },
      headers,
      body,
      signal,
    });
    return { response, dialect: engine.dialect };
  }
  const registries = auth ?? (takesStoredLogins(api) && (await loginsOf(signal)));
  const { archive, dockerfile } = context.whole();
  const response = await api.perform("ImageBuild", {
    parameters: { ...parameters, dockerfile, "X-Registry-Config": registries || undefined },
    headers: { "content-type": "application/x-tar" },
    body: archive,
    signal,
  });
  return { response, dialect: engine.dialect };
}

/** Nobody knows before which images a build pulls, so all logins go with it, as they do with the docker CLI. */
async function loginsOf(signal: AbortSignal | undefined): Promise<BuildOptions["auth"]> {
  const { registryAuths } = await import("../credentials/mod.ts");
  const logins = await registryAuths(signal);
  return Object.keys(logins).length > 0 && logins;
}
