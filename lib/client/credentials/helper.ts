/**
 * Credential helpers: programs `docker-credential-NAME` that keep logins in a keychain. A helper reads the registry from its stdin and
 * writes `{ "ServerURL", "Username", "Secret" }`. Nothing of what it writes ever shows in an error.
 */
import { execFile } from "node:child_process";
import type { AuthConfig } from "../../api/models.ts";
import { CredentialsError } from "../../errors.ts";
import { unlessAborted } from "../../transport/abort.ts";

/** A keychain may ask its user, and some helpers ask a cloud. */
const timeout = 60_000;
/** The longest secrets are tokens of some KiB. */
const outputLimit = 256 * 1024;

/** What came of a run of a helper. */
interface Run {
  stdout: string;
  stderr: string;
  failure?: { code?: unknown; name?: unknown; killed?: boolean };
}

/** The login that a helper keeps for a registry, if it has one. Throws a CredentialsError when there is no such helper, or it fails. */
export async function askHelper(
  name: string,
  registry: string,
  signal: AbortSignal | undefined,
): Promise<AuthConfig | undefined> {
  if (!/^[A-Za-z0-9_-]+$/.test(name)) {
    throw new CredentialsError("the docker configuration names a credential helper whose name cannot be one", {
      hint: "A name in `credsStore` or `credHelpers` may have letters, digits, `_` and `-`.",
    });
  }
  const program = `docker-credential-${name}`;
  const { stdout, stderr, failure } = await execute(program, registry, signal);
  if (failure === undefined) return parse(program, registry, stdout);
  if (/credentials not found|no credentials (server URL|username)/i.test(`${stdout}\n${stderr}`)) return undefined;
  throw failed(program, registry, failure);
}

async function execute(program: string, registry: string, signal: AbortSignal | undefined): Promise<Run> {
  signal?.throwIfAborted();
  const giveUp = new AbortController();
  const running = new Promise<Run>((resolve) => {
    const options = {
      timeout,
      maxBuffer: outputLimit,
      windowsHide: true,
      killSignal: "SIGKILL",
      signal: giveUp.signal,
    };
    const child = execFile(
      program,
      ["get"],
      options as typeof options & { killSignal: "SIGKILL" },
      (error, stdout, stderr) => {
        resolve({ stdout, stderr, ...(error && { failure: error }) });
      },
    );
    child.stdin?.on("error", () => {}); // a helper that does not read says so by its exit code
    child.stdin?.end(registry);
  });
  try {
    return await unlessAborted(running, signal);
  } finally {
    giveUp.abort();
  }
}

function parse(program: string, registry: string, stdout: string): AuthConfig {
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch {
    // told below, without the cause: it quotes the text
  }
  const { Username, Secret } = (value ?? {}) as { Username?: unknown; Secret?: unknown };
  if (typeof Username !== "string" || typeof Secret !== "string") {
    throw new CredentialsError(`${program} answered something other than a login for ${registry}`, {
      hint: `See what it says: echo ${registry} | ${program} get`,
    });
  }
  // A helper tells a token from a password by this name, which no user can have.
  if (Username === "<token>") return { identitytoken: Secret, serveraddress: registry };
  return { username: Username, password: Secret, serveraddress: registry };
}

function failed(
  program: string,
  registry: string,
  { code, name, killed }: NonNullable<Run["failure"]>,
): CredentialsError {
  if (code === "ENOENT") {
    return new CredentialsError(`the credential helper ${program} is not there`, {
      hint: "The docker configuration (config.json) names it: install it into the PATH, or take it out of `credsStore` or `credHelpers`.",
    });
  }
  if (name === "NotCapable" || code === "EACCES" || code === "EPERM") {
    return new CredentialsError(`the credential helper ${program} may not be run`, {
      hint: `Make it executable; with Deno, allow it: deno run --allow-run=${program} ...`,
    });
  }
  const why =
    code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER"
      ? `it wrote more than ${outputLimit} bytes`
      : killed || typeof code !== "number"
        ? `it did not answer within ${timeout / 1000} s, or was killed`
        : `it ended with ${String(code)}`;
  return new CredentialsError(`the credential helper ${program} failed for ${registry}: ${why}`, {
    hint: `See what it says: echo ${registry} | ${program} get`,
  });
}
