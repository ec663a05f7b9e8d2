/** Which API version to speak with an engine: asked of it once, and always written before the path afterwards. */
import { compareVersions, type Dialect, dialectOf, isVersion, newestModern, oldestModern } from "../api/versions.ts";
import { InvalidArgumentError, ProtocolError, UnsupportedError } from "../errors.ts";
import type { HeaderMap, Transport } from "../transport/contract.ts";
import { kindOf } from "../transport/given.ts";
import { apiError, readJson, readText } from "./answer.ts";

/** The version that was agreed on. */
export interface EngineVersion {
  /** As it stands before paths, e.g. `1.41`. */
  readonly version: string;
  /** The wire form that it has. */
  readonly dialect: Dialect;
  /** Whether it is Podman, whose replay of logs has a form of its own; absent where the version was pinned, and nothing asked. */
  readonly podman?: boolean;
}

/**
 * Agrees on a version. A pinned one is taken as it is. Otherwise the engine's `/_ping` names the newest that it speaks; an engine
 * without `/_ping` is asked for `/version`, and one whose answer names no API version is an engine of 2013: it gets v1.0.
 */
export async function negotiate(transport: Transport, pinned: string | undefined): Promise<EngineVersion> {
  if (pinned !== undefined) return pinnedVersion(pinned);
  const ping = await transport.call({ method: "GET", path: "/_ping" });
  const { text } = await readText(ping.body, 64 * 1024);
  const announced = ping.headers["api-version"];
  if (announced !== undefined) return agree(announced, isPodman(ping.headers));
  if (ping.status >= 500)
    throw apiError(
      { operation: "SystemPing", method: "GET", path: "/_ping" },
      ping.status,
      ping.headers["content-type"] ?? "",
      text,
    );
  const answer = await transport.call({ method: "GET", path: "/version" });
  if (answer.status !== 200) {
    const body = await readText(answer.body, 64 * 1024);
    throw apiError(
      { operation: "SystemVersion", method: "GET", path: "/version" },
      answer.status,
      answer.headers["content-type"] ?? "",
      body.text,
    );
  }
  const version = await readJson("SystemVersion", answer);
  if (
    typeof version !== "object" ||
    version === null ||
    typeof (version as { Version?: unknown }).Version !== "string"
  ) {
    throw new ProtocolError("SystemVersion: the answer has no text `Version`", {
      hint: "Check the endpoint: is it an engine that answers there?",
    });
  }
  const { ApiVersion } = version as { ApiVersion?: unknown };
  return typeof ApiVersion === "string" ? agree(ApiVersion, false) : { version: "1.0", dialect: "v1.0", podman: false };
}

/** Podman names the version of its own API, too. */
export function isPodman(headers: HeaderMap): boolean {
  return "libpod-api-version" in headers;
}

function agree(announced: string, podman: boolean): EngineVersion {
  if (!isVersion(announced)) {
    throw new ProtocolError(
      `the engine announces the API version ${JSON.stringify(announced.slice(0, 40))}, which is not a version`,
    );
  }
  if (dialectOf(announced) === "v1.0") return { version: "1.0", dialect: "v1.0", podman };
  if (compareVersions(announced, oldestModern) < 0) {
    throw new UnsupportedError(
      `this engine speaks API ${announced}; dks speaks 1.0 and ${oldestModern} to ${newestModern}`,
      {
        hint: `Use an engine with API ${oldestModern} (Docker 1.12) or newer.`,
      },
    );
  }
  return {
    version: compareVersions(announced, newestModern) < 0 ? announced : newestModern,
    dialect: "modern",
    podman,
  };
}

/** Checks a version that somebody asked for, and says which dialect it is. */
export function pinnedVersion(version: string): EngineVersion {
  if (typeof version !== "string") {
    throw new InvalidArgumentError(`an API version is a text, e.g. "1.41"; this is ${kindOf(version)}`, {
      hint: "Write it in quotes: as a number, 1.40 would be 1.4.",
    });
  }
  const text = version.replace(/^v/, "");
  const known =
    isVersion(text) &&
    (dialectOf(text) === "v1.0" ? compareVersions(text, "1.0") >= 0 : compareVersions(text, oldestModern) >= 0);
  if (!known) {
    throw new InvalidArgumentError(`dks cannot speak API version ${JSON.stringify(version)}`, {
      hint: `Ask for 1.0, 1.1, or a version from ${oldestModern} on; or for none, and the newest that the engine has is used.`,
    });
  }
  return { version: text, dialect: dialectOf(text) };
}
