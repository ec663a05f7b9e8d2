/**
 * Runs cases in this process and says how each went, one line of JSON per case:
 *
 *     runner.ts WAY ENDPOINT QUIET_SECONDS [NAME]     one case, or all that need no process of their own
 *
 * The ways are `unix`, `tcp`, `tls` and `embedded` with the scripted engine, and `docker` with a real one.
 */

import { cases, dockerCases, runCase, type Way } from "./suite.ts";

const [way, endpoint, quiet, name] = process.argv.slice(2);
const chosen = (way === "docker" ? dockerCases : cases).filter((one) =>
  name === undefined ? !one.alone : one.name === name,
);
if (endpoint === undefined || chosen.length === 0)
  throw new Error("usage: runner.ts WAY ENDPOINT QUIET_SECONDS [NAME]");

let failed = false;
for (const [i, one] of chosen.entries()) {
  // A case that hangs is known by its name, and the ones behind it still get their turn.
  const quietSeconds = Number(quiet);
  const limit = 30_000 + quietSeconds * 1000;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await Promise.race([
      runCase(one, { way: way as Way, endpoint, key: `${process.pid}-${i}`, quietSeconds }),
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error("it hangs")), limit);
      }),
    ]);
    console.log(JSON.stringify({ name: one.name, ok: true }));
  } catch (error) {
    failed = true;
    console.log(
      JSON.stringify({ name: one.name, ok: false, error: error instanceof Error ? error.stack : String(error) }),
    );
  } finally {
    clearTimeout(timer);
  }
}
// What a failed case has left open would keep the process alive. Otherwise it has to end by itself.
if (failed) process.exit(1);
