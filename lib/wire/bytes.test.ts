import { expect, test } from "vitest";
import { ByteBuffer } from "./bytes.ts";
import { utf8 } from "./testing.ts";

test("a byte buffer grows, copies, and begins anew", () => {
  const buffer = new ByteBuffer();
  const reused = new Uint8Array(1);
  for (let i = 0; i < 10_000; i++) {
    reused[0] = i;
    buffer.append(reused);
  }
  expect(buffer.length).toBe(10_000);
  expect(buffer.view()).toEqual(Uint8Array.from({ length: 10_000 }, (_, i) => i));
  buffer.clear();
  expect(buffer.view()).toHaveLength(0);
  buffer.append(utf8("small"));
  buffer.clear();
  buffer.append(utf8("er"));
  expect(buffer.view()).toEqual(utf8("er"));
});
