/** Pushing an image to its registry. */
import type { AuthConfig } from "../api/models.ts";
import { type ImageRef, parseImageRef } from "../api/reference.ts";
import { imageList } from "../api/replies.ts";
import { InvalidArgumentError, NotFoundError, StreamError, UnsupportedError } from "../errors.ts";
import type { ProgressMessage } from "../wire/progress.ts";
import type { ApiClient, PerformOptions } from "./api-client.ts";
import type { CallOptions } from "./container.ts";
import { isImageId } from "./image-name.ts";
import { Progress } from "./progress.ts";
import { authFor } from "./registry-auth.ts";
import { checkReply } from "./reply.ts";

/** Options of {@link Image.push}. */
export interface PushOptions extends CallOptions {
  /** Pushes every tag of the repository. A v1.0 engine always does, and needs this set where the reference has a tag. */
  allTags?: boolean;
  /**
   * Credentials for the image's registry; `false` sends none. Left out, those of `docker login` are taken, and a CredentialsError is thrown
   * when they cannot be read. Since API 1.24: a v1.0 engine uses those that it keeps.
   */
  auth?: AuthConfig | false;
  /** The registry to push an image to that is named by its id. v1.0 only: elsewhere the name of the image says it. */
  registry?: string;
}

/** A tag that the registry has now. */
export interface PushedTag {
  /** The tag, without the repository. */
  Tag: string;
  /** What the registry knows the image by: `sha256:` and 64 hexadecimal digits. */
  Digest: string;
  /** Bytes of the image's manifest. */
  Size: number;
}

/** Pushes the tag of a reference, or all tags of its repository. */
export function push(api: ApiClient, ref: ImageRef, options: PushOptions): Progress<PushedTag[]> {
  const { repository, tag, digest } = parseImageRef(ref);
  const { allTags = false, auth: given, registry, signal } = options;
  if (digest !== undefined) throw nameless(ref, "has a digest");
  return Progress.of(async (report) => {
    const { dialect } = await api.engine(signal);
    if (dialect === "v1.0" && tag !== undefined && !allTags) throw needsAllTags(ref);
    if (dialect === "modern" && isImageId(repository)) throw nameless(ref, "is an id");
    const auth = await authFor(api, ref, given, signal);
    const send = (parameters: PerformOptions["parameters"]) =>
      forward(api, { parameters: { registry, ...parameters }, signal }, report);
    try {
      if (dialect === "v1.0") return await send({ name: repository.replace(/^sha256:/, ""), "X-Registry-Auth": auth });
      // Docker refuses a push without the header, even where nobody has logged in.
      const parameters = { name: repository, "X-Registry-Auth": auth ?? {} };
      if (!allTags) return await send({ ...parameters, tag: tag ?? "latest" });
      if (!(await api.isPodman())) return await send(parameters);
      // Podman (4.3) takes no tag for `latest`, so there each is pushed by its name.
      const pushed: PushedTag[] = [];
      for (const one of await tagsOf(api, repository, signal))
        pushed.push(...(await send({ ...parameters, tag: one })));
      return pushed;
    } catch (error) {
      // Docker says this inside the stream; by inspecting it, an image that is not there is the error that it is everywhere else.
      if (dialect === "modern" && error instanceof StreamError && /does not exist/i.test(error.message))
        await refuseAbsent(api, allTags ? repository : ref, signal);
      throw error;
    }
  });
}

/** One call; its messages are handed on as they come. */
async function forward(
  api: ApiClient,
  options: PerformOptions,
  report: (message: ProgressMessage) => void,
): Promise<PushedTag[]> {
  const pushing = Progress.begin(
    "ImagePush",
    async () => {
      const { dialect } = await api.engine(options.signal);
      return { response: await api.perform("ImagePush", options), dialect };
    },
    pushedTags,
  );
  for await (const message of pushing) report(message);
  return pushing;
}

/** Rejects with a NotFoundError when there is no such image, and with nothing else: another error has led here. */
async function refuseAbsent(api: ApiClient, name: string, signal: AbortSignal | undefined): Promise<void> {
  await api.json("ImageInspect", { parameters: { name }, signal }).catch((error) => {
    if (error instanceof NotFoundError) throw error;
  });
}

/** What was pushed, from a result of its own (`aux`) where the engine sends one, else from the line for the eye. */
function pushedTags(messages: readonly ProgressMessage[]): PushedTag[] {
  const pushed = new Map<string, PushedTag>();
  for (const { aux, status } of messages) {
    const { Tag, Digest, Size } = (typeof aux === "object" && aux !== null ? aux : {}) as Record<string, unknown>;
    if (typeof Tag === "string" && typeof Digest === "string" && typeof Size === "number")
      pushed.set(Tag, { Tag, Digest, Size });
    const [, tag, digest, size] =
      /^([\w.-]+): digest: (sha256:[0-9a-f]{64}) size: (\d{1,15})$/.exec(status ?? "") ?? [];
    if (tag !== undefined && digest !== undefined) pushed.set(tag, { Tag: tag, Digest: digest, Size: Number(size) });
  }
  return [...pushed.values()];
}

/** The tags of a repository, which Podman names with its registry; `latest` where it has none, so that the engine says what is wrong. */
async function tagsOf(api: ApiClient, repository: string, signal: AbortSignal | undefined): Promise<string[]> {
  const images = checkReply("ImageList", imageList, await api.json("ImageList", { signal }));
  const names = ["", "docker.io/", "docker.io/library/", "localhost/"].map((registry) => `${registry}${repository}`);
  const tags = images
    .flatMap(({ RepoTags }) => RepoTags)
    .flatMap((name) => {
      const colon = name.lastIndexOf(":");
      return names.includes(name.slice(0, colon)) ? [name.slice(colon + 1)] : [];
    });
  return tags.length > 0 ? tags : ["latest"];
}

function nameless(ref: ImageRef, what: string): InvalidArgumentError {
  return new InvalidArgumentError(
    `${JSON.stringify(ref)} cannot be pushed: it ${what}, and a registry takes images by name`,
    {
      hint: 'Give it a name, and push that: (await image.tag("registry:5000/team/app")).push().',
    },
  );
}

function needsAllTags(ref: ImageRef): UnsupportedError {
  return new UnsupportedError(
    `pushing one tag, as in ${JSON.stringify(ref)}, needs API 1.24 or newer; this engine speaks 1.0`,
    {
      hint: "Set `allTags`, or leave the tag out: the engine then pushes every tag of the repository.",
    },
  );
}
