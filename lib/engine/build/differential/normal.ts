/** Where our builds are told otherwise than those of dockerd, on purpose. Both outcomes are brought to one form. */
import type { BuildOutcome } from "./cases.ts";

/** Brings an outcome to the form in which ours and dockerd's must be the same. */
export function normal(outcome: BuildOutcome): BuildOutcome {
  const { config, error, files, history } = outcome;
  return {
    ...outcome,
    // What is wrong with the input is for us the client's fault, always.
    status: outcome.status === 500 ? 400 : outcome.status,
    text: reason(outcome.text, outcome.status !== 200),
    ...(error === undefined ? {} : { error: { ...error, message: reason(error.message, true) } }),
    ...(config === undefined ? {} : { config: configOf(config) }),
    ...(files === undefined ? {} : { files: [...files].sort() }),
    ...(history === undefined ? {} : { history: history.map(step) }),
  };
}

/** The image below has its own PATH in ours, and none in dockerd's. */
function configOf(config: Record<string, unknown>): Record<string, unknown> {
  const { Env, ...rest } = config;
  const env = (Env as string[] | undefined)?.filter((variable) => !variable.startsWith("PATH=")) ?? [];
  return env.length === 0 ? rest : { ...rest, Env: env };
}

function reason(text: string, isError: boolean): string {
  if (!isError) {
    return (
      text
        // In which pieces a program's output comes is chance.
        .replaceAll("\u001b[0m\u001b[91m", "")
        .replace(
          /\[([^[\]]*)\] were not consumed/,
          (_, names) => `[${[...String(names).split(" ")].sort().join(" ")}] were not consumed`,
        )
    );
  }
  return (
    text
      // We know the line of every error.
      .replace(/^failed to parse Dockerfile: |^dockerfile parse error line \d+: /, "")
      // Advice is ours.
      .replace(/(requires BuildKit).*$/s, "$1")
      .replace(/^(invalid reference format).*$/s, "$1")
      .replace(/^(error reading [\w ]+): .*$/s, "$1")
  );
}

/** The history has the check of health as it was written. */
function step(text: string): string {
  return text.replace(/(HEALTHCHECK ).*$/s, "$1").replace(/(--chown=\S+?) ?((?:file|dir):)/, "$1 $2");
}
