// A scripted engine for the benchmark, in a process of its own: it answers what a client asks before an attach, and then sends frames as fast as
// the socket takes them. node source.mjs SOCKET; the total and the size of the frames stand in the id of the container: f<frame>x<total>.
import { unlinkSync } from "node:fs";
import net from "node:net";

const path = process.argv[2];

function block(frameSize) {
  const frame = Buffer.alloc(8 + frameSize, 0x61);
  frame.writeUInt32BE(0x01000000, 0);
  frame.writeUInt32BE(frameSize, 4);
  return { frame, many: Buffer.concat(Array(Math.max(1, Math.floor((1 << 20) / frame.length))).fill(frame)) };
}

async function flood(socket, frameSize, total) {
  const { frame, many } = block(frameSize);
  const perBlock = many.length / frame.length;
  for (let left = Math.ceil(total / frameSize); left > 0; left -= perBlock) {
    const piece = left >= perBlock ? many : many.subarray(0, left * frame.length);
    if (!socket.write(piece)) await new Promise((resolve) => socket.once("drain", resolve));
  }
  socket.end();
}

function answer(socket, status, headers, body = "") {
  const lines = Object.entries({ ...headers, "Content-Length": Buffer.byteLength(body) }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`HTTP/1.1 ${status}\r\nApi-Version: 1.43\r\n${lines.join("")}\r\n${body}`);
}

const json = { "Content-Type": "application/json" };
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  let head = "";
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.on("end", () => socket.end());
  socket.on("data", function serve(bytes) {
    head += bytes.toString("latin1");
    for (let end = head.indexOf("\r\n\r\n"); end >= 0; end = head.indexOf("\r\n\r\n")) {
      const [method, target] = head.split(" ", 2);
      const fields = head.slice(0, end);
      head = head.slice(end + 4);
      const attach = /\/containers\/f(\d+)x(\d+)\/attach/.exec(target);
      if (attach) {
        socket.off("data", serve).resume();
        const status = /^upgrade:/im.test(fields) ? "101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp" : "200 OK";
        socket.write(`HTTP/1.1 ${status}\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\n\r\n`);
        flood(socket, Number(attach[1]), Number(attach[2]));
        return;
      }
      if (target.endsWith("/_ping"))
        answer(socket, "200 OK", { "Content-Type": "text/plain" }, method === "HEAD" ? "" : "OK");
      else if (target.endsWith("/version")) answer(socket, "200 OK", json, '{"Version":"bench","ApiVersion":"1.43"}');
      else answer(socket, "404 Not Found", json, '{"message":"page not found"}');
      if (/^connection: close/im.test(fields)) socket.end();
    }
  });
});
try {
  unlinkSync(path);
} catch {}
server.listen(path, () => console.log("ready"));
