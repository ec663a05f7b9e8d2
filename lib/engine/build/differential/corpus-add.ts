// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of Dockerfiles
/** Builds about files of the context. */
import type { BuildCase } from "./cases.ts";
import { contextFiles } from "./context-files.ts";

const copy = (name: string, lines: string[], look: string[], more: Partial<BuildCase> = {}): BuildCase => ({
  name,
  dockerfile: ["FROM busybox", ...lines].join("\n"),
  look,
  ...more,
});

export const addCases: readonly BuildCase[] = [
  copy(
    "copy: a file to a name, to a directory, and beside the work directory",
    ["WORKDIR /w", "COPY a.txt /n", "COPY a.txt /d/", "COPY a.txt rel", "COPY b.txt ."],
    ["/n", "/d", "/w"],
  ),
  copy("copy: several", ["COPY a.txt b.txt /d/", "ADD a.txt run.sh /e/"], ["/d", "/e"]),
  copy("copy: the contents of a directory", ["COPY dir /d", "COPY dir/ /e/", "COPY dir/sub /d/"], ["/d", "/e"]),
  copy(
    "copy: over what is there",
    ["RUN mkdir /d; echo old > /d/one.txt; echo keep > /d/keep", "COPY dir /d", "COPY a.txt /d/keep"],
    ["/d"],
  ),
  copy("copy: patterns", ["COPY *.txt /d/", "COPY dir/*.md dir/s?b /e/", "COPY [ab].txt /f/"], ["/d", "/e", "/f"]),
  copy("copy: a pattern for one file", ["COPY run.* /x"], ["/x"]),
  copy("copy: everything", ["COPY . /all/"], ["/all"]),
  copy("copy: a leading slash, and paths that go up within", ["COPY /a.txt /x", "COPY dir/../b.txt /y"], ["/x", "/y"]),
  copy("copy: a link", ["COPY to-a /x", "COPY dir/link /d/"], ["/x", "/d"]),
  copy(
    "copy: through a link in the image",
    ["RUN mkdir /real; ln -s /real /link", "COPY a.txt /link/", "COPY dir /link"],
    ["/real", "/link"],
  ),
  copy(
    "copy: the form of a list",
    ['COPY ["with space.txt", "/d e/"]', 'ADD [ "a.txt", "b.txt", "/f/" ]'],
    ["/d e", "/f"],
  ),
  copy(
    "copy: to an owner",
    [
      "COPY --chown=nobody:root a.txt /a",
      "COPY --chown=1:2 dir /d",
      "ADD --chown=0:root b.txt /b",
      "COPY --chown=7 a.txt /new/x",
    ],
    ["/a", "/d", "/b", "/new"],
  ),
  copy("copy: to a directory that exists, without a slash", ["RUN mkdir /d", "COPY a.txt /d"], ["/d"]),
  copy("copy: with variables", ["ENV S=a.txt D=/d", "COPY $S ${D}/"], ["/d"]),
  copy("copy: as a user", ["USER nobody", "WORKDIR /w", "COPY a.txt ."], ["/w"]),
  copy(
    "add: archives are unpacked",
    ["ADD archive.tar /t", "ADD archive.tgz /z/", "COPY archive.tar /c/"],
    ["/t", "/z", "/c"],
  ),
  copy("add: over what is there", ["RUN mkdir -p /t/inner; echo old > /t/top.txt", "ADD archive.tar /t"], ["/t"]),
  copy("add: compressed, and no archive", ["ADD not-archive.gz /x"], ["/x"]),
  copy("add: a directory with an archive", ["ADD . /all"], ["/all/archive.tar", "/all/a.txt"]),
  copy("add: an archive to an owner", ["ADD --chown=3:4 archive.tar /t"], ["/t"]),
  copy("context: ignored files that the client sent are there, but the Dockerfile is not", ["COPY . /c"], ["/c"], {
    files: { ...contextFiles, ".dockerignore": "Dockerfile\n.dockerignore\na.txt\n" },
  }),
  copy("context: the Dockerfile is there when it is not ignored", ["COPY . /c"], ["/c"], {
    files: { "a.txt": "a\n", ".dockerignore": "# no\n*.md\n" },
  }),
  copy("context: a pattern that spares the Dockerfile", ["COPY . /c"], ["/c"], {
    files: { "a.txt": "a\n", ".dockerignore": "*\n!Dockerfile\n" },
  }),
  copy("context: a Dockerfile elsewhere", ["COPY . /c"], ["/c"], {
    files: { "a.txt": "a\n", "sub/x.df": "FROM busybox\nCOPY sub /s\n", ".dockerignore": "sub/*.df\n" },
    query: { dockerfile: "sub/x.df" },
    look: ["/s"],
  }),
];
