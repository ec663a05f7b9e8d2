/**
 * HTTP/1.1 on the wire, for both sides of a connection: the codec of the pooled client and of the embedded engine.
 *
 * A message is a head and a body. The head is lines of text, ended by an empty one; how long the body is, the head says:
 *
 *     POST /v1.0/images/create?fromSrc=- HTTP/1.1\r\n     request line: method, target, version
 *     Host: docker\r\n                                    header fields
 *     Transfer-Encoding: chunked\r\n
 *     \r\n                                                the empty line ends the head
 *     5\r\n                                               a chunk: its length in hex,
 *     hello\r\n                                             the bytes, and a line end
 *     0\r\n                                               the last chunk has none
 *     \r\n                                                (trailer fields could stand here) and the body ends
 *
 *     HTTP/1.1 200 OK\r\n                                 status line: version, status, reason
 *     Content-Length: 14\r\n                              the other way to say how long
 *     \r\n
 *     d4344040ba96\r\n
 *
 * A response that says neither lasts until the engine closes the connection: a 2013 attach does. Where the two ways
 * disagree, two readers of the same bytes could see two different messages (request smuggling), so that is always refused.
 *
 * Everything here is incremental and keeps no more than a head: bytes come in as they arrive, payload goes out as slices of
 * them. Hence the bytes of a body that were pushed must not be changed afterwards.
 *
 * One exchange, as a client reads it:
 *
 *     const head = new HeadCollector();
 *     let bytes = await read(), rest;
 *     while ((rest = head.push(bytes)) === undefined) bytes = await read();   // 1xx: once more, with the rest
 *     const response = head.response();
 *     const body = responseBody(response, "GET");
 *     body.push(rest, out);
 *     while (!body.done) body.push(await read(), out);                        // at the end of the connection: body.end()
 */
export {
  formatRequestHead,
  formatResponseHead,
  HeadCollector,
  keepsAlive,
  type RequestHead,
  type ResponseHead,
} from "./http1-head.ts";
export { type BodyDecoder, encodeChunk, lastChunk, requestBody, responseBody } from "./http1-body.ts";
