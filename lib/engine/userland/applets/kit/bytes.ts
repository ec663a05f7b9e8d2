/**
 * Text whose every character is one byte. Applets work on lines of it, as programs do in the C locale: no byte is lost or
 * changed on the way, whatever the encoding of the data, and order is the order of the bytes.
 */

const STEP = 8192;

/** Bytes as a text of as many characters. */
export function toText(bytes: Uint8Array): string {
  if (bytes.length <= STEP) return String.fromCharCode.apply(undefined, bytes as unknown as number[]);
  let text = "";
  for (let at = 0; at < bytes.length; at += STEP) {
    text += String.fromCharCode.apply(undefined, bytes.subarray(at, at + STEP) as unknown as number[]);
  }
  return text;
}

/** The bytes of a text that {@link toText} or {@link encodeText} made. */
export function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** An ordinary string (an argument, the name of a file) as the text of its UTF-8 bytes. */
export function encodeText(string: string): string {
  for (let at = 0; at < string.length; at++) {
    if (string.charCodeAt(at) > 127) return toText(new TextEncoder().encode(string));
  }
  return string;
}

/** An ordinary string again, from the text of its UTF-8 bytes. */
export function decodeText(text: string): string {
  return new TextDecoder().decode(toBytes(text));
}
