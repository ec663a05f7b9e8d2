/** The system, accounts, and paths that lead nowhere. */
import { base, done, exited } from "../needs.ts";
import { row, type Row } from "../row.ts";
import { versionShape, infoShape } from "./shapes.ts";

const old = { username: "old", password: "pw123", email: "old@example.com" };

export const systemRows: readonly Row[] = [
  row("version", "GET /v1.0/version", "200 json length", versionShape, { compare: "shape" }),
  row("version-noprefix", "GET /version", "200 json length", versionShape, { compare: "shape" }),
  row("version-v0.9", "GET /v0.9/version", "200 json length", versionShape, { compare: "shape" }),
  row("version-v1", "GET /v1/version", "200 json length", versionShape, { compare: "shape" }),
  row("version-v1.0.0", "GET /v1.0.0/version", "200 json length", versionShape, { compare: "shape" }),
  row("version-http10", "GET /v1.0/version", "200 json length", versionShape, {
    compare: "shape",
    version: "HTTP/1.0",
  }),
  row("version-http10-keepalive", "GET /v1.0/version", "200 json length", versionShape, {
    compare: "shape",
    headers: { Connection: "keep-alive" },
    version: "HTTP/1.0",
  }),
  row("version-connection-close", "GET /v1.0/version", "200 json length", versionShape, {
    compare: "shape",
    headers: { Connection: "close" },
  }),
  row("version-nohost", "GET /v1.0/version", "200 json length", versionShape, {
    compare: "shape",
    headers: { Host: undefined },
  }),
  row("version-v1.2", "GET /v1.2/version", "404 text length"),
  row("version-v2", "GET /v2/version", "404 text length"),
  row("version-v0", "GET /v0/version", "404 text length"),
  row("version-vx", "GET /vx/version", "404 text length", "404 page not found\n"),
  row("version-trailing-slash", "GET /v1.0/version/", "404 text length", "404 page not found\n"),
  row("version-double-slash", "GET //v1.0//version?a=1", "301 text length"),
  row("version-post", "POST /v1.0/version", "404 text length", "404 page not found\n"),
  row("root", "GET /", "404 text length", "404 page not found\n"),
  row("unknown-path", "GET /v1.0/nope", "404 text length", "404 page not found\n"),
  row("put", "PUT /v1.0/containers/create", "404 text length", "404 page not found\n", { body: "{}" }),
  row("list-post", "POST /v1.0/containers/json", "404 text length", "404 page not found\n"),
  row("list-bad-escape", "GET /v1.0/containers/json?all=%zz", "500 text length", 'invalid URL escape "%zz"\n'),
  row("inspect-ambiguous", "GET /v1.0/containers//json", "301 text length"),
  row("empty-attach-noname", "POST /v1.0/containers//attach", "301 text length"),
  row("images-create-get", "GET /v1.0/images/create?fromSrc=-", "404 text length", "404 page not found\n"),
  row("attach-get", "GET /v1.0/containers/$id/attach?logs=1", "404 text length", "404 page not found\n", {
    needs: exited(),
  }),
  row("info", "GET /v1.0/info", "200 json length", infoShape, { needs: base, compare: "shape" }),
  row("info-v1.1", "GET /v1.1/info", "200 json length", infoShape, { needs: base, compare: "shape" }),
  row("empty-info", "GET /v1.0/info", "200 json length", infoShape, { compare: "shape" }),
  row("auth-get-empty", "GET /v1.0/auth", "200 json length", '{"username":"","password":"","email":""}'),
  row("auth-post-badjson", "POST /v1.0/auth", "500 text length", "*", { compare: "any", body: '{"username":' }),
  row("auth-post-empty", "POST /v1.0/auth", "500 text length", "*", { compare: "any" }),
  row("auth-post-wrongtype", "POST /v1.0/auth", "500 text length", "*", { compare: "any", body: '{"username":1}' }),
  ...(["auth2-old", "auth2-old-again"] as const).map((name) =>
    row(name, "POST /v1.0/auth", "200 json length", '{"Status":"Login Succeeded\\n"}', {
      needs: done("POST /v1.0/auth", old),
      body: JSON.stringify(old),
    }),
  ),
  row("auth2-new", "POST /v1.0/auth", "200 json length", '{"Status":"string"}', {
    body: JSON.stringify({ username: "new", password: "pw123", email: "new@example.com" }),
    compare: "shape",
  }),
  row("auth2-wrong", "POST /v1.0/auth", "500 text length", "*", {
    needs: done("POST /v1.0/auth", { ...old, username: "wrong", password: "other", email: "wrong@example.com" }),
    body: JSON.stringify({ ...old, username: "wrong", email: "wrong@example.com" }),
    compare: "any",
  }),
  row("auth2-get-empty", "GET /v1.0/auth", "200 json length", '{"username":"","password":"","email":""}'),
  row("auth2-get-after-wrong", "GET /v1.0/auth", "200 json length", '{"username":"","password":"","email":""}', {
    needs: async (place) => {
      await place.call("POST /v1.0/auth", old);
      await place.call("POST /v1.0/auth", { ...old, password: "other" }).catch(() => {});
    },
  }),
  row("auth2-get", "GET /v1.0/auth", "200 json length", '{"username":"new","password":"","email":"new@example.com"}', {
    needs: done("POST /v1.0/auth", { username: "new", password: "pw123", email: "new@example.com" }),
  }),
];
