/**
 * The embedded engine: an implementation of the Docker API in this process, in TypeScript alone.
 *
 * ```ts
 * const engine = createEngine();
 * const { endpoint, close } = await listen(engine, { path: "/tmp/dks.sock" });
 * // curl --unix-socket /tmp/dks.sock http://localhost/version
 * await close();
 * await engine.close();
 * ```
 *
 * It answers both dialects: paths that begin with `/v1.0` or `/v1.1` as an engine of 2013 did, those from `/v1.24` to
 * `/v1.44` as one of today. A path without a version is today's, unless the engine was made with `apiVersion: "1.0"`.
 *
 * Its containers run the programs of its own userland, over file systems in memory; they reach no file, process or network
 * of the machine. Bind mounts are therefore refused, and what of a HostConfig has no meaning here is kept, shown by inspect,
 * and without effect. What a container wrote is remembered up to a limit, and the oldest of it is forgotten beyond.
 *
 * Images come from a registry of its own, and are pushed to it: it is `docker.io`, with `busybox` and `hello-world` and an account for
 * whoever logs in first, and it is `localhost:5000`, or any other port, where nobody logs in. The engine itself goes out to fetch a
 * URL only through a `fetch` that it was given.
 */
export { createEngine, defaultEngine, type Engine } from "./engine.ts";
export { type Listener, listen, type ListenAddress } from "./listen.ts";
export { defaultLimits, type EngineOptions, type Fetch, type Limits } from "./options.ts";
