/** Builds about the configuration of an image, and about running commands. */
import type { BuildCase } from "./cases.ts";

export const configCases: readonly BuildCase[] = [
  {
    name: "config: everything",
    dockerfile: [
      "FROM busybox",
      "MAINTAINER Me <me@example.com>",
      'ENV A=1 B="two words"',
      "ENV A 3",
      "LABEL a=1 b='2 3'",
      "EXPOSE 80 53/udp 8000-8002",
      "VOLUME /data /more",
      'VOLUME ["/json"]',
      "USER nobody",
      "WORKDIR /work",
      "WORKDIR sub",
      "STOPSIGNAL SIGINT",
      "ONBUILD RUN echo hi",
      'CMD ["a", "b"]',
      'ENTRYPOINT ["c"]',
    ].join("\n"),
    look: ["/work"],
  },
  { name: "config: a shell's command and entrypoint", dockerfile: "FROM busybox\nENTRYPOINT echo  $A \nCMD x   y\n" },
  {
    name: "config: an entrypoint takes the command of the image away",
    dockerfile: 'FROM busybox\nENTRYPOINT ["cat"]\n',
  },
  { name: "config: no command at all", dockerfile: "FROM busybox\nCMD\nENTRYPOINT []\n" },
  {
    name: "config: another shell",
    dockerfile: 'FROM busybox\nSHELL ["/bin/sh", "-ec"]\nRUN echo $0 > /out\nCMD echo x\n',
    look: ["/out"],
  },
  {
    name: "config: a check of health",
    dockerfile:
      'FROM busybox\nHEALTHCHECK --interval=5m --timeout=3s --start-period=1m30s --retries=2 CMD ["check", "-x"]\n',
  },
  { name: "config: a check of health by the shell", dockerfile: "FROM busybox\nHEALTHCHECK cmd  check  it\n" },
  { name: "config: no check of health", dockerfile: "FROM busybox\nHEALTHCHECK CMD x\nHEALTHCHECK NONE\n" },
  {
    name: "config: labels of the call",
    dockerfile: "FROM busybox\nLABEL a=1\n",
    query: { labels: '{"b":"2","a":"x y"}' },
  },
  {
    name: "config: paths of WORKDIR",
    dockerfile:
      "FROM busybox\nWORKDIR a/../b/./c/\nRUN pwd > /out1\nWORKDIR ..\nRUN pwd > /out2\nWORKDIR /\nWORKDIR x\n",
    look: ["/out1", "/out2", "/b", "/x"],
  },
  {
    name: "run: in a shell, as a command, and what it leaves",
    dockerfile:
      'FROM busybox\nRUN echo out; echo x > /x\nRUN echo err >&2\nRUN ["touch", "/y z"]\nRUN rm /x\nRUN true\n',
    look: ["/x", "/y z"],
  },
  {
    name: "run: as a user in a directory, with the environment",
    dockerfile: "FROM busybox\nENV A=b\nWORKDIR /w\nRUN chmod 777 /w\nUSER nobody\nRUN echo $A $(pwd) $(id -u) > out\n",
    look: ["/w"],
  },
  { name: "run: an entrypoint is not asked", dockerfile: 'FROM busybox\nENTRYPOINT ["false"]\nRUN echo fine\n' },
  {
    name: "run: what goes into a volume is lost",
    dockerfile:
      "FROM busybox\nRUN mkdir /v; echo 1 > /v/before\nVOLUME /v /w/\nRUN echo 2 > /v/after; echo 3 > /w/after; echo 4 > /x\nCOPY a.txt /v/\n",
    look: ["/v", "/w", "/x"],
  },
  { name: "run: fails", dockerfile: "FROM busybox\nRUN echo before; exit 3\nRUN echo never\n" },
  { name: "run: fails as a command", dockerfile: 'FROM busybox\nRUN ["sh", "-c", "exit 4"]\n' },
  { name: "run: fails, and its container goes", dockerfile: "FROM busybox\nRUN exit 5\n", query: { forcerm: "1" } },
  { name: "run: containers stay", dockerfile: "FROM busybox\nRUN true\nENV A=1\n", query: { rm: "0" } },
  {
    name: "arg: given, defaults, and who wins",
    dockerfile: "FROM busybox\nARG A\nARG B=b\nARG C=c\nENV C=env\nRUN echo $A $B $C > /out\nENV D=$A$B$C\n",
    query: { buildargs: '{"A":"1","C":"3"}' },
    look: ["/out"],
  },
  {
    name: "arg: not asked for",
    dockerfile: "FROM busybox\nRUN echo x$A > /out\n",
    query: { buildargs: '{"Z":"1","A":"1"}' },
    look: ["/out"],
  },
  {
    name: "arg: proxies need no ARG",
    dockerfile: "FROM busybox\nRUN echo $HTTP_PROXY $https_proxy > /out\n",
    query: { buildargs: '{"HTTP_PROXY":"p","https_proxy":"q"}' },
    look: ["/out"],
  },
  {
    name: "arg: several in a line",
    dockerfile: 'FROM busybox\nARG A=1 B="2 3" C\nRUN echo $A $B > /out\n',
    look: ["/out"],
  },
  {
    name: "arg: before FROM, and again",
    dockerfile: "ARG TAG=latest\nARG X=x\nFROM busybox:$TAG\nARG X\nARG Y=$X\nRUN echo $X$Y-$TAG > /out\n",
    look: ["/out"],
  },
  { name: "arg: its name is a variable", dockerfile: "FROM busybox\nENV N=a\nARG A=$N.b\nENV B=$A\n" },
  {
    name: "arg: null takes none",
    dockerfile: "FROM busybox\nARG A=def\nENV B=$A\n",
    query: { buildargs: '{"A":null}' },
  },
  {
    name: "cache: all of it",
    dockerfile: "FROM busybox\nENV A=1\nRUN echo x > /x\nCOPY a.txt /\nWORKDIR /w\nCMD x\n",
    again: true,
  },
  {
    name: "cache: with arguments",
    dockerfile: "FROM busybox\nARG A\nRUN echo $A\nADD dir /dir\n",
    query: { buildargs: '{"A":"1"}' },
    again: true,
  },
  { name: "quiet", dockerfile: "FROM busybox\nRUN echo x\n", query: { q: "1" } },
  { name: "quiet: fails", dockerfile: "FROM busybox\nRUN echo x; exit 1\n", query: { q: "1" } },
];
