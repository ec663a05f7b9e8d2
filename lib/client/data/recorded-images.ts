/** What the client makes of the recorded exchanges about images. */
import { expect } from "vitest";
import { body, type Call, fails, gives, images as listedImages, type Row, told } from "./row.ts";

export const base = "ca84847c040e5425193760b5bb988130b58911201443ee057e78ff6ea4154f35";
export const noHost = "dial tcp: lookup index.docker.io on 198.51.100.53:53: no such host";
const inspect =
  (ref: string): Call =>
  (d) =>
    d.images.get(ref).inspect();
const history =
  (ref: string): Call =>
  async (d) =>
    (await d.images.get(ref).history()).map(({ Id, CreatedBy }) => `${Id} [${CreatedBy}]`);
const imported = (repository?: string): Call =>
  told((d, e) => d.images.import(body(e), repository === undefined ? {} : { repository }));
const importedFrom = (url: string, repository?: string): Call =>
  told((d) => d.images.import(new URL(url), repository === undefined ? {} : { repository }));
const pulled = (ref: string): Call => told((d) => d.images.pull(ref));

/** The client names the tag always, as it was recorded only where the tag was named. */
const latest = (image: string): { asks: string[] } => ({ asks: [`POST /images/create?fromImage=${image}&tag=latest`] });
const latestImport = (source: string, repository: string): { asks: string[] } => ({
  asks: [`POST /images/create?fromSrc=${encodeURIComponent(source)}&repo=${repository}&tag=latest`],
});

const bbb = "b".repeat(64);
const aaa = "a".repeat(64);
const layers = [
  `Pulling ${bbb} metadata`,
  `Pulling ${bbb} fs layer`,
  expect.stringMatching(/22016\/22016 \(100%\)$/),
  `Pulling ${aaa} metadata`,
  `Pulling ${aaa} fs layer`,
  expect.stringMatching(/2048\/2048 \(100%\)$/),
];

export const images: readonly Row[] = [
  gives(
    "images-json images-json-all",
    async (d, e) =>
      ((await listedImages(e.requests[0]!.target.includes("all") ? { all: true } : {})(d, e)) as string[]).filter(
        (line) => / /.test(line),
      ),
    [
      "5788c94f9ef0 tinyn:latest",
      "6699b18dd26c bigu:latest",
      "876ac5dd80e4 tinyp:latest",
      "8b11c4d6e24e tiny:t1",
      "956c82062a2b empty:latest",
      "b0a25bd7bbd7 tinyc:latest",
      "ca84847c040e base:latest",
      "e4088194c948 tinyf:latest",
      "fa75e9d492a9 tinyu:latest",
    ],
  ),
  gives("empty-images-json", listedImages(), []),
  gives("empty-images-json-all", listedImages({ all: true }), []),
  gives("cli-images-1", listedImages(), ["b2bf872fdd86 base:latest"]),
  gives("v033-images-json", listedImages(), ["24e6fba6af09 r:latest", "923bc4b8b54c base:latest"]),
  gives("images-json-pulled", listedImages(), [
    "aa45e9415327 base:latest me/app:latest",
    "bbbbbbbbbbbb ubuntu:12.04 ubuntu:latest",
  ]),
  gives(
    "images-json-after-build",
    async (d) => (await d.images.list()).flatMap(({ RepoTags }) => RepoTags).sort(),
    expect.arrayContaining(["built1:latest", "built:v1"]),
  ),
  gives(
    "images-json-after-delete",
    async (d) => (await d.images.list()).every(({ Id }) => /^[0-9a-f]{64}$/.test(Id)),
    true,
  ),

  gives(
    "image-inspect",
    inspect("base"),
    expect.objectContaining({
      Id: base,
      Parent: "",
      Comment: "Imported from -",
      DockerVersion: "0.4.0",
      Architecture: "x86_64",
      Author: "",
      Created: "2026-11-23T16:16:32.075991255Z",
    }),
  ),
  gives("image-inspect-tag image-inspect-escaped", async (d) => (await d.images.get("base:latest").inspect()).Id, base),
  gives("image-inspect-id", async (d) => (await d.images.get(base).inspect()).Id, base),
  gives("image-inspect-shortid", async (d) => (await d.images.get("ca8484").inspect()).Id, base),
  gives(
    "image-inspect-pulled",
    inspect("ubuntu"),
    expect.objectContaining({
      Id: bbb,
      Parent: aaa,
      DockerVersion: "",
      Config: expect.objectContaining({ Cmd: ["/bin/bash"] }),
    }),
  ),
  gives("tag-again-inspect", async (d) => (await d.images.get("myrepo:v1").inspect()).Id.slice(0, 12), "8b11c4d6e24e"),
  gives(
    "commit-inspect image-inspect-orphan",
    inspect("committed:v1"),
    expect.objectContaining({ Parent: base, Comment: "the comment", Author: "Me <me@x>" }),
  ),
  gives("commit-run-body-inspect", async (d) => (await d.images.get("committed:run").inspect()).Config.Cmd, [
    "cat",
    "/hi",
  ]),
  gives(
    "commit-run-query-inspect",
    async (d) => (await d.images.get("committed:runq").inspect()).Config.Cmd ?? null,
    null,
  ),
  gives("build-all-inspect", async (d) => (await d.images.get("all").inspect()).Config.Cmd, [
    "/bin/sh",
    "-c",
    "echo hi",
  ]),
  gives("v033-image-inspect", async (d) => (await d.images.get("r").inspect()).Comment, "c"),
  fails("image-inspect-unknown go119-404", inspect("nosuch"), "NotFoundError", "No such image: nosuch"),
  fails("image-inspect-slash", inspect("no/such"), "NotFoundError", "No such image: no/such"),

  gives("image-history", history("base"), ["ca84847c040e []"]),
  gives("image-history-2", history("committed:v1"), [
    "8e4e0283f4d6 [sh -c echo hi > /hi; rm /etc/hostname]",
    "ca84847c040e []",
  ]),
  gives("image-history-orphan", history("committed:v1"), ["8e4e0283f4d6 [sh -c echo hi > /hi; rm /etc/hostname]"]),
  gives("cli-history-1", history("committed:v1"), ["5ab5fe908f1b [sleep 300]", "b2bf872fdd86 []"]),
  gives("v033-history", history("r"), ["24e6fba6af09 [echo hi]", "923bc4b8b54c []"]),
  fails("image-history-unknown", history("nosuch"), "NotFoundError", "Image does not exist: nosuch"),

  gives("images-create-stdin-norepo", imported(), ["849e1fb27a15", { gives: { Ref: "849e1fb27a15" } }]),
  gives("images-create-stdin-v1.1", imported("tiny:t1"), ["8b11c4d6e24e", { gives: { Ref: "8b11c4d6e24e" } }]),
  gives("images-create-stdin-noprefix", imported("tiny:t1"), ["dba5b925f540", { gives: { Ref: "dba5b925f540" } }]),
  gives("cli-import-stdin-1", imported("tiny:t1"), ["6eb9da0a2a5a", { gives: { Ref: "6eb9da0a2a5a" } }]),
  gives(
    "images-create-stdin-chunked",
    imported("tinyc"),
    ["b0a25bd7bbd7", { gives: { Ref: "b0a25bd7bbd7" } }],
    latestImport("-", "tinyc"),
  ),
  gives(
    "images-create-stdin-empty",
    imported("empty"),
    ["956c82062a2b", { gives: { Ref: "956c82062a2b" } }],
    latestImport("-", "empty"),
  ),
  gives(
    "images-create-stdin-gzip",
    imported("tinygz"),
    ["d416fda34223", { gives: { Ref: "d416fda34223" } }],
    latestImport("-", "tinygz"),
  ),
  gives(
    "go119-images-create",
    imported("base"),
    ["d4344040ba96", { gives: { Ref: "d4344040ba96" } }],
    latestImport("-", "base"),
  ),
  gives(
    "images-create-stdin-bad-v1.1",
    imported("bad"),
    [
      "ServerError: exit status 1: bsdtar: Failed to set default locale\nbsdtar: Error opening archive: Unrecognized archive format",
    ],
    latestImport("-", "bad"),
  ),
  gives("v033-create-bad", imported(), [
    "ServerError: exit status 1: bsdtar: Error opening archive: Unrecognized archive format",
  ]),
  ...(
    [
      ["images-create-url", "tiny", "tinyu", "2048/2048 (100%)", "b190c884d79e"],
      ["images-create-url-big", "big", "bigu", "31744/31744 (100%)", "ebeb92b65e0c"],
      ["images-create-url-nolength", "nolen", "tinyn", "2048/? (n/a)", "19a14b644d25"],
      ["images-create-url-v1.1", "tiny", "tinyu", "2048/2048 (100%)", "fa75e9d492a9"],
      ["images-create-url-big-v1.1", "big", "bigu", "31744/31744 (100%)", "6699b18dd26c"],
      ["images-create-url-nolength-v1.1", "nolen", "tinyn", "2048/? (n/a)", "5788c94f9ef0"],
    ] as const
  ).map(([names, file, repository, progress, id]) => {
    const url = `http://127.0.0.1:4380/${file}.tar`;
    const line = names.endsWith("v1.1") ? progress : `Importing ${progress}`;
    return gives(
      names,
      importedFrom(url, repository),
      [`Downloading from ${url}`, line, id, { gives: { Ref: id } }],
      latestImport(url, repository),
    );
  }),
  ...["images-create-url-notar", "images-create-url-notar-v1.1"].map((names) =>
    gives(
      names,
      importedFrom("http://127.0.0.1:4380/bad.tar", "badu"),
      [
        "Downloading from http://127.0.0.1:4380/bad.tar",
        names.endsWith("v1.1") ? "26/26 (100%)" : "Importing 26/26 (100%)",
        expect.stringMatching(
          /^StreamError: exit status 1: bsdtar: Failed to set default locale\nbsdtar: Error opening archive: Unrecognized archive format\n?$/,
        ),
      ],
      latestImport("http://127.0.0.1:4380/bad.tar", "badu"),
    ),
  ),
  gives("images-create-url-404", importedFrom("http://127.0.0.1:4380/none.tar"), [
    "Downloading from http://127.0.0.1:4380/none.tar",
    "StreamError: Got HTTP status code >= 400: 404 Not Found",
  ]),
  gives("images-create-url-refused", importedFrom("http://127.0.0.1:9/x.tar"), [
    "Downloading from http://127.0.0.1:9/x.tar",
    'StreamError: Get "http://127.0.0.1:9/x.tar": dial tcp 127.0.0.1:9: connect: connection refused',
  ]),
  gives("cli-import-url-1", importedFrom("http://127.0.0.1:9/x.tar", "tiny:t2"), [
    "Downloading from http://127.0.0.1:9/x.tar",
    'StreamError: Get "http://127.0.0.1:9/x.tar": dial tcp 127.0.0.1:9: connect: connection refused',
  ]),
  // 0.3.3 marks no error: all that can be told is that no id came.
  gives("v033-create-url-refused", importedFrom("http://127.0.0.1:9/x"), [
    "Downloading from http://127.0.0.1:9/x",
    'Get "http://127.0.0.1:9/x": dial tcp 127.0.0.1:9: connect: connection refused',
    "ProtocolError: ImageCreate: the import ended without the id of an image",
  ]),

  gives(
    "pull",
    pulled("ubuntu"),
    [
      "Pulling repository ubuntu from http://127.0.0.1:4390/v1",
      `Pulling image ${bbb} (12.04) from ubuntu`,
      ...layers.slice(0, 2),
      "Downloading 16384/22016 (74%)",
      ...layers.slice(2),
      `Pulling image ${aaa} () from ubuntu`,
      { gives: { Ref: "ubuntu" } },
    ],
    latest("ubuntu"),
  ),
  gives(
    "pull-tag pull-tag-v1.1",
    async (d, e) => ((await pulled("ubuntu:12.04")(d, e)) as string[]).filter((line) => !/\(\d\d%\)/.test(line)),
    [
      "Pulling repository ubuntu from http://127.0.0.1:4390/v1",
      `Pulling image ${bbb} (12.04) from ubuntu`,
      ...layers,
      { gives: { Ref: "ubuntu:12.04" } },
    ],
  ),
  gives(
    "pull-again pull-again-v1.1 pull-v1.1",
    pulled("ubuntu"),
    [
      "Pulling repository ubuntu from http://127.0.0.1:4390/v1",
      `Pulling image ${bbb} (12.04) from ubuntu`,
      `Pulling image ${aaa} () from ubuntu`,
      { gives: { Ref: "ubuntu" } },
    ],
    latest("ubuntu"),
  ),
  gives("pull-notag", pulled("ubuntu:nosuch"), [
    "Pulling repository ubuntu from http://127.0.0.1:4390/v1",
    "StreamError: Tag nosuch not found in repositoy ubuntu",
  ]),
  gives(
    "pull-unknown pull-unknown-v1.1",
    pulled("nosuch"),
    ["Pulling repository nosuch from http://127.0.0.1:4390/v1", "StreamError: HTTP code: 404"],
    latest("nosuch"),
  ),
  gives(
    "pull-private",
    pulled("private"),
    ["Pulling repository private from http://127.0.0.1:4390/v1", "StreamError: Please login first (HTTP code 401)"],
    latest("private"),
  ),
  gives(
    "pull-noendpoint-v1.1",
    pulled("noendpoint"),
    [
      "Pulling repository noendpoint from http://127.0.0.1:4390/v1",
      "StreamError: Index response didn't contain any endpoints",
    ],
    latest("noendpoint"),
  ),
  gives(
    "images-create-pull-unreachable images-create-pull-unreachable-v1.1",
    pulled("ubuntu"),
    [
      "Pulling repository ubuntu from https://index.docker.io/v1",
      `StreamError: Get "https://index.docker.io/v1/repositories/ubuntu/images": ${noHost}`,
    ],
    latest("ubuntu"),
  ),
  gives(
    "cli-pull-1",
    pulled("ubuntu:12.04"),
    [
      "Pulling repository ubuntu from https://index.docker.io/v1",
      `StreamError: Get "https://index.docker.io/v1/repositories/ubuntu/images": ${noHost}`,
    ],
    { asks: ["POST /images/create?fromImage=ubuntu&tag=12.04"] },
  ),
  // 0.3.3 marks no error, and a pull has no end mark: what it says can only be read.
  gives(
    "v033-pull-unreachable",
    pulled("ubuntu"),
    [
      "Pulling repository ubuntu from https://index.docker.io/v1",
      `Get "https://index.docker.io/v1/repositories/ubuntu/images": ${noHost}`,
      { gives: { Ref: "ubuntu" } },
    ],
    latest("ubuntu"),
  ),
];
