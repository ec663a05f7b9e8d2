/** Builds. */
import { buildContext, context, dockerfile, field, file, form, multipart } from "../bodies.ts";
import { all, base, done } from "../needs.ts";
import { row, type Row } from "../row.ts";

const everyInstruction = dockerfile("from base\nmaintainer Me\nenv A 1\nexpose 80 81\ncmd echo hi\nrun true\n");

export const buildRows: readonly Row[] = [
  row(
    "build",
    "POST /v1.0/build?t=built1",
    "200 text chunked",
    "FROM base ()\n===> <64>\nRUN echo hi > /x (<64>)\n===> <64>\nBuild successful.\n===> <64>\n",
    {
      needs: base,
      body: dockerfile("from base\nrun echo hi > /x\n"),
      headers: multipart,
    },
  ),
  row(
    "build-noprefix",
    "POST /build?t=built1",
    "200 text chunked",
    "FROM base ()\n===> <64>\nRUN echo hi > /x (<64>)\n===> <64>\nBuild successful.\n===> <64>\n",
    {
      needs: base,
      body: dockerfile("from base\nrun echo hi > /x\n"),
      headers: multipart,
    },
  ),
  row(
    "build-v1.1",
    "POST /v1.1/build?t=built1",
    "200 text chunked",
    "FROM base ()\n===> <64>\nRUN echo hi > /x (<64>)\n===> <64>\nBuild successful.\n===> <64>\n",
    {
      needs: base,
      body: dockerfile("from base\nrun echo hi > /x\n"),
      headers: multipart,
    },
  ),
  row("build-comment-only", "POST /v1.0/build", "200 text length", "Error", {
    needs: base,
    compare: "progress",
    body: dockerfile("# hello\n\n"),
    headers: multipart,
  }),
  row(
    "build-fail",
    "POST /v1.0/build?t=never",
    "200 text chunked",
    "FROM base ()\n===> <64>\nRUN exit 3 (<64>)\nError build: The command [/bin/sh -c exit 3] returned a non-zero code: 3\n",
    {
      needs: base,
      body: dockerfile("from base\nrun exit 3\n"),
      headers: multipart,
    },
  ),
  row(
    "build-lastline",
    "POST /v1.0/build",
    "200 text chunked",
    "FROM base ()\n===> <64>\nBuild successful.\n===> <64>\n",
    {
      needs: base,
      body: dockerfile("from base\nrun echo lost"),
      headers: multipart,
    },
  ),
  row(
    "build-unknown-instruction",
    "POST /v1.0/build",
    "200 text chunked",
    "FROM base ()\n===> <64>\nBOGUS a b (<64>)\nSkipping unknown instruction BOGUS\nBuild successful.\n===> <64>\n",
    {
      needs: base,
      body: dockerfile("from base\nbogus a b\n"),
      headers: multipart,
    },
  ),
  row("build-noarg", "POST /v1.0/build", "200 text chunked", "FROM ===> Error", {
    needs: base,
    compare: "progress",
    body: dockerfile("from base\nrun\n"),
    headers: multipart,
  }),
  row(
    "build-add-nocontext",
    "POST /v1.0/build",
    "200 text chunked",
    "FROM base ()\n===> <64>\nADD f /f (<64>)\nError build: No context given. Impossible to use ADD\n",
    {
      needs: base,
      body: dockerfile("from base\nadd f /f\n"),
      headers: multipart,
    },
  ),
  row("build-badtag", "POST /v1.0/build?t=a:b:c", "200 text chunked", "*", {
    needs: base,
    compare: "any",
    body: dockerfile("from base\nrun echo hi > /x\n"),
    headers: multipart,
  }),
  row("build-badrepo", "POST /v1.0/build?t=a/b:c/d", "200 text chunked", "*", {
    needs: base,
    compare: "any",
    body: dockerfile("from base\nrun echo hi > /x\n"),
    headers: multipart,
  }),
  row(
    "build-all",
    "POST /v1.0/build?t=all",
    "200 text chunked",
    "FROM base ()\n===> <64>\nMAINTAINER Me (<64>)\n===> <64>\nENV A 1 (<64>)\n===> <64>\nEXPOSE 80 81 (<64>)\n===> <64>\nCMD echo hi (<64>)\n===> <64>\nRUN true (<64>)\n===> <64>\nBuild successful.\n===> <64>\n",
    {
      needs: base,
      body: everyInstruction,
      headers: multipart,
    },
  ),
  row("build-nosuch", "POST /v1.0/build", "200 text chunked", "FROM Pulling Error", {
    needs: base,
    compare: "progress",
    body: dockerfile("from nosuch\n"),
    headers: multipart,
  }),
  row(
    "build-tag-in-form",
    "POST /v1.0/build",
    "200 text chunked",
    "FROM base ()\n===> <64>\nRUN echo hi > /x (<64>)\n===> <64>\nBuild successful.\n===> <64>\n",
    {
      needs: base,
      body: form(field("t", "built3"), file("Dockerfile", "from base\nrun echo hi > /x\n")),
      headers: multipart,
    },
  ),
  row("build-dockerfile-not-file", "POST /v1.0/build", "500 text length", "*", {
    needs: base,
    compare: "any",
    body: form(field("Dockerfile", "from base\nrun echo hi > /x\n")),
    headers: multipart,
  }),
  row(
    "build-context",
    "POST /v1.0/build?t=built2:v1",
    "200 text chunked",
    "FROM base ()\n===> <64>\nADD f /opt/f (<64>)\n===> <64>\nBuild successful.\n===> <64>\n",
    {
      needs: base,
      body: form(file("Context", context), file("Dockerfile", "from base\nadd f /opt/f\n")),
      headers: multipart,
    },
  ),
  row(
    "build-order",
    "POST /v1.0/build",
    "200 text chunked",
    "FROM base ()\n===> <64>\nADD f /opt/f (<64>)\n===> <64>\nBuild successful.\n===> <64>\n",
    {
      needs: base,
      body: form(file("Dockerfile", "from base\nadd f /opt/f\n"), file("Context", context)),
      headers: multipart,
    },
  ),
  row("build-add-missing", "POST /v1.0/build", "200 text chunked", "FROM ===> ADD Error", {
    needs: base,
    compare: "progress",
    body: form(file("Context", context), file("Dockerfile", "from base\nadd nope /f\n")),
    headers: multipart,
  }),
  row("build-raw", "POST /v1.0/build?t=x", "500 text length", "*", {
    needs: base,
    compare: "any",
    body: "from base\nrun echo hi > /x\n",
  }),
  row("build-raw-noct", "POST /v1.0/build", "500 text length", "*", {
    needs: base,
    compare: "any",
    body: "from base\nrun echo hi > /x\n",
  }),
  row("build-tar", "POST /v1.0/build", "500 text length", "*", {
    needs: base,
    compare: "any",
    body: buildContext,
    headers: { "Content-Type": "application/tar" },
  }),
  row(
    "build-all-inspect",
    "GET /v1.0/images/all/json",
    "200 json length",
    '{"id":"string","parent":"string","created":"string","container":"string","container_config":{"Hostname":"string","User":"string","Memory":"number","MemorySwap":"number","CpuShares":"number","AttachStdin":"boolean","AttachStdout":"boolean","AttachStderr":"boolean","PortSpecs":["string"],"Tty":"boolean","OpenStdin":"boolean","StdinOnce":"boolean","Env":["string"],"Cmd":["string"],"Dns":null,"Image":"string","Volumes":null,"VolumesFrom":"string"},"docker_version":"string","author":"string","config":{"Hostname":"string","User":"string","Memory":"number","MemorySwap":"number","CpuShares":"number","AttachStdin":"boolean","AttachStdout":"boolean","AttachStderr":"boolean","PortSpecs":["string"],"Tty":"boolean","OpenStdin":"boolean","StdinOnce":"boolean","Env":["string"],"Cmd":["string"],"Dns":null,"Image":"string","Volumes":null,"VolumesFrom":"string"},"architecture":"string"}',
    { needs: all(base, done("POST /v1.0/build?t=all", everyInstruction, multipart)), compare: "shape" },
  ),
];
