/**
 * What an engine tells while it pulls, pushes, builds or imports: one reply with status 200, and in it a message for every
 * step. Three dialects of it, one shape for the reader:
 *
 *     modern   JSON objects, one a line:       {"status":"Downloading","progressDetail":{"current":5,"total":9},"id":"ab12"}\r\n
 *     v1.1     JSON objects run together:      {"status":"Pulling ..."}{"progress":"5/9 (55%)"}{}{"error":"..."}
 *              and bare text between them:     {"status":"Pushing ..."}Buffering to disk 5/? (n/a)\r
 *     v1.0     lines of text:                  Pulling repository ubuntu from ...\r\n
 *                                              Downloading 5/9 (55%)\r                     a CR alone: drawn over by the next
 *                                              Error: HTTP code: 404\r\n                   the last line, if it failed
 *
 * An error comes after the 200 and is an ordinary message here: `{ error, errorDetail }`. Whoever reads the stream makes a
 * StreamError of it. Chunks, reads and messages have nothing to do with each other: every codec takes bytes cut anywhere.
 *
 * {@link JsonMessages} reads the first two, {@link TextMessages} the third.
 */
export { JsonMessages } from "./progress-json.ts";
export { TextMessages } from "./progress-text.ts";
export type { ProgressMessage } from "./progress-message.ts";
