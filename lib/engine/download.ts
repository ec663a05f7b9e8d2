/** What the engine fetches from elsewhere, where it was given the means to: with a bound, and an error for all that can go wrong. */
import type { ByteSource } from "../transport/contract.ts";
import { Failure } from "./failure.ts";
import type { Fetch } from "./options.ts";

/** A download that has begun. */
export interface Download {
  body: ByteSource;
  /** Bytes of the body; undefined when they are not known beforehand. */
  total: number | undefined;
}

/** Bytes between two reports of progress. */
const reportEvery = 256 * 1024;

/** The URL that somebody means: http, where no scheme was written. A Failure 400 when it is none, or none that can be fetched. */
export function parseUrl(text: string): URL {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(whole)) throw new Failure(400, `${JSON.stringify(text)} is not a URL`);
  const url = new URL(whole);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new Failure(400, `the engine fetches http and https URLs only, not ${url.protocol}//`);
  }
  if (url.username !== "" || url.password !== "") throw new Failure(400, "a URL with a password in it is not fetched");
  return url;
}

/** A URL as it is told and kept: without what stands behind its path, which may be a secret. */
export function shownUrl(url: URL): string {
  return url.origin + url.pathname;
}

/** Begins a download. A Failure when the engine may not go out, when nobody answers, and when the answer is an error. */
export async function download(fetch: Fetch | undefined, url: URL, signal: AbortSignal): Promise<Download> {
  const shown = shownUrl(url);
  if (fetch === undefined) {
    throw new Failure(
      400,
      `the embedded engine does not go out to fetch ${shown}: ` +
        "give createEngine a fetch, or dks engine the flag --allow-fetch",
    );
  }
  let response: Response;
  try {
    response = await fetch(url.href, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new Failure(500, `cannot fetch ${shown}: ${reasonOf(cause)}`, { cause });
  }
  if (!response.ok) {
    await response.body?.cancel().catch(() => undefined);
    const status = `${response.status} ${response.statusText}`.trim();
    throw new Failure(response.status === 404 ? 404 : 500, `cannot fetch ${shown}: the answer is ${status}`);
  }
  return { body: sourceOf(response, shown, signal), total: lengthOf(response) };
}

/** A body that reports how far it has come, now and then and at its end, and then once that it is complete. */
export function reporting(
  body: ByteSource,
  report: { progress: (bytes: number) => Promise<void>; complete: () => Promise<void> },
): ByteSource {
  let bytes = 0;
  let reported = 0;
  let ended = false;
  return {
    async read() {
      const piece = await body.read();
      bytes += piece?.length ?? 0;
      if (piece === undefined ? bytes > reported : bytes >= reported + reportEvery) {
        reported = bytes;
        await report.progress(bytes);
      }
      if (piece === undefined && !ended) {
        ended = true;
        await report.complete();
      }
      return piece;
    },
    cancel: (reason) => body.cancel(reason),
  };
}

function sourceOf(response: Response, shown: string, signal: AbortSignal): ByteSource {
  const reader = response.body?.getReader();
  return {
    async read() {
      try {
        for (;;) {
          const next = await reader?.read();
          if (next === undefined || next.done) return undefined;
          if (next.value.length > 0) return next.value;
        }
      } catch (cause) {
        signal.throwIfAborted();
        throw new Failure(500, `the download of ${shown} broke off: ${reasonOf(cause)}`, { cause });
      }
    },
    cancel(reason) {
      reader?.cancel(reason).catch(() => undefined);
    },
  };
}

/** The length that an answer names counts what goes over the wire: of a compressed one it says nothing. */
function lengthOf({ headers }: Response): number | undefined {
  const length = headers.get("content-length");
  return length === null || !/^\d{1,15}$/.test(length) || headers.has("content-encoding") ? undefined : Number(length);
}

/** The runtimes hide why a fetch failed in different places. */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return inner instanceof Error ? inner.message || inner.name : String(inner);
}
