/** Containers. */
import {
  all,
  base,
  committed,
  created,
  done,
  exited,
  running,
  sinceSixth,
  sinceThird,
  beforeThird,
  between,
  ten,
  obedient,
  ready,
} from "../needs.ts";
import { row, type Row } from "../row.ts";
import { containerCreated, containerExited, containerRunning } from "./shapes.ts";

/** One container of the list, as it was then. */
const listed = (command: string): string =>
  `{"Id":"<64>","Image":"base:latest","Command":"${command}","Created":<seconds>,"Status":"Exit 0","Ports":""}`;
const [d, t] = [listed("date "), listed("true ")];
const eight = Array<string>(8).fill(d);
const listOf = (...containers: readonly string[]): string => `[${containers.join(",")}]`;

export const containersRows: readonly Row[] = [
  row("create", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"Image": "base", "Cmd": ["date"]}',
  }),
  row("create-noprefix", "POST /containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"Image": "base", "Cmd": ["true"]}',
  }),
  row("create-full", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"Hostname": "h", "User": "", "Memory": 0, "MemorySwap": 0, "AttachStdin": false, "AttachStdout": true, "AttachStderr": true, "PortSpecs": null, "Tty": false, "OpenStdin": false, "StdinOnce": false, "Env": ["A=1"], "Cmd": ["date"], "Dns": null, "Image": "base", "Volumes": {}, "VolumesFrom": ""}',
  }),
  row("create-lowercase-keys", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"image":"base","cmd":["date"]}',
  }),
  row("create-trailing-garbage", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"Image":"base","Cmd":["date"]} trailing',
  }),
  row("create-no-content-type", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"Image": "base", "Cmd": ["date"]}',
  }),
  row("create-memory", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"Image": "base", "Cmd": ["date"], "Memory": 16777216}',
  }),
  row("create-no-such-image", "POST /v1.0/containers/create", "404 text length", "No such image: nosuch\n", {
    needs: base,
    body: '{"Image": "nosuch", "Cmd": ["date"]}',
  }),
  row("create-no-image", "POST /v1.0/containers/create", "404 text length", "No such image: \n", {
    needs: base,
    body: '{"Cmd": ["date"]}',
  }),
  row("create-no-cmd", "POST /v1.0/containers/create", "500 text length", "*", {
    needs: base,
    compare: "any",
    body: '{"Image": "base"}',
  }),
  row("create-empty-cmd", "POST /v1.0/containers/create", "500 text length", "*", {
    needs: base,
    compare: "any",
    body: '{"Image": "base", "Cmd": []}',
  }),
  row("create-null", "POST /v1.0/containers/create", "404 text length", "No such image: \n", {
    needs: base,
    body: "null",
  }),
  row("create-port-random", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"Cmd": ["sleep", "1000"], "PortSpecs": ["80"], "Image": "base"}',
  }),
  row("create-port-mapped", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"Cmd": ["sleep", "1000"], "PortSpecs": ["8080:80"], "Image": "base"}',
  }),
  row("create-port-bad", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"Cmd": ["sleep", "1000"], "PortSpecs": ["http"], "Image": "base"}',
  }),
  row("create-stdin-once", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"Cmd": ["cat"], "OpenStdin": true, "StdinOnce": true, "AttachStdin": true, "AttachStdout": true, "AttachStderr": true, "Image": "base"}',
  }),
  row("create-tty", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"Cmd": ["sh"], "Tty": true, "OpenStdin": true, "StdinOnce": true, "AttachStdin": true, "AttachStdout": true, "AttachStderr": true, "Image": "base"}',
  }),
  row("create-chunked", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"Image": "base", "Cmd": ["date"]}',
    chunked: true,
  }),
  row("create-expect", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: base,
    body: '{"Image": "base", "Cmd": ["date"]}',
    headers: { Expect: "100-continue" },
  }),
  row("create-badjson", "POST /v1.0/containers/create", "500 text length", "*", {
    needs: base,
    compare: "any",
    body: '{"Image":"base"',
  }),
  row("create-badjson2", "POST /v1.0/containers/create", "500 text length", "*", {
    needs: base,
    compare: "any",
    body: "hello",
  }),
  row("create-emptybody", "POST /v1.0/containers/create", "500 text length", "*", { needs: base, compare: "any" }),
  row("create-cmd-string", "POST /v1.0/containers/create", "500 text length", "*", {
    needs: base,
    compare: "any",
    body: '{"Image":"base","Cmd":"date"}',
  }),
  row("create-bool-string", "POST /v1.0/containers/create", "500 text length", "*", {
    needs: base,
    compare: "any",
    body: '{"Image":"base","Cmd":["date"],"Tty":"true"}',
  }),
  row("create-after-delete", "POST /v1.0/containers/create", "404 text length", "No such image: base\n", {
    needs: all(base, done("DELETE /v1.0/images/base")),
    body: '{"Image": "base", "Cmd": ["date"]}',
  }),
  row("create-default-cmd", "POST /v1.0/containers/create", "201 text length", '{"Id":"<12>"}', {
    needs: committed,
    body: '{"Image": "committed:run"}',
  }),
  row("containers-empty", "GET /v1.0/containers/json", "200 json length", "[]"),
  row("list-default", "GET /v1.0/containers/json", "200 json length", "[]", { needs: ten }),
  row("list-all", "GET /v1.0/containers/json?all=1", "200 json length", listOf(...eight, t, d), { needs: ten }),
  row("list-all-True", "GET /v1.0/containers/json?all=True&limit=1", "200 json length", listOf(d), { needs: ten }),
  row("list-all-TRUE", "GET /v1.0/containers/json?all=TRUE&limit=1", "200 json length", listOf(d), { needs: ten }),
  row("list-limit-2", "GET /v1.0/containers/json?limit=2", "200 json length", listOf(d, d), { needs: ten }),
  row("list-limit-0", "GET /v1.0/containers/json?limit=0", "200 json length", "[]", { needs: ten }),
  row("list-limit-minus1", "GET /v1.0/containers/json?limit=-1", "200 json length", "[]", { needs: ten }),
  row("list-limit-bad", "GET /v1.0/containers/json?limit=abc", "200 json length", "[]", { needs: ten }),
  row("list-all0-limit1", "GET /v1.0/containers/json?all=0&limit=1", "200 json length", listOf(d), { needs: ten }),
  row("list-v1.1", "GET /v1.1/containers/json?limit=1", "200 json length", listOf(d), { needs: ten }),
  row("list-before-unknown", "GET /v1.0/containers/json?before=nosuch", "200 json length", "[]", { needs: ten }),
  row("list-since-unknown", "GET /v1.0/containers/json?since=nosuch&limit=1", "200 json length", listOf(d), {
    needs: ten,
  }),
  row("list-all-bad", "GET /v1.0/containers/json?all=yes", "400 text length", "Bad parameter\n"),
  row("list-since-short", "GET /v1.0/containers/json?since=$id", "200 json length", listOf(d, d, d), {
    needs: sinceThird,
  }),
  row("list-since-full", "GET /v1.0/containers/json?since=$full", "200 json length", listOf(...eight, t, d), {
    needs: sinceSixth,
  }),
  row("list-before-short", "GET /v1.0/containers/json?before=$id", "200 json length", listOf(t, d), {
    needs: beforeThird,
  }),
  row("list-before-full", "GET /v1.0/containers/json?before=$full", "200 json length", "[]", { needs: beforeThird }),
  row("list-before-since", "GET /v1.0/containers/json?before=$id&since=$other", "200 json length", listOf(d, d), {
    needs: between,
  }),
  row(
    "list-running",
    "GET /v1.0/containers/json",
    "200 json length",
    '[{"Id":"<64>","Image":"base:latest","Command":"sleep 1000","Created":<seconds>,"Status":"Up <duration>","Ports":""}]',
    { needs: running() },
  ),
  row(
    "list-exit7",
    "GET /v1.0/containers/json?limit=1",
    "200 json length",
    '[{"Id":"<64>","Image":"base:latest","Command":"sh -c trap \\"exit 7\\" TERM; while :; do sleep 0.1; done","Created":<seconds>,"Status":"Exit 7","Ports":""}]',
    { needs: obedient },
  ),
  row("inspect-created", "GET /v1.0/containers/$id/json", "200 json length", containerCreated, {
    needs: created(["date"]),
    compare: "shape",
  }),
  row("inspect-exited", "GET /v1.0/containers/$id/json", "200 json length", containerExited, {
    needs: exited(),
    compare: "shape",
  }),
  row("inspect-running", "GET /v1.0/containers/$id/json", "200 json length", containerRunning, {
    needs: running(),
    compare: "shape",
  }),
  row(
    "inspect-stopped",
    "GET /v1.0/containers/$id/json",
    "200 json length",
    '{"Id":"string","Created":"string","Path":"string","Args":["string"],"Config":{"Hostname":"string","User":"string","Memory":"number","MemorySwap":"number","CpuShares":"number","AttachStdin":"boolean","AttachStdout":"boolean","AttachStderr":"boolean","PortSpecs":null,"Tty":"boolean","OpenStdin":"boolean","StdinOnce":"boolean","Env":null,"Cmd":["string"],"Dns":null,"Image":"string","Volumes":null,"VolumesFrom":"string"},"State":{"Running":"boolean","Pid":"number","ExitCode":"number","StartedAt":"string","Ghost":"boolean"},"Image":"string","NetworkSettings":{"IpAddress":"string","IpPrefixLen":"number","Gateway":"string","Bridge":"string","PortMapping":null},"SysInitPath":"string","ResolvConfPath":"string","Volumes":{}}',
    { needs: all(running(), done("POST /v1.0/containers/$id/stop?t=0")), compare: "shape" },
  ),
  row(
    "inspect-upper",
    "GET /v1.0/containers/3771A899508A/json",
    "404 text length",
    "No such container: 3771A899508A\n",
    { needs: created(["date"]) },
  ),
  row("changes-unknown", "GET /v1.0/containers/nosuch/changes", "404 text length", "No such container: nosuch\n"),
  row("stop-unknown", "POST /v1.0/containers/nosuch/stop", "404 text length", "No such container: nosuch\n"),
  row("kill-unknown", "POST /v1.0/containers/nosuch/kill", "404 text length", "No such container: nosuch\n"),
  row("export-unknown", "GET /v1.0/containers/nosuch/export", "404 text length", "No such container: nosuch\n"),
  row(
    "attach-unknown",
    "POST /v1.0/containers/nosuch/attach?logs=1&stdout=1",
    "404 text length",
    "No such container: nosuch\n",
  ),
  row("delete-unknown", "DELETE /v1.0/containers/nosuch", "404 text length", "No such container: nosuch\n"),
  row(
    "changes",
    "GET /v1.0/containers/$id/changes",
    "200 json length",
    '[{"Path":"/data","Kind":1},{"Path":"/etc","Kind":0},{"Path":"/etc/hostname","Kind":2},{"Path":"/etc/passwd","Kind":0},{"Path":"/new","Kind":1},{"Path":"/new/x","Kind":1}]',
    { needs: exited(["sh", "-c", "mkdir /data /new; echo a >/new/x; echo b >>/etc/passwd; rm /etc/hostname"]) },
  ),
  row("changes-null", "GET /v1.0/containers/$id/changes", "200 json length", "null", { needs: exited() }),
  row("export", "GET /v1.0/containers/$id/export", "200 octets chunked", "*", {
    needs: created(["true"]),
    compare: "any",
  }),
  row("export-v1.1", "GET /v1.1/containers/$id/export", "200 octets chunked", "*", {
    needs: created(["true"]),
    compare: "any",
  }),
  row("changes-after-export", "GET /v1.0/containers/$id/changes", "200 json length", "null", {
    needs: all(created(["true"]), done("GET /v1.0/containers/$id/export")),
  }),
  row("wait-created", "POST /v1.0/containers/$id/wait", "200 json length", '{"StatusCode":0}', {
    needs: created(["date"]),
  }),
  row("stop-created", "POST /v1.0/containers/$id/stop?t=1", "204 text no body", "", { needs: created(["date"]) }),
  row("kill-created", "POST /v1.0/containers/$id/kill", "204 text no body", "", { needs: created(["date"]) }),
  row("start-bad-command", "POST /v1.0/containers/$id/start", "204 text no body", "", {
    needs: created(["/nosuch/program"]),
  }),
  row("wait-exited", "POST /v1.0/containers/$id/wait", "200 json length", '{"StatusCode":0}', { needs: exited() }),
  row(
    "start-running",
    "POST /v1.0/containers/$id/start",
    "500 text length",
    "Error starting container <12>: The container <64> is already running.\n",
    { needs: running() },
  ),
  row("stop-t1", "POST /v1.0/containers/$id/stop?t=1", "204 text no body", "", { needs: running() }),
  row("stop-t0", "POST /v1.0/containers/$id/stop?t=0", "204 text no body", "", { needs: running() }),
  row("stop-stopped", "POST /v1.0/containers/$id/stop?t=1", "204 text no body", "", { needs: exited() }),
  row("restart-stopped", "POST /v1.0/containers/$id/restart?t=1", "204 text no body", "", { needs: exited() }),
  row("restart-running", "POST /v1.0/containers/$id/restart?t=1", "204 text no body", "", { needs: running() }),
  row("kill", "POST /v1.0/containers/$id/kill", "204 text no body", "", { needs: running() }),
  row("kill-stopped", "POST /v1.0/containers/$id/kill", "204 text no body", "", { needs: exited() }),
  row("wait-killed", "POST /v1.0/containers/$id/wait", "200 json length", '{"StatusCode":137}', {
    needs: all(running(), done("POST /v1.0/containers/$id/kill")),
  }),
  row("stop-badt", "POST /v1.0/containers/$id/stop?t=abc", "204 text no body", "", { needs: ready }),
  row("stop-t-in-form-body", "POST /v1.0/containers/$id/stop", "204 text no body", "", {
    needs: running(),
    body: "t=0",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  }),
  row("stop-graceful", "POST /v1.0/containers/$id/stop?t=5", "204 text no body", "", { needs: ready }),
  row("wait-blocks", "POST /v1.0/containers/$id/wait", "200 json length", '{"StatusCode":3}', {
    needs: running(["sh", "-c", "sleep 0.3; exit 3"]),
  }),
  row("wait-bad-command", "POST /v1.0/containers/$id/wait", "200 json length", '{"StatusCode":127}', {
    needs: running(["/nosuch/program"]),
  }),
  row("wait-bad-user", "POST /v1.0/containers/$id/wait", "200 json length", '{"StatusCode":1}', {
    needs: running(["date"], { User: "nosuchuser" }),
  }),
  row("delete-running", "DELETE /v1.0/containers/$id", "204 text no body", "", { needs: running() }),
  row("delete-again", "DELETE /v1.0/containers/$id", "404 text length", "No such container: <12>\n", {
    needs: all(exited(), done("DELETE /v1.0/containers/$id")),
  }),
  row("delete-badbool", "DELETE /v1.0/containers/$id?v=yes", "400 text length", "Bad parameter\n", { needs: exited() }),
  row("delete-v1", "DELETE /v1.0/containers/$id?v=1", "204 text no body", "", { needs: exited() }),
  row("one-container-emptyname-delete", "DELETE /v1.0/containers/", "404 text length", "No such container: \n", {
    needs: exited(),
  }),
  row("start-port-random", "POST /v1.0/containers/$id/start", "204 text no body", "", {
    needs: created(["true"], { PortSpecs: ["80"] }),
  }),
  row("start-port-same", "POST /v1.0/containers/$id/start", "204 text no body", "", {
    needs: created(["true"], { PortSpecs: [":8077"] }),
  }),
];
