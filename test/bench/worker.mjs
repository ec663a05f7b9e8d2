// One measurement in a fresh process: node worker.mjs CLIENT WHAT [JSON], prints one line of JSON.
import { pathToFileURL } from "node:url";

const [, , client, what, json = "{}"] = process.argv;
const options = JSON.parse(json);
const before = performance.now();
const module = await import(pathToFileURL(`${import.meta.dirname}/${client}.mjs`).href);
const importMs = performance.now() - before;

const measurements = {
  async version() {
    return { version: await module.version() };
  },
  async attach({ id, mbps }) {
    let bytes = 0;
    const from = performance.now();
    await module.attach(id, (size) => {
      bytes += size;
      if (mbps === undefined) return undefined;
      const early = bytes / (mbps * 1000) - (performance.now() - from);
      return early > 1 ? new Promise((resolve) => setTimeout(resolve, early)) : undefined;
    });
    return { bytes, seconds: (performance.now() - from) / 1000 };
  },
  async engine({ mib, image }) {
    const { create, start, remove } = await import("./floor.mjs");
    const Cmd = ["dd", "if=/dev/zero", "bs=1M", `count=${mib}`];
    const id = await create({ Image: image, Cmd, HostConfig: { LogConfig: { Type: "none" }, NetworkMode: "none" } });
    try {
      let bytes = 0;
      const from = performance.now();
      await module.attach(
        id,
        (size) => {
          bytes += size;
        },
        () => start(id),
      );
      return { bytes, seconds: (performance.now() - from) / 1000 };
    } finally {
      await remove(id);
    }
  },
};

const cpu = process.cpuUsage();
const result = await measurements[what](options);
const { user, system } = process.cpuUsage(cpu);
const line = JSON.stringify({
  ...result,
  importMs,
  cpuSeconds: (user + system) / 1e6,
  rssMiB: process.resourceUsage().maxRSS / 1024,
});
process.stdout.write(`${line}\n`, () => process.exit(0));
