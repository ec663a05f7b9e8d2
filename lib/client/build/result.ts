/** What a build tells of the image that it made. */
import { ProtocolError } from "../../errors.ts";
import type { ProgressMessage } from "../../wire/progress.ts";

const id = "((?:sha256:)?[0-9a-f]{12,64})";
const alone = new RegExp(`^${id}$`);

/** Lines that an engine ends with; what a program prints comes before them. */
const lastLines: readonly RegExp[] = [
  new RegExp(`^Successfully built ${id}$`),
  // v1.0, below `Build successful.`
  new RegExp(`^===> ${id}$`),
  // of a quiet build, the only one
  alone,
];

/**
 * The id of the image: the last that came as a result of its own (`aux`; a build of several stages has one for each), else, from older and
 * quiet engines, that of the last line that has one. A ProtocolError when there is none.
 */
export function builtImage(messages: readonly ProgressMessage[]): string {
  const found = last(messages, ({ aux }) => idOf(aux)) ?? last(messages, ({ stream }) => idInLine(stream));
  if (found !== undefined) return found;
  throw new ProtocolError("ImageBuild: the build ended without the id of an image", {
    hint: "Loop over the build for what the engine said.",
  });
}

function last(messages: readonly ProgressMessage[], find: (message: ProgressMessage) => string | undefined) {
  for (let i = messages.length - 1; i >= 0; i--) {
    const found = find(messages[i]!);
    if (found !== undefined) return found;
  }
  return undefined;
}

function idOf(aux: unknown): string | undefined {
  const { ID } = (typeof aux === "object" && aux !== null ? aux : {}) as { ID?: unknown };
  return typeof ID === "string" ? alone.exec(ID)?.[1] : undefined;
}

function idInLine(stream: string | undefined): string | undefined {
  const line = stream?.trim() ?? "";
  for (const form of lastLines) {
    const [, found] = form.exec(line) ?? [];
    if (found !== undefined) return found;
  }
  return undefined;
}
