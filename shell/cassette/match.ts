/** Finds the exchange that a request means. */
import { mask, withoutSecrets } from "../secrets.ts";
import { CassetteError } from "./error.ts";
import type { Cassette, KeptExchange } from "./format.ts";

/** Ids, whole or short. */
const ids = /(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{12})(?![0-9a-f])/g;

/** What can be asked as often as one likes. */
const constant = new Set(["GET /_ping", "HEAD /_ping", "GET /version"]);

/** Hands out the exchanges of a cassette, each once. */
export class Matcher {
  /** What was asked is not what was asked then: nothing that comes later counts. */
  failure: CassetteError | undefined;
  readonly #left: KeptExchange[];
  readonly #constant = new Map<string, KeptExchange>();
  /** From ids in requests to those on the cassette, where they are not the same, and back. */
  readonly #bindings = new Map<string, string>();

  constructor({ exchanges }: Cassette) {
    this.#left = [...exchanges];
    for (const exchange of exchanges) {
      const line = lineOf(exchange.method, exchange.path);
      if (constant.has(line) && !this.#constant.has(line)) this.#constant.set(line, exchange);
    }
  }

  /**
   * The exchange for a request, the next one where it was made several times. An id may be another one than it was, if it is that wherever it
   * stands. Throws a {@link CassetteError} when there is none.
   */
  take(method: string, path: string, body: string | undefined): KeptExchange {
    if (this.failure) throw this.failure;
    const line = lineOf(method, withoutSecrets(path));
    const always = this.#constant.get(line);
    if (always !== undefined) return always;
    const wanted = { line, body: body === undefined ? undefined : canonical(withoutSecrets(body)) };
    const at =
      this.#find((exchange) => this.#isSame(exchange, wanted)) ??
      this.#find((exchange) => this.#isLike(exchange, wanted));
    if (at === undefined) throw this.#missing(wanted.line);
    const [exchange] = this.#left.splice(at, 1);
    this.#bind(exchange!, wanted);
    return exchange!;
  }

  /** Bytes of an answer, with the ids that the requests have. */
  bound(bytes: Uint8Array): Uint8Array {
    const pairs = [...this.#bindings].filter(([live, kept]) => live !== kept && live.length === kept.length);
    if (pairs.length === 0) return bytes;
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    for (const [live, kept] of pairs) binary = binary.replaceAll(kept, live);
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  }

  #find(isIt: (exchange: KeptExchange) => boolean): number | undefined {
    const at = this.#left.findIndex(isIt);
    return at < 0 ? undefined : at;
  }

  #isSame({ method, path, body }: KeptExchange, wanted: Wanted): boolean {
    return fits(lineOf(method, path), wanted.line) && (body === undefined || fits(canonical(body), wanted.body ?? ""));
  }

  #isLike({ method, path, body }: KeptExchange, wanted: Wanted): boolean {
    const kept = lineOf(method, path) + (body === undefined ? "" : canonical(body));
    const live = wanted.line + (body === undefined ? "" : (wanted.body ?? ""));
    if (kept.replace(ids, "") !== live.replace(ids, "")) return false;
    return pairsOf(live, kept).every(
      ([one, other]) => (this.#bindings.get(one) ?? other) === other && !this.#isTaken(one, other),
    );
  }

  #isTaken(live: string, kept: string): boolean {
    return [...this.#bindings].some(([one, other]) => other === kept && one !== live);
  }

  #bind({ method, path, body }: KeptExchange, wanted: Wanted): void {
    const kept = lineOf(method, path) + (body === undefined ? "" : canonical(body));
    for (const [live, id] of pairsOf(wanted.line + (body === undefined ? "" : (wanted.body ?? "")), kept))
      this.#bindings.set(live, id);
  }

  #missing(line: string): CassetteError {
    const isOther = this.#left.some(({ method, path }) => lineOf(method, path) === line);
    return new CassetteError(
      isOther
        ? `the body of ${line} is not the one on the cassette`
        : `${line} is not on the cassette, or not so often`,
      { hint: "The script does something else than when it was recorded. Record it again: dks record --wire FILE." },
    );
  }
}

/** Whether a text is the one that was kept; what was hidden in it may be anything. */
function fits(kept: string, live: string): boolean {
  if (kept === live || !kept.includes(mask)) return kept === live;
  const pattern = kept.split(mask).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return new RegExp(`^${pattern.join('[^"]*')}$`, "su").test(live);
}

interface Wanted {
  readonly line: string;
  readonly body: string | undefined;
}

/** Without the version, which the engine had, and not the script. */
function lineOf(method: string, path: string): string {
  return `${method} ${path.replace(/^\/v\d+\.\d+(?=\/)/, "")}`;
}

function pairsOf(live: string, kept: string): [string, string][] {
  const there = kept.match(ids) ?? [];
  return (live.match(ids) ?? []).map((id, index) => [id, there[index] ?? id]);
}

/** JSON in one form. */
function canonical(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}
