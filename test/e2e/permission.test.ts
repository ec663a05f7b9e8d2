/** A socket that one may not use, by somebody who is not root: root may use every socket. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { root } from "./support.ts";

const nobody = 65534;

test("a socket without permission is one clear line, what to do next, and code 125", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dks-permission-"));
  const server = createServer();
  try {
    // A copy that everybody may read: the project itself may lie where only its owner can look.
    chmodSync(folder, 0o755);
    cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
    const path = join(folder, "closed.sock");
    await new Promise<void>((resolve) => server.listen(path, resolve));
    chmodSync(path, 0o000);
    const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
    const command = [join(folder, "dist/dks.js"), "-H", `unix://${path}`, "-e", "version()"];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { ...user, cwd: "/", encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 125, stdout: "" });
    expect(stderr).toMatch(/^ConnectError: .*closed\.sock.*\n/);
    expect(stderr).toMatch(/permission|group/i);
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
