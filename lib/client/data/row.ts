/** How a row says what the client makes of a recorded exchange. Lists and progress are told in short lines, so that a row can be read. */
import type { Container, Docker, ProgressMessage } from "../../../mod.ts";
import type { Exchange } from "../../../test/support/recordings.ts";

/** One call, and what comes of it. */
export interface Row {
  /** The exchanges, by name, with a space between; `*` at the end stands for anything. */
  readonly names: string;
  readonly call: (docker: Docker, exchange: Exchange) => Promise<unknown>;
  /** What it resolves to, as JSON. */
  readonly gives?: unknown;
  /** What it rejects with: the name and the message of the error. */
  readonly fails?: readonly [string, unknown];
  /** What the client sends in the place of each recorded request, where it is not the very same; "" for one that it does not make. */
  readonly asks?: readonly string[];
  /** Other requests that the call makes, and the exchange that answers each. */
  readonly with?: Readonly<Record<string, string>>;
  /** The engine keeps the connection open: the end is the client's. */
  readonly hangs?: true;
}

export type Call = Row["call"];
type More = Pick<Row, "asks" | "with" | "hangs">;

export function gives(names: string, call: Call, value: unknown, more: More = {}): Row {
  return { names, call, gives: value, ...more };
}

export function fails(names: string, call: Call, name: string, message: unknown, more: More = {}): Row {
  return { names, call, fails: [name, message], ...more };
}

/** A container of the list, on one line. */
export const listed =
  (options: Parameters<Docker["containers"]["list"]>[0] = {}): Call =>
  async (docker) =>
    (await docker.containers.list(options)).map(
      ({ Id, Image, Command, State, Status, Ports }) =>
        `${Id.slice(0, 12)} ${Image} [${Command}] ${State}: ${Status}${Ports.length > 0 ? " with ports" : ""}`,
    );

/** An image of the list, on one line, with all its tags. */
export const images =
  (options: Parameters<Docker["images"]["list"]>[0] = {}): Call =>
  async (docker) =>
    (await docker.images.list(options)).map(({ Id, RepoTags }) => [Id.slice(0, 12), ...RepoTags].join(" ")).sort();

/** The messages of a long call, on one line each, and what it resolves to, or rejects with, behind them. */
export const told =
  (begin: (docker: Docker, exchange: Exchange) => AsyncIterable<ProgressMessage> & Promise<unknown>): Call =>
  async (docker, exchange) => {
    const call = begin(docker, exchange);
    const lines: string[] = [];
    try {
      for await (const { status, progress, error, stream, Id } of call as AsyncIterable<
        ProgressMessage & { Id?: string }
      >) {
        const words = [status, progress, stream?.trimEnd(), Id].filter((word) => word !== undefined && word !== "");
        if (error === undefined && words.length > 0) lines.push(words.join(" "));
      }
      return [...lines, { gives: await call }];
    } catch (error) {
      return [...lines, `${(error as Error).name}: ${(error as Error).message}`];
    }
  };

/** What an attachment gives, each side for itself. */
export const output =
  (id: string, options: Parameters<Container["attach"]>[0]): Call =>
  async (docker) =>
    (await docker.containers.get(id).attach(options)).texts();

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
export const body = ({ requests }: Exchange): Uint8Array => bytesOf(requests[0]!.body);

/** Before it attaches, the client asks whether the container has a TTY. */
export const noTty = (id: string): Record<string, string> => ({ [`GET /containers/${id}/json`]: "inspect-exited" });
export const tty = (id: string): Record<string, string> => ({
  [`GET /containers/${id}/json`]: "attach-tty-half-after",
});

export const noSuch = (what: string): string => `No such container: ${what}`;

export const logs = (id: string, side: string): string => `POST /containers/${id}/attach?logs=1&${side}=1`;
export const live = (id: string, side: string): string => `POST /containers/${id}/attach?stream=1&${side}=1`;
export const both = (id: string, side: string): string => `POST /containers/${id}/attach?logs=1&stream=1&${side}=1`;
