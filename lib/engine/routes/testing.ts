/** For tests: a client of an engine that has busybox, and the calls about containers that most tests make. */
import type { EngineOptions } from "../mod.ts";
import type { Json, RawAnswer, RawClient, TestEngines } from "../testing.ts";

/** A client of an engine, in one version of the API. */
export interface Caller {
  readonly client: RawClient;
  /** Another connection to the same engine. */
  another(): RawClient;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<RawAnswer>;
  /** The JSON that a GET answers. */
  get(path: string): Promise<Json>;
  post(path: string, body?: unknown): Promise<[status: number, body: string]>;
  remove(path: string): Promise<[status: number, body: string]>;
  /** Makes a container of busybox and returns its id. */
  create(body: Json, query?: string): Promise<string>;
  /** Makes a container, runs it to its end, and returns its id. */
  run(body: Json): Promise<string>;
  /** Runs a script to its end in a new container, and returns what it printed. */
  output(script: string, body?: Json): Promise<string>;
  /** Waits until a container has printed `ready`. */
  untilReady(id: string): Promise<void>;
}

/** A new engine that has busybox, and a client that speaks this version. */
export async function caller(engines: TestEngines, version: string, options: EngineOptions = {}): Promise<Caller> {
  const engine = engines.engine(options);
  const client = engines.connect(engine);
  const prefix = `/v${version}`;
  await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=latest");
  const answered = async (answer: Promise<RawAnswer>): Promise<[number, string]> => {
    const { status, body } = await answer;
    return [status, body];
  };
  const expectStatus = async (status: number, answer: Promise<RawAnswer>): Promise<RawAnswer> => {
    const got = await answer;
    if (got.status !== status) throw new Error(`${status} was expected, not ${got.status}: ${got.body}`);
    return got;
  };
  const it: Caller = {
    client,
    another: () => engines.connect(engine),
    call: (method, path, body, headers) => client.call(method, `${prefix}${path}`, body, headers),
    get: async (path) => JSON.parse((await expectStatus(200, it.call("GET", path))).body),
    post: (path, body) => answered(it.call("POST", path, body)),
    remove: (path) => answered(it.call("DELETE", path)),
    async create(body, query = "") {
      const made = it.call("POST", `/containers/create${query}`, { Image: "busybox", ...body });
      return JSON.parse((await expectStatus(201, made)).body).Id;
    },
    async run(body) {
      const id = await it.create(body);
      const [status, text] = await it.post(`/containers/${id}/start`);
      if (status >= 300) throw new Error(`the start answered ${status}: ${text}`);
      await it.post(`/containers/${id}/wait`);
      return id;
    },
    async output(script, body = {}) {
      // With a terminal, so that no frames are between.
      const id = await it.run({ ...body, Cmd: ["sh", "-c", script], Tty: true });
      const logs = it.another();
      await logs.send(`POST ${prefix}/containers/${id}/attach?logs=1&stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n`);
      const text = await logs.rest();
      return text.slice(text.indexOf("\r\n\r\n") + 4).replaceAll("\r\n", "\n");
    },
    async untilReady(id) {
      const raw = it.another();
      await raw.send(`POST ${prefix}/containers/${id}/attach?logs=1&stream=1&stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n`);
      await raw.until("ready");
      raw.close();
    },
  };
  return it;
}

/** The error of a modern answer. */
export function failure(message: unknown): string {
  return `${JSON.stringify({ message })}\n`;
}
