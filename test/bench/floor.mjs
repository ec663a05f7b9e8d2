// The floor: bare programs on node:net that do the same work as the client, and nothing else.
import net from "node:net";

const target = () => ({ path: process.env.DOCKER_HOST.replace("unix://", "") });

/** One exchange on a connection of its own. */
export function exchange(method, path, body = "") {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = net.connect(target());
    socket.on("error", reject);
    socket.on("data", (bytes) => {
      text += bytes.toString();
    });
    socket.on("end", () => {
      const [head, ...rest] = text.split("\r\n\r\n");
      let content = rest.join("\r\n\r\n");
      if (/transfer-encoding: chunked/i.test(head))
        content = content.replace(/^[0-9a-f]+\r\n([\s\S]*?)\r\n0\r\n[\s\S]*$/i, "$1");
      resolve({ status: Number(head.split(" ")[1]), body: content });
    });
    const length = body
      ? `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`
      : "Content-Length: 0\r\n";
    socket.write(`${method} ${path} HTTP/1.1\r\nHost: d\r\nConnection: close\r\n${length}\r\n${body}`);
  });
}

export const name = "node:net";

export async function version() {
  return JSON.parse((await exchange("GET", "/version")).body).Version;
}

/** Attaches, takes the frames apart, and hands the number of payload bytes of each piece over. */
export async function attach(id, onBytes, started = async () => {}) {
  const header = new Uint8Array(8);
  let have = 0;
  let left = 0;
  let head = "";
  let open;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  let socket;
  let busy = false;
  const take = (bytes) => {
    let at = 0;
    let payload = 0;
    while (at < bytes.length) {
      if (left > 0) {
        const size = Math.min(left, bytes.length - at);
        payload += size;
        left -= size;
        at += size;
        continue;
      }
      while (have < 8 && at < bytes.length) header[have++] = bytes[at++];
      if (have < 8) break;
      have = 0;
      left = ((header[4] << 24) | (header[5] << 16) | (header[6] << 8) | header[7]) >>> 0;
    }
    const wait = payload > 0 ? onBytes(payload) : undefined;
    if (wait) {
      busy = true;
      socket.pause();
      wait.then(() => {
        busy = false;
        socket.resume();
      });
    }
  };
  const done = new Promise((resolve, reject) => {
    const buffer = Buffer.allocUnsafe(1 << 18);
    const callback = (size, shared) => {
      const bytes = shared.subarray(0, size);
      if (head !== undefined) {
        head += bytes.toString("latin1");
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return true;
        const rest = Buffer.from(head.slice(end + 4), "latin1");
        head = undefined;
        open();
        if (rest.length > 0) take(rest);
      } else take(bytes);
      return !busy;
    };
    socket = net.connect({ ...target(), onread: { buffer, callback } });
    socket.on("error", reject);
    socket.on("end", resolve);
    const path = `/containers/${id}/attach?stream=1&stdout=1&stderr=1`;
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0\r\n\r\n`,
    );
  });
  await opened;
  await started();
  await done;
  socket.destroy();
}

/** A container on a real engine that writes this many MiB of zeros. */
export async function create(spec) {
  return JSON.parse((await exchange("POST", "/containers/create", JSON.stringify(spec))).body).Id;
}

export async function start(id) {
  await exchange("POST", `/containers/${id}/start`);
}

export async function remove(id) {
  await exchange("DELETE", `/containers/${id}?force=1`);
}
