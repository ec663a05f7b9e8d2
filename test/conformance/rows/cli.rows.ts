/** What the command lines of 2013 sent, with their headers, and more than one request on a connection. */
import { archive, dockerfile } from "../bodies.ts";
import { all, base, created, done, exited, nothing, running, ready } from "../needs.ts";
import { conversation, say, by033, by040, dialled, posted, multipart, type Row } from "../row.ts";
import { versionShape, infoShape, imageShape, containerRows } from "./shapes.ts";

export const cliRows: readonly Row[] = [
  conversation("keepalive", created(["sleep", "50"]), [
    say("POST /v1.0/containers/$id/start", "204 text no body", ""),
    say(
      "GET /v1.0/containers/json",
      "200 json length",
      '[{"Id":"<64>","Image":"base:latest","Command":"sleep 50","Created":<seconds>,"Status":"Up <duration>","Ports":""}]',
    ),
    say("POST /v1.0/images/base/tag?repo=ka", "201 text length", ""),
    say("POST /v1.0/containers/$id/kill", "204 text no body", ""),
    say("GET /v1.0/nope", "404 text length", "404 page not found\n"),
    say("GET /v1.0/version", "200 json length", versionShape, { compare: "shape" }),
  ]),
  conversation("pipelined", nothing, [
    say("GET /v1.0/version", "200 json length", versionShape, { compare: "shape" }),
    say("GET /v1.0/auth", "200 json length", '{"username":"","password":"","email":""}'),
  ]),
  conversation("cli-version-1", nothing, [
    say("GET /v1.1/version", "200 json length", versionShape, { compare: "shape", headers: { ...by040 } }),
  ]),
  conversation("cli-info-1", base, [
    say("GET /v1.1/info", "200 json length", infoShape, { compare: "shape", headers: { ...by040 } }),
  ]),
  conversation("cli-images-1", base, [
    say(
      "GET /v1.1/images/json?",
      "200 json length",
      '[{"Repository":"base","Tag":"latest","Id":"<64>","Created":<seconds>}]',
      { headers: { ...by040 } },
    ),
  ]),
  conversation("cli-images-viz-1", base, [
    say(
      "GET /v1.1/images/viz",
      "200 text length",
      'digraph docker {\n base -> "<12>" [style=invis]\n "<12>" [label="<12>\\nbase:latest",shape=box,fillcolor="paleturquoise",style="filled,rounded"];\n base [style=invisible]\n}\n',
      { body: "false", headers: { ...by040, "Content-Type": "application/json" } },
    ),
  ]),
  conversation("cli-ps-1", base, [
    say("GET /v1.1/containers/json?", "200 json length", "[]", { headers: { ...by040 } }),
  ]),
  conversation("cli-ps-a-1", running(), [
    say("GET /v1.1/containers/json?all=1&limit=3", "200 json length", containerRows, {
      compare: "shape",
      headers: { ...by040 },
    }),
  ]),
  conversation("cli-inspect-1", running(["sleep", "1000"], { Volumes: {} }), [
    say(
      "GET /v1.1/containers/$id/json",
      "200 json length",
      '{"Id":"string","Created":"string","Path":"string","Args":["string"],"Config":{"Hostname":"string","User":"string","Memory":"number","MemorySwap":"number","CpuShares":"number","AttachStdin":"boolean","AttachStdout":"boolean","AttachStderr":"boolean","PortSpecs":null,"Tty":"boolean","OpenStdin":"boolean","StdinOnce":"boolean","Env":null,"Cmd":["string"],"Dns":null,"Image":"string","Volumes":{},"VolumesFrom":"string"},"State":{"Running":"boolean","Pid":"number","ExitCode":"number","StartedAt":"string","Ghost":"boolean"},"Image":"string","NetworkSettings":{"IpAddress":"string","IpPrefixLen":"number","Gateway":"string","Bridge":"string","PortMapping":{}},"SysInitPath":"string","ResolvConfPath":"string","Volumes":{}}',
      { compare: "shape", headers: { ...by040 } },
    ),
  ]),
  conversation("cli-port-1", running(["sleep", "1000"], { Volumes: {} }), [
    say(
      "GET /v1.1/containers/$id/json",
      "200 json length",
      '{"Id":"string","Created":"string","Path":"string","Args":["string"],"Config":{"Hostname":"string","User":"string","Memory":"number","MemorySwap":"number","CpuShares":"number","AttachStdin":"boolean","AttachStdout":"boolean","AttachStderr":"boolean","PortSpecs":null,"Tty":"boolean","OpenStdin":"boolean","StdinOnce":"boolean","Env":null,"Cmd":["string"],"Dns":null,"Image":"string","Volumes":{},"VolumesFrom":"string"},"State":{"Running":"boolean","Pid":"number","ExitCode":"number","StartedAt":"string","Ghost":"boolean"},"Image":"string","NetworkSettings":{"IpAddress":"string","IpPrefixLen":"number","Gateway":"string","Bridge":"string","PortMapping":{}},"SysInitPath":"string","ResolvConfPath":"string","Volumes":{}}',
      { compare: "shape", headers: { ...by040 } },
    ),
  ]),
  conversation("cli-inspect-image-1", base, [
    say("GET /v1.1/containers/base/json", "404 text length", "No such container: base\n", { headers: { ...by040 } }),
    say("GET /v1.1/images/base/json", "200 json length", imageShape, { compare: "shape", headers: { ...by040 } }),
  ]),
  conversation("cli-import-stdin-1", nothing, [
    say("POST /v1.1/images/create?fromSrc=-&repo=tiny&tag=t1", "200 json length", '{"status":"<12>"}', {
      body: archive,
      chunked: true,
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-import-url-1", nothing, [
    say(
      "POST /v1.1/images/create?fromSrc=http%3A%2F%2F127.0.0.1%3A9%2Fx.tar&repo=tiny&tag=t2",
      "200 json length",
      "status error",
      { compare: "progress", chunked: true, headers: { ...by040, "Content-Type": "plain/text" } },
    ),
  ]),
  conversation("cli-run-d-1", base, [
    say("POST /v1.1/containers/create", "201 text length", '{"Id":"<12>"}', {
      body: '{"Hostname":"","User":"","Memory":0,"MemorySwap":0,"CpuShares":0,"AttachStdin":false,"AttachStdout":false,"AttachStderr":false,"PortSpecs":null,"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":null,"Cmd":["sleep","300"],"Dns":null,"Image":"base","Volumes":{},"VolumesFrom":""}',
      headers: { ...by040, "Content-Type": "application/json" },
    }),
    say("POST /v1.1/containers/$id/start", "204 text no body", "", {
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-run-1", base, [
    say("POST /v1.1/containers/create", "201 text length", '{"Id":"<12>"}', {
      body: '{"Hostname":"","User":"","Memory":0,"MemorySwap":0,"CpuShares":0,"AttachStdin":false,"AttachStdout":true,"AttachStderr":true,"PortSpecs":null,"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":null,"Cmd":["echo","hello"],"Dns":null,"Image":"base","Volumes":{},"VolumesFrom":""}',
      headers: { ...by040, "Content-Type": "application/json" },
    }),
    say("POST /v1.1/containers/$id/start", "204 text no body", "", {
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-run-i-1", base, [
    say("POST /v1.1/containers/create", "201 text length", '{"Id":"<12>"}', {
      body: '{"Hostname":"","User":"","Memory":0,"MemorySwap":0,"CpuShares":0,"AttachStdin":true,"AttachStdout":true,"AttachStderr":false,"PortSpecs":null,"Tty":false,"OpenStdin":true,"StdinOnce":true,"Env":null,"Cmd":["cat"],"Dns":null,"Image":"base","Volumes":{},"VolumesFrom":""}',
      headers: { ...by040, "Content-Type": "application/json" },
    }),
    say("POST /v1.1/containers/$id/start", "204 text no body", "", {
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-run-tty-1", base, [
    say("POST /v1.1/containers/create", "201 text length", '{"Id":"<12>"}', {
      body: '{"Hostname":"","User":"","Memory":0,"MemorySwap":0,"CpuShares":0,"AttachStdin":true,"AttachStdout":true,"AttachStderr":true,"PortSpecs":null,"Tty":true,"OpenStdin":true,"StdinOnce":true,"Env":null,"Cmd":["sh","-c","echo tty"],"Dns":null,"Image":"base","Volumes":{},"VolumesFrom":""}',
      headers: { ...by040, "Content-Type": "application/json" },
    }),
    say("POST /v1.1/containers/$id/start", "204 text no body", "", {
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-run-warn-1", base, [
    say("POST /v1.1/containers/create", "201 text length", '{"Id":"<12>"}', {
      body: '{"Hostname":"box","User":"1","Memory":16777216,"MemorySwap":0,"CpuShares":512,"AttachStdin":false,"AttachStdout":true,"AttachStderr":true,"PortSpecs":["80"],"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":["A=1"],"Cmd":["id"],"Dns":["8.8.8.8"],"Image":"base","Volumes":{"/data":{}},"VolumesFrom":""}',
      headers: { ...by040, "Content-Type": "application/json" },
    }),
    say("POST /v1.1/containers/$id/start", "204 text no body", "", {
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-run-missing-1", base, [
    say("POST /v1.1/containers/create", "404 text length", "No such image: nosuch\n", {
      body: '{"Hostname":"","User":"","Memory":0,"MemorySwap":0,"CpuShares":0,"AttachStdin":false,"AttachStdout":true,"AttachStderr":true,"PortSpecs":null,"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":null,"Cmd":["true"],"Dns":null,"Image":"nosuch","Volumes":{},"VolumesFrom":""}',
      headers: { ...by040, "Content-Type": "application/json" },
    }),
    say("POST /v1.1/images/create?fromImage=nosuch", "200 json chunked", "status error", {
      compare: "progress",
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-run-2", running(["sh", "-c", "echo hello; sleep 1"]), [
    say("POST /v1.1/containers/$id/attach?logs=1&stdout=1&stream=1", "200 raw until close", "hello\n", {
      headers: { ...dialled, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-logs-1", running(), [
    say("POST /v1.1/containers/$id/attach?logs=1&stdout=1", "200 raw until close", "", {
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-logs-2", running(), [
    say("POST /v1.1/containers/$id/attach?logs=1&stderr=1", "200 raw until close", "", {
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-start-1", exited(), [
    say("POST /v1.1/containers/$id/start", "204 text no body", "", {
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-stop-1", ready, [
    say("POST /v1.1/containers/$id/stop?t=1", "204 text no body", "", {
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-restart-1", ready, [
    say("POST /v1.1/containers/$id/restart?t=1", "204 text no body", "", {
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-kill-1", running(), [
    say("POST /v1.1/containers/$id/kill", "204 text no body", "", {
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-wait-1", all(running(), done("POST /v1.0/containers/$id/kill")), [
    say("POST /v1.1/containers/$id/wait", "200 json length", '{"StatusCode":137}', {
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-rm-1", exited(), [
    say("DELETE /v1.1/containers/$id?v=1", "204 text no body", "", { headers: { ...by040 } }),
  ]),
  conversation("cli-attach-1", running(["sleep", "1000"], { Volumes: {} }), [
    say(
      "GET /v1.1/containers/$id/json",
      "200 json length",
      '{"Id":"string","Created":"string","Path":"string","Args":["string"],"Config":{"Hostname":"string","User":"string","Memory":"number","MemorySwap":"number","CpuShares":"number","AttachStdin":"boolean","AttachStdout":"boolean","AttachStderr":"boolean","PortSpecs":null,"Tty":"boolean","OpenStdin":"boolean","StdinOnce":"boolean","Env":null,"Cmd":["string"],"Dns":null,"Image":"string","Volumes":{},"VolumesFrom":"string"},"State":{"Running":"boolean","Pid":"number","ExitCode":"number","StartedAt":"string","Ghost":"boolean"},"Image":"string","NetworkSettings":{"IpAddress":"string","IpPrefixLen":"number","Gateway":"string","Bridge":"string","PortMapping":{}},"SysInitPath":"string","ResolvConfPath":"string","Volumes":{}}',
      { compare: "shape", headers: { ...by040 } },
    ),
  ]),
  conversation("cli-diff-1", exited(), [
    say("GET /v1.1/containers/$id/changes", "200 json length", "null", { headers: { ...by040 } }),
  ]),
  conversation("cli-export-1", created(["true"]), [
    say("GET /v1.1/containers/$id/export", "200 octets chunked", "*", { compare: "any", headers: { ...by040 } }),
  ]),
  conversation("cli-commit-1", running(), [
    say(
      "POST /v1.1/commit?author=Me+%3Cme%40x%3E&comment=a+message&container=$id&repo=committed&tag=v1",
      "201 text length",
      '{"Id":"<12>"}',
      { body: "null", headers: { ...by040, "Content-Type": "application/json" } },
    ),
  ]),
  conversation("cli-commit-run-1", running(), [
    say("POST /v1.1/commit?author=&comment=&container=$id&repo=committed&tag=v2", "201 text length", '{"Id":"<12>"}', {
      body: '{"Hostname":"","User":"","Memory":0,"MemorySwap":0,"CpuShares":0,"AttachStdin":false,"AttachStdout":false,"AttachStderr":false,"PortSpecs":null,"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":null,"Cmd":["true"],"Dns":null,"Image":"","Volumes":null,"VolumesFrom":""}',
      headers: { ...by040, "Content-Type": "application/json" },
    }),
  ]),
  conversation(
    "cli-history-1",
    all(running(["sleep", "300"]), done("POST /v1.0/commit?container=$id&repo=committed&tag=v1")),
    [
      say(
        "GET /v1.1/images/committed:v1/history",
        "200 json length",
        '[{"Id":"<12>","Created":<seconds>,"CreatedBy":"sleep 300"},{"Id":"<12>","Created":<seconds>}]',
        { headers: { ...by040 } },
      ),
    ],
  ),
  conversation("cli-tag-1", base, [
    say("POST /v1.1/images/base/tag?force=1&repo=me%2Fmine&tag=v1", "201 text length", "", {
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-rmi-1", all(exited(), done("POST /v1.0/commit?container=$id&repo=committed&tag=v2")), [
    say("DELETE /v1.1/images/committed:v2", "204 text no body", "", { headers: { ...by040 } }),
  ]),
  conversation("cli-rmi-unknown-1", base, [
    say("DELETE /v1.1/images/nosuch", "404 text length", "No such image: nosuch\n", { headers: { ...by040 } }),
  ]),
  conversation("cli-pull-1", nothing, [
    say("POST /v1.1/images/create?fromImage=ubuntu&registry=&tag=12.04", "200 json chunked", "status error", {
      compare: "progress",
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-push-1", nothing, [
    say("GET /v1.1/auth", "200 json length", '{"username":"","password":"","email":""}', { headers: { ...by040 } }),
  ]),
  conversation("cli-insert-1", base, [
    say("POST /v1.1/images/base/insert?path=%2Ff&url=http%3A%2F%2F127.0.0.1%3A9%2Ff", "200 json length", "Id", {
      compare: "progress",
      headers: { ...by040, "Content-Type": "plain/text" },
    }),
  ]),
  conversation("cli-build-bogus-1", base, [
    say("POST /build?t=", "200 text chunked", "FROM ===> BOGUS Skipping Error", {
      compare: "progress",
      body: dockerfile("from base\nbogus x\nrun\n"),
      chunked: true,
      headers: { ...posted, ...multipart },
    }),
  ]),
  conversation("cli-build-fail-1", base, [
    say(
      "POST /build?t=",
      "200 text chunked",
      "FROM base ()\n===> <64>\nRUN false (<64>)\nError build: The command [/bin/sh -c false] returned a non-zero code: 1\n",
      { body: dockerfile("from base\nrun false\n"), chunked: true, headers: { ...posted, ...multipart } },
    ),
  ]),
  conversation("cli-build-nonl-1", base, [
    say("POST /build?t=", "200 text chunked", "FROM base ()\n===> <64>\nBuild successful.\n===> <64>\n", {
      body: dockerfile("from base\nrun echo no newline at end"),
      chunked: true,
      headers: { ...posted, ...multipart },
    }),
  ]),
  conversation("cli-build-nosuch-1", base, [
    say("POST /build?t=", "200 text chunked", "FROM Pulling Error", {
      compare: "progress",
      body: dockerfile("from nosuch\n"),
      chunked: true,
      headers: { ...posted, ...multipart },
    }),
  ]),
  conversation("cli-build-stdin-1", base, [
    say(
      "POST /build?t=",
      "200 text chunked",
      "FROM base ()\n===> <64>\nRUN echo hi > /x (<64>)\n===> <64>\nBuild successful.\n===> <64>\n",
      { body: dockerfile("from base\nrun echo hi > /x\n"), chunked: true, headers: { ...posted, ...multipart } },
    ),
  ]),
  conversation("cli-build-stdin-tag-1", base, [
    say(
      "POST /build?t=me%2Fx",
      "200 text chunked",
      "FROM base ()\n===> <64>\nRUN echo hi > /x (<64>)\n===> <64>\nBuild successful.\n===> <64>\n",
      { body: dockerfile("from base\nrun echo hi > /x\n"), chunked: true, headers: { ...posted, ...multipart } },
    ),
  ]),
  conversation("v033cli-version-1", nothing, [
    say("GET /v1.000000/version", "200 json length", "*", { compare: "any", headers: { ...by033 } }),
  ]),
  conversation("v033cli-commit-2", exited(), [
    say("POST /v1.000000/commit?author=&comment=msg&container=$id&repo=x&tag=", "201 text length", '{"Id":"<12>"}', {
      body: "null",
      headers: { ...by033, "Content-Type": "application/json" },
    }),
  ]),
  conversation("v033cli-run-1", base, [
    say("POST /v1.000000/containers/create", "201 text length", '{"Id":"<12>","Warnings":null}', {
      body: '{"Hostname":"","User":"","Memory":0,"MemorySwap":0,"CpuShares":0,"AttachStdin":false,"AttachStdout":true,"AttachStderr":true,"PortSpecs":null,"Tty":false,"OpenStdin":false,"StdinOnce":false,"Env":null,"Cmd":["echo","hello"],"Dns":null,"Image":"base","Volumes":{},"VolumesFrom":""}',
      headers: { ...by033, "Content-Type": "application/json" },
    }),
    say("POST /v1.000000/containers/$id/start", "204 text no body", "", {
      headers: { ...by033, "Content-Type": "plain/text" },
    }),
  ]),
];
