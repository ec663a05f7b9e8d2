/** What requests carry besides JSON. */
import { gzipSync } from "node:zlib";
import { tarOf } from "../scenarios/tar.ts";

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

/** A tar archive. */
export const tar = (files: Readonly<Record<string, string>>): string => latin1(tarOf(files));

/** A tar archive of one small file. */
export const archive: string = tar({ "etc/hello": "hello\n" });

export const gzipped: string = latin1(gzipSync(Buffer.from(archive, "latin1")));

/** The files that a build may add. */
export const context: string = tar({ f: "data\n" });

/** A build's files as later API versions take them: one archive, the Dockerfile in it. */
export const buildContext: string = tar({ Dockerfile: "from base\nrun echo hi > /x\n" });

const boundary = "xYzBoundary";

/** The header that goes with {@link form}. */
export const multipart: Readonly<Record<string, string>> = {
  "Content-Type": `multipart/form-data; boundary=${boundary}`,
};

/** A form as the builds of 2013 were sent. */
export function form(...parts: readonly string[]): string {
  return `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join("")}--${boundary}--\r\n`;
}

export function field(name: string, value: string): string {
  return `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;
}

export function file(name: string, content: string): string {
  return (
    `Content-Disposition: form-data; name="${name}"; filename="${name}"\r\n` +
    `Content-Type: application/octet-stream\r\n\r\n${content}`
  );
}

/** A form with a Dockerfile alone. */
export function dockerfile(text: string): string {
  return form(file("Dockerfile", text));
}
