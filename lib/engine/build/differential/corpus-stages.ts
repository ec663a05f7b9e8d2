/** Builds of several stages, and of images that others are built on. */
import type { BuildCase } from "./cases.ts";

export const stageCases: readonly BuildCase[] = [
  {
    name: "stages: by name, by number, and on one another",
    dockerfile: [
      "FROM busybox AS One",
      "RUN echo 1 > /one; mkdir -p /d/e; echo x > /d/e/f; chown 5:6 /d/e/f; ln -s f /d/e/l",
      "FROM one as two",
      "ENV A=b",
      "FROM busybox",
      "COPY --from=one /one /x",
      "COPY --from=1 /d /y/",
      "COPY --from=ONE /d/e /z",
    ].join("\n"),
    look: ["/x", "/y", "/z"],
  },
  {
    name: "stages: up to a target",
    dockerfile: "FROM busybox AS a\nENV A=1\nFROM busybox AS b\nENV B=1\nFROM busybox AS c\nENV C=1\n",
    query: { target: "B" },
  },
  {
    name: "stages: arguments are of their stage",
    dockerfile: "FROM busybox AS a\nARG X=1\nENV Y=$X\nFROM busybox\nENV Y=$X\n",
  },
  {
    name: "stages: nothing to begin with",
    dockerfile: "FROM busybox AS b\nFROM scratch\nCOPY --from=b /bin/echo /echo\nCOPY a.txt dir/ /d/\nENV A=1\n",
    look: ["/d"],
  },
  { name: "stages: files of an image", dockerfile: "FROM scratch\nCOPY --from=busybox /etc/group /g\n" },
  {
    name: "stages: who owns what",
    dockerfile: [
      "FROM busybox AS a",
      "RUN echo 1 > /one; chown 5:6 /one; mkdir /m; chmod 711 /m; chown 8:9 /m; echo 1 > /m/x; ln /m/x /m/y",
      "FROM busybox",
      "COPY --from=a /one /two",
      "COPY --from=a /m /m2",
      "COPY --from=a /m /deep/er/",
      "COPY dir/sub /new",
    ].join("\n"),
    look: ["/two", "/m2", "/deep", "/new"],
  },
  { name: "stages: this platform", dockerfile: "FROM --platform=linux/amd64 busybox\nENV A=1\n" },
  {
    name: "onbuild: triggers",
    base: "FROM busybox\nONBUILD ENV A=1\nONBUILD COPY a.txt /a\nONBUILD RUN echo $A > /out\n",
    dockerfile: "FROM base\nENV B=2\n",
    look: ["/a", "/out"],
  },
  { name: "onbuild: one trigger", base: 'FROM busybox\nonbuild cmd ["x"]\n', dockerfile: "FROM base\n" },
  {
    name: "onbuild: triggers go no further",
    base: "FROM busybox\nONBUILD ENV A=1\n",
    dockerfile: "FROM base AS x\nFROM x\nENV B=1\n",
  },
  {
    name: "inherit: what the image says",
    base: 'FROM busybox\nENV A=1\nWORKDIR /w\nUSER nobody\nENTRYPOINT ["e"]\nCMD ["c"]\nLABEL l=1\nSHELL ["/bin/sh", "-uc"]\nHEALTHCHECK CMD h\nVOLUME /v\nEXPOSE 1\nSTOPSIGNAL 9\n',
    dockerfile: "FROM base\nENV A=2\nLABEL m=2\nCMD d\n",
  },
];
