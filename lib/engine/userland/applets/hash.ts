/** md5sum, sha1sum, sha256sum, sha512sum, cksum; base64. */

import { createHash } from "node:crypto";
import type { Process, Program } from "../../kernel/types.ts";
import { applet, complain, Failure, reason } from "./kit/applet.ts";
import { toBytes, toText } from "./kit/bytes.ts";
import { cannotOpen, close, eachInput, Output, open, pieces } from "./kit/io.ts";
import { parseCount, parseOptions } from "./kit/options.ts";

async function digest(process: Process, fd: number, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  for await (const bytes of pieces(process, fd)) hash.update(bytes);
  return hash.digest("hex");
}

/** The digest of a named file; undefined, and said so, when it cannot be read. */
async function digestOf(process: Process, name: string, algorithm: string): Promise<string | undefined> {
  let fd = 0;
  try {
    if (name !== "-") fd = open(process, name);
  } catch (error) {
    await complain(process, cannotOpen(name, reason(error)));
    return undefined;
  }
  try {
    return await digest(process, fd, algorithm);
  } catch (error) {
    await complain(process, `can't read '${name}': ${reason(error)}`);
    return undefined;
  } finally {
    if (fd !== 0) close(process, fd);
  }
}

async function check(process: Process, name: string, algorithm: string, silent: boolean): Promise<number> {
  let wrong = 0;
  let count = 0;
  const path = process.resolve(name);
  const list = name === "-" ? await everything(process, 0) : new TextDecoder().decode(process.fs.readFile(path));
  for (const line of list.split("\n")) {
    const [, expected, file] = /^([0-9a-fA-F]+) [ *](.+)$/.exec(line) ?? [];
    if (expected === undefined || file === undefined) continue;
    count++;
    const actual = await digestOf(process, file, algorithm);
    const right = actual === expected.toLowerCase();
    if (!right) wrong++;
    if (!silent) await process.write(1, `${file}: ${right ? "OK" : "FAILED"}\n`);
  }
  if (count === 0) throw new Failure(`${name}: no checksum lines found`);
  if (wrong > 0 && !silent) await complain(process, `WARNING: ${wrong} of ${count} computed checksums did NOT match`);
  return wrong > 0 ? 1 : 0;
}

async function everything(process: Process, fd: number): Promise<string> {
  let text = "";
  for await (const bytes of pieces(process, fd)) text += toText(bytes);
  return text;
}

function summer(algorithm: string): Program {
  return applet("[-c[sw]] [FILE]...", async (process) => {
    const options = parseOptions(process, { short: "cswb" });
    const names = options.operands.length === 0 ? ["-"] : options.operands;
    let code = 0;
    for (const name of names) {
      if (options.has("c")) code |= await check(process, name, algorithm, options.has("s"));
      else {
        const sum = await digestOf(process, name, algorithm);
        if (sum === undefined) code = 1;
        else await process.write(1, `${sum}  ${name}\n`);
      }
    }
    return code;
  });
}

export const md5sum: Program = summer("md5");
export const sha1sum: Program = summer("sha1");
export const sha256sum: Program = summer("sha256");
export const sha512sum: Program = summer("sha512");

/** The table of the CRC that POSIX prescribes for cksum. */
const table = Uint32Array.from({ length: 256 }, (_none, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

export const cksum: Program = applet("FILE...", async (process) => {
  const { operands } = parseOptions(process, { short: "" });
  return eachInput(process, operands, async (fd, name) => {
    let crc = 0;
    let length = 0;
    const add = (byte: number) => {
      crc = ((crc << 8) ^ table[((crc >>> 24) ^ byte) & 255]!) >>> 0;
    };
    for await (const bytes of pieces(process, fd)) {
      for (const byte of bytes) add(byte);
      length += bytes.length;
    }
    for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) add(rest % 256);
    await process.write(1, `${~crc >>> 0} ${length}${operands.length === 0 ? "" : ` ${name}`}\n`);
  });
});

export const base64: Program = applet("[-d] [-w COL] [FILE]", async (process) => {
  const options = parseOptions(process, { short: "dw:", long: { decode: "d", wrap: "w" }, max: 1 });
  const width = parseCount(options.get("w") ?? "76");
  const out = new Output(process);
  const encode = async (fd: number) => {
    let rest = "";
    let column = 0;
    const put = (digits: string) => {
      if (width === 0) out.put(digits);
      else {
        for (let at = 0; at < digits.length; ) {
          const piece = digits.slice(at, at + width - column);
          column += piece.length;
          at += piece.length;
          out.put(column === width ? `${piece}\n` : piece);
          if (column === width) column = 0;
        }
      }
    };
    for await (const bytes of pieces(process, fd)) {
      const text = rest + toText(bytes);
      const whole = text.length - (text.length % 3);
      put(btoa(text.slice(0, whole)));
      rest = text.slice(whole);
      await out.flush();
    }
    put(btoa(rest));
    if (column > 0) out.put("\n");
    await out.flush();
  };
  const decode = async (fd: number) => {
    let rest = "";
    for await (const bytes of pieces(process, fd)) {
      const text = rest + toText(bytes).replace(/\s/g, "");
      const whole = text.length - (text.length % 4);
      rest = text.slice(whole);
      await writeDecoded(process, text.slice(0, whole));
    }
    if (rest !== "") throw new Failure("truncated input");
  };
  return eachInput(process, options.operands, options.has("d") ? decode : encode);
});

async function writeDecoded(process: Process, text: string): Promise<void> {
  try {
    await process.write(1, toBytes(atob(text)));
  } catch (error) {
    // What atob throws has no type of its own on all runtimes.
    if (error instanceof Error && error.name === "InvalidCharacterError") throw new Failure("invalid input");
    throw error;
  }
}
