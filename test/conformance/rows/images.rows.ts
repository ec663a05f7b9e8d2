/** Images. */
import { archive, gzipped } from "../bodies.ts";
import { all, base, committed, created, done, exited, imageOf } from "../needs.ts";
import { row, type Row } from "../row.ts";
import { imageShape, committedImage, imageRows } from "./shapes.ts";

export const imagesRows: readonly Row[] = [
  row(
    "images-create-stdin-noprefix",
    "POST /images/create?fromSrc=-&repo=tiny&tag=t1",
    "200 json length",
    '{"status":"<12>"}',
    { body: archive },
  ),
  row(
    "images-create-stdin-v1.1",
    "POST /v1.1/images/create?fromSrc=-&repo=tiny&tag=t1",
    "200 json length",
    '{"status":"<12>"}',
    { body: archive },
  ),
  row("images-create-stdin-norepo", "POST /v1.0/images/create?fromSrc=-", "200 text length", "<12>\r\n", {
    body: archive,
  }),
  row("images-create-stdin-badrepo", "POST /v1.0/images/create?fromSrc=-&repo=a:b", "500 text length", "*", {
    compare: "any",
    body: archive,
  }),
  row("images-create-stdin-badtag", "POST /v1.0/images/create?fromSrc=-&repo=a&tag=x/y", "500 text length", "*", {
    compare: "any",
    body: archive,
  }),
  row("images-create-stdin-chunked", "POST /v1.0/images/create?fromSrc=-&repo=tinyc", "200 text length", "<12>\r\n", {
    body: archive,
    chunked: true,
  }),
  row("images-create-stdin-form", "POST /v1.0/images/create?fromSrc=-&repo=tinyf", "200 text length", "<12>\r\n", {
    body: archive,
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  }),
  row("images-create-stdin-gzip", "POST /v1.0/images/create?fromSrc=-&repo=tinygz", "200 text length", "<12>\r\n", {
    body: gzipped,
  }),
  row("images-create-stdin-bad-v1.1", "POST /v1.1/images/create?fromSrc=-&repo=bad", "500 text length", "*", {
    compare: "any",
    body: "this is not a tar archive\n",
  }),
  row("images-create-stdin-empty", "POST /v1.0/images/create?fromSrc=-&repo=empty", "200 text length", "<12>\r\n"),
  row(
    "images-create-url-refused",
    "POST /v1.0/images/create?fromSrc=http://127.0.0.1:9/x.tar",
    "200 text length",
    "Downloading Error",
    { compare: "progress" },
  ),
  row("images-create-nothing", "POST /v1.0/images/create", "200 text length", "Downloading Error", {
    compare: "progress",
  }),
  row("images-create-nothing-v1.1", "POST /v1.1/images/create", "200 json length", "status error", {
    compare: "progress",
  }),
  row("pull-unknown", "POST /v1.0/images/create?fromImage=nosuch", "200 text chunked", "Pulling Error", {
    compare: "progress",
  }),
  row("pull-unknown-v1.1", "POST /v1.1/images/create?fromImage=nosuch", "200 json chunked", "status error", {
    compare: "progress",
  }),
  row(
    "images-create-pull-registry-refused",
    "POST /v1.0/images/create?fromImage=abc&registry=http://127.0.0.1:9",
    "500 text length",
    "*",
    { compare: "any" },
  ),
  row("pull", "POST /v1.0/images/create?fromImage=busybox", "200 text chunked", "Pulling Downloading", {
    compare: "progress",
  }),
  row("pull-tag", "POST /v1.0/images/create?fromImage=busybox&tag=latest", "200 text chunked", "Pulling Downloading", {
    compare: "progress",
  }),
  row("pull-tag-v1.1", "POST /v1.1/images/create?fromImage=busybox&tag=latest", "200 json chunked", "status progress", {
    compare: "progress",
  }),
  row("pull-again", "POST /v1.0/images/create?fromImage=busybox", "200 text chunked", "Pulling", {
    needs: done("POST /v1.0/images/create?fromImage=busybox"),
    compare: "progress",
  }),
  row("pull-notag", "POST /v1.0/images/create?fromImage=busybox&tag=nosuch", "200 text chunked", "Pulling Error", {
    compare: "progress",
  }),
  row("empty-images-json", "GET /v1.0/images/json", "200 json length", "[]"),
  row("empty-images-json-all", "GET /v1.0/images/json?all=1", "200 json length", "[]"),
  row("images-json", "GET /v1.0/images/json", "200 json length", imageRows, { needs: base, compare: "shape" }),
  row("images-json-all", "GET /v1.0/images/json?all=1", "200 json length", imageRows, {
    needs: base,
    compare: "shape",
  }),
  row("images-json-bad", "GET /v1.0/images/json?all=maybe", "400 text length", "Bad parameter\n"),
  row("images-viz", "GET /v1.0/images/viz", "200 text length", "*", { needs: base, compare: "any" }),
  row("images-viz-v1.1", "GET /v1.1/images/viz", "200 text length", "*", { needs: base, compare: "any" }),
  row("image-inspect", "GET /v1.0/images/base/json", "200 json length", imageShape, { needs: base, compare: "shape" }),
  row("image-inspect-tag", "GET /v1.0/images/base:latest/json", "200 json length", imageShape, {
    needs: base,
    compare: "shape",
  }),
  row("image-inspect-escaped", "GET /v1.0/images/base%3Alatest/json", "200 json length", imageShape, {
    needs: base,
    compare: "shape",
  }),
  row("image-inspect-id", "GET /v1.0/images/$full/json", "200 json length", imageShape, {
    needs: all(base, imageOf("base")),
    compare: "shape",
  }),
  row("image-inspect-shortid", "GET /v1.0/images/$6/json", "200 json length", imageShape, {
    needs: all(base, imageOf("base")),
    compare: "shape",
  }),
  row("image-inspect-unknown", "GET /v1.0/images/nosuch/json", "404 text length", "No such image: nosuch\n"),
  row("image-inspect-slash", "GET /v1.0/images/no/such/json", "404 text length", "No such image: no/such\n"),
  row("image-history", "GET /v1.0/images/base/history", "200 json length", '[{"Id":"<12>","Created":<seconds>}]', {
    needs: base,
  }),
  row("image-history-unknown", "GET /v1.0/images/nosuch/history", "500 text length", "*", { compare: "any" }),
  row(
    "image-history-2",
    "GET /v1.0/images/committed:v1/history",
    "200 json length",
    '[{"Id":"<12>","Created":<seconds>,"CreatedBy":"sh -c echo hi \\u003e /hi; rm /etc/hostname"},{"Id":"<12>","Created":<seconds>}]',
    { needs: committed },
  ),
  row(
    "commit",
    "POST /v1.0/commit?container=$id&repo=committed&tag=v1&comment=the+comment&author=Me+%3Cme%40x%3E",
    "201 text length",
    '{"Id":"<12>"}',
    { needs: exited() },
  ),
  row(
    "commit-m",
    "POST /v1.0/commit?container=$id&repo=committed&tag=m&m=the+message",
    "201 text length",
    '{"Id":"<12>"}',
    { needs: exited() },
  ),
  row("commit-m-v1.1", "POST /v1.1/commit?container=$id&m=the+message", "201 text length", '{"Id":"<12>"}', {
    needs: exited(),
  }),
  row("commit-norepo", "POST /v1.0/commit?container=$id", "201 text length", '{"Id":"<12>"}', { needs: exited() }),
  row("commit-run-body", "POST /v1.0/commit?container=$id&repo=committed&tag=run", "201 text length", '{"Id":"<12>"}', {
    needs: exited(),
    body: '{"Cmd": ["cat", "/hi"], "PortSpecs": ["22"]}',
  }),
  row(
    "commit-run-query",
    "POST /v1.0/commit?container=$id&repo=committed&tag=runq&run=%7B%22Cmd%22%3A%5B%22true%22%5D%7D",
    "201 text length",
    '{"Id":"<12>"}',
    { needs: exited() },
  ),
  row(
    "commit-badbody",
    "POST /v1.0/commit?container=$id&repo=committed&tag=badbody",
    "201 text length",
    '{"Id":"<12>"}',
    { needs: exited(), body: "{oops" },
  ),
  row("commit-null", "POST /v1.0/commit?container=$id&repo=committed&tag=null", "201 text length", '{"Id":"<12>"}', {
    needs: exited(),
    body: "null",
  }),
  row("commit-inspect", "GET /v1.0/images/committed:v1/json", "200 json length", committedImage, {
    needs: committed,
    compare: "shape",
  }),
  row(
    "commit-run-body-inspect",
    "GET /v1.0/images/committed:run/json",
    "200 json length",
    '{"id":"string","parent":"string","created":"string","container":"string","container_config":{"Hostname":"string","User":"string","Memory":"number","MemorySwap":"number","CpuShares":"number","AttachStdin":"boolean","AttachStdout":"boolean","AttachStderr":"boolean","PortSpecs":null,"Tty":"boolean","OpenStdin":"boolean","StdinOnce":"boolean","Env":null,"Cmd":["string"],"Dns":null,"Image":"string","Volumes":null,"VolumesFrom":"string"},"docker_version":"string","config":{"Hostname":"string","User":"string","Memory":"number","MemorySwap":"number","CpuShares":"number","AttachStdin":"boolean","AttachStdout":"boolean","AttachStderr":"boolean","PortSpecs":["string"],"Tty":"boolean","OpenStdin":"boolean","StdinOnce":"boolean","Env":null,"Cmd":["string"],"Dns":null,"Image":"string","Volumes":null,"VolumesFrom":"string"},"architecture":"string"}',
    { needs: committed, compare: "shape" },
  ),
  row(
    "commit-run-query-inspect",
    "GET /v1.0/images/committed:runq/json",
    "200 json length",
    '{"id":"string","parent":"string","created":"string","container":"string","container_config":{"Hostname":"string","User":"string","Memory":"number","MemorySwap":"number","CpuShares":"number","AttachStdin":"boolean","AttachStdout":"boolean","AttachStderr":"boolean","PortSpecs":null,"Tty":"boolean","OpenStdin":"boolean","StdinOnce":"boolean","Env":null,"Cmd":["string"],"Dns":null,"Image":"string","Volumes":null,"VolumesFrom":"string"},"docker_version":"string","config":{"Hostname":"string","User":"string","Memory":"number","MemorySwap":"number","CpuShares":"number","AttachStdin":"boolean","AttachStdout":"boolean","AttachStderr":"boolean","PortSpecs":null,"Tty":"boolean","OpenStdin":"boolean","StdinOnce":"boolean","Env":null,"Cmd":null,"Dns":null,"Image":"string","Volumes":null,"VolumesFrom":"string"},"architecture":"string"}',
    {
      needs: all(
        exited(),
        done("POST /v1.0/commit?container=$id&repo=committed&tag=runq&run=%7B%22Cmd%22%3A%5B%22true%22%5D%7D"),
      ),
      compare: "shape",
    },
  ),
  row("commit-unknown", "POST /v1.0/commit?container=nosuch", "404 text length", "No such container: nosuch\n"),
  row("commit-nocontainer", "POST /v1.0/commit", "404 text length", "No such container: \n"),
  row("commit-badrepo", "POST /v1.0/commit?container=$id&repo=a:b", "500 text length", "*", {
    needs: exited(),
    compare: "any",
  }),
  row("commit-never-started", "POST /v1.0/commit?container=$id", "500 text length", "*", {
    needs: created(["true"]),
    compare: "any",
  }),
  row("tag", "POST /v1.0/images/base/tag?repo=myrepo&force=0", "201 text length", "", { needs: base }),
  row("tag-named", "POST /v1.0/images/base/tag?repo=myrepo&tag=v1", "201 text length", "", { needs: base }),
  row("tag-force", "POST /v1.0/images/base/tag?repo=myrepo&tag=v1&force=1", "201 text length", "", { needs: base }),
  row("tag-user-repo", "POST /v1.0/images/base/tag?repo=me/mine", "201 text length", "", { needs: base }),
  row("tag-upper", "POST /v1.0/images/base/tag?repo=My_Repo.1-x&tag=V_1.0-x", "201 text length", "", {
    needs: base,
    compare: "any",
  }),
  row("tag-badforce", "POST /v1.0/images/base/tag?repo=myrepo&force=maybe", "400 text length", "Bad parameter\n", {
    needs: base,
  }),
  row("tag-again", "POST /v1.0/images/tiny:t1/tag?repo=myrepo&tag=v1&force=0", "201 text length", "", {
    needs: all(
      base,
      done("POST /v1.0/images/create?fromSrc=-&repo=tiny&tag=t1", archive),
      done("POST /v1.0/images/base/tag?repo=myrepo&tag=v1"),
    ),
  }),
  row("tag-unknown", "POST /v1.0/images/nosuch/tag?repo=myrepo", "500 text length", "*", {
    needs: base,
    compare: "any",
  }),
  row("tag-norepo", "POST /v1.0/images/base/tag", "500 text length", "*", { needs: base, compare: "any" }),
  row("tag-badrepo", "POST /v1.0/images/base/tag?repo=a:b", "500 text length", "*", { needs: base, compare: "any" }),
  row("tag-badtag", "POST /v1.0/images/base/tag?repo=a&tag=b:c", "500 text length", "*", {
    needs: base,
    compare: "any",
  }),
  row("image-delete-unknown", "DELETE /v1.0/images/nosuch", "404 text length", "No such image: nosuch\n"),
  row("image-delete-tag", "DELETE /v1.0/images/myrepo:v1", "204 text no body", "", {
    needs: all(base, done("POST /v1.0/images/base/tag?repo=myrepo&tag=v1")),
  }),
  row("image-delete-again", "DELETE /v1.0/images/base", "404 text length", "No such image: base\n", {
    needs: all(base, done("DELETE /v1.0/images/base")),
  }),
  row("image-delete-emptyname", "DELETE /v1.0/images/", "404 text length", "No such image: \n"),
  row(
    "insert-unknown",
    "POST /v1.0/images/nosuch/insert?url=http://127.0.0.1:4380/tiny.tar&path=/t",
    "200 json length",
    '{"Id":""}',
    { needs: base },
  ),
  row("insert-refused", "POST /v1.0/images/base/insert?url=http://127.0.0.1:9/&path=/t", "200 json length", "Id", {
    needs: base,
    compare: "progress",
  }),
  row("insert-noparams", "POST /v1.0/images/base/insert", "200 json length", "*", { needs: base, compare: "any" }),
  row(
    "insert-unknown-v1.1",
    "POST /v1.1/images/nosuch/insert?url=http://127.0.0.1:4380/tiny.tar&path=/t",
    "200 json length",
    '{"Id":""}',
    { needs: base },
  ),
  row("insert-refused-v1.1", "POST /v1.1/images/base/insert?url=http://127.0.0.1:9/&path=/t", "200 json length", "Id", {
    needs: base,
    compare: "progress",
  }),
  row("insert-noparams-v1.1", "POST /v1.1/images/base/insert", "200 json length", "*", { needs: base, compare: "any" }),
  row("push-unknown", "POST /v1.0/images/nosuch/push", "200 text chunked", "The Error", {
    needs: base,
    compare: "progress",
  }),
  row("push-unknown-v1.1", "POST /v1.1/images/nosuch/push", "200 json chunked", "status error", {
    needs: base,
    compare: "progress",
  }),
  row("push", "POST /v1.0/images/me/app/push", "200 text chunked", "The Processing Sending Pushing <progress>", {
    needs: all(
      base,
      done("POST /v1.0/images/base/tag?repo=me/app"),
      done("POST /v1.0/auth", { username: "me", password: "pw123", email: "me@example.com" }),
    ),
    compare: "progress",
  }),
  row(
    "search",
    "GET /v1.0/images/search?term=busybox",
    "200 json length",
    '[{"Name":"string","Description":"string"}]',
    { compare: "shape" },
  ),
  row("search-empty", "GET /v1.0/images/search?term=zzz", "200 json length", "null"),
];
