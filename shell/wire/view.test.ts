import { expect, test } from "vitest";
import { plain } from "../format/text.ts";
import { type Exchange, Passed } from "./observe.ts";
import { WireView } from "./view.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function exchange(part: Partial<Exchange>): Exchange {
  return { number: 1, method: "POST", path: "/x", headers: {}, body: undefined, hijacked: false, began: 0, ...part };
}

function bodyOf(text: string): Passed {
  const body = new Passed(1024);
  body.add(utf8(text));
  body.ended = true;
  return body;
}

/** A frame of the stdio stream. */
function frame(stream: number, text: string): Uint8Array {
  const bytes = utf8(text);
  const framed = new Uint8Array(8 + bytes.length);
  framed.set([stream, 0, 0, 0, 0, 0, bytes.length >> 8, bytes.length & 255]);
  framed.set(bytes, 8);
  return framed;
}

function view(): { readonly view: WireView; readonly lines: string[] } {
  const lines: string[] = [];
  return { view: new WireView({ write: (line) => void lines.push(line), paint: () => plain }), lines };
}

test("nothing that names itself a secret is shown, wherever it is, and nothing that a terminal would obey", () => {
  const { view: wire, lines } = view();
  const secret = "hunter2";
  const json = `{"password":"${secret}","note":"\u001b[2J\u202e"}`;
  const call = exchange({
    path: `/build?buildargs=${encodeURIComponent(json)}`,
    headers: { "content-type": "application/json", "x-registry-auth": secret },
    body: bodyOf(json),
  });
  wire.request(call);
  Object.assign(call, { status: 200, answer: { "content-type": "application/json", "set-cookie": secret } });
  wire.answered(call);
  // In two pieces, as a network may have it.
  wire.received(call, utf8(json.slice(0, 16)));
  wire.received(call, utf8(`${json.slice(16)}\n`));
  wire.ended(call, "received");
  wire.failed(call, new Error(`no https://bob:${secret}@registry.example/`));
  const raw = exchange({ hijacked: true });
  wire.request(raw);
  wire.sent(raw, utf8(`${json}\n`));
  Object.assign(raw, { status: 101, answer: {} });
  wire.answered(raw);
  wire.received(raw, frame(1, `${json}\n`));
  wire.received(raw, frame(2, `Authorization: Basic ${secret}\n`));
  const text = lines.join("");
  expect(text).not.toContain(secret);
  expect(text).not.toMatch(/[\u001b\u202e]/);
  expect(text.match(/<hidden>/g)).toHaveLength(9);
});

test("of a raw connection each piece has its stream and its size, and a long one its beginning", () => {
  const { view: wire, lines } = view();
  const raw = exchange({ hijacked: true });
  wire.request(raw);
  Object.assign(raw, { status: 101, answer: {} });
  wire.answered(raw);
  lines.length = 0;
  wire.sent(raw, utf8("hi\n"));
  wire.received(raw, frame(1, "out\n"));
  wire.received(raw, frame(2, `${"x".repeat(1020)}"password":"hunter2"`));
  wire.ended(raw, "sent");
  expect(lines).toEqual([
    '1 > stdin 3 B "hi\\n"\n',
    '1 < stdout 4 B "out\\n"\n',
    `1 < stderr 1040 B "${"x".repeat(1020)}\\"pas"…\n`,
    "1 > (stdin is closed: the client has half-closed the connection)\n",
  ]);
});
