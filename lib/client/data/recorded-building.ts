/** What the client makes of the recorded exchanges that make images, name them, send them, and remove them. */
import { expect } from "vitest";
import type { BuildOptions, Container } from "../../../mod.ts";
import { base, noHost } from "./recorded-images.ts";
import { type Call, fails, gives, type Row, told } from "./row.ts";

const commit =
  (id: string, options: Parameters<Container["commit"]>[0]): Call =>
  (d) =>
    d.containers.get(id).commit(options);
const c6 = "6a54470deda3";
/** The client says what the document has, besides what the engine took. */
const committing = (query: string): { asks: string[] } => ({ asks: [`POST /commit?${query}`] });

const commits: readonly Row[] = [
  gives(
    "commit",
    commit(c6, { repository: "committed:v1", message: "the comment", author: "Me <me@x>" }),
    { Ref: "8e4e0283f4d6" },
    committing(`container=${c6}&repo=committed&tag=v1&comment=the+comment&m=the+comment&author=Me+%3Cme%40x%3E`),
  ),
  gives(
    "cli-commit-1",
    commit("8cad3672e175", { repository: "committed:v1", message: "a message", author: "Me <me@x>" }),
    { Ref: "5ab5fe908f1b" },
    committing("container=8cad3672e175&repo=committed&tag=v1&comment=a+message&m=a+message&author=Me+%3Cme%40x%3E"),
  ),
  gives(
    "v033-commit",
    commit("84066f41fd1c", { repository: "r", message: "c" }),
    { Ref: "24e6fba6af09" },
    committing("container=84066f41fd1c&repo=r&tag=latest&comment=c&m=c"),
  ),
  gives(
    "v033cli-commit-2",
    commit("9b8495e568eb", { repository: "x", message: "msg" }),
    { Ref: "00076b737adf" },
    committing("container=9b8495e568eb&repo=x&tag=latest&comment=msg&m=msg"),
  ),
  gives(
    "commit-m",
    commit(c6, { repository: "committed:m", message: "the message" }),
    { Ref: "c7f566fac742" },
    committing(`container=${c6}&repo=committed&tag=m&comment=the+message&m=the+message`),
  ),
  gives(
    "commit-m-v1.1",
    commit(c6, { message: "the message" }),
    { Ref: "5e6944e26772" },
    committing(`container=${c6}&comment=the+message&m=the+message`),
  ),
  gives("commit-norepo", commit(c6, {}), { Ref: "bc810c305133" }),
  gives("commit-null", commit(c6, { repository: "committed:null" }), { Ref: "0282cbb2c621" }),
  gives(
    "commit-run-body",
    commit(c6, { repository: "committed:run", config: { Cmd: ["cat", "/hi"], ExposedPorts: { "22/tcp": {} } } }),
    { Ref: "b25d425281cb" },
    committing(
      `container=${c6}&repo=committed&tag=run&run=${encodeURIComponent('{"Cmd":["cat","/hi"],"PortSpecs":["22"]}')}`,
    ),
  ),
  gives("commit-run-query", commit(c6, { repository: "committed:runq", config: { Cmd: ["true"] } }), {
    Ref: "ccc6dd0b9fe0",
  }),
  fails("commit-unknown", commit("nosuch", {}), "NotFoundError", "No such container: nosuch"),
  fails(
    "commit-never-started",
    commit("cf600984a9db", {}),
    "ServerError",
    expect.stringMatching(/^exit status 1: bsdtar: could not chdir to '[^']*'$/),
  ),
];

const tag =
  (image: string, name: string): Call =>
  (d) =>
    d.images.get(image).tag(name);
/** The client names the tag always, and never says `force`, which did nothing. */
const tagging = (image: string, query: string): { asks: string[] } => ({
  asks: [`POST /images/${image}/tag?${query}`],
});

const names: readonly Row[] = [
  gives("tag", tag("base", "myrepo"), { Ref: "myrepo" }, tagging("base", "repo=myrepo&tag=latest")),
  gives("go119-201-empty", tag("base", "z"), { Ref: "z" }, tagging("base", "repo=z&tag=latest")),
  gives("v033-tag", tag("base", "x"), { Ref: "x" }, tagging("base", "repo=x&tag=latest")),
  gives("tag-user-repo", tag("base", "me/mine"), { Ref: "me/mine" }, tagging("base", "repo=me/mine&tag=latest")),
  gives("tag-named", tag("base", "myrepo:v1"), { Ref: "myrepo:v1" }),
  gives("tag-force", tag("base", "myrepo:v1"), { Ref: "myrepo:v1" }, tagging("base", "repo=myrepo&tag=v1")),
  gives("tag-again", tag("tiny:t1", "myrepo:v1"), { Ref: "myrepo:v1" }, tagging("tiny:t1", "repo=myrepo&tag=v1")),
  gives("cli-tag-1", tag("base", "me/mine:v1"), { Ref: "me/mine:v1" }, tagging("base", "repo=me/mine&tag=v1")),
  fails(
    "tag-unknown",
    tag("nosuch", "myrepo"),
    "NotFoundError",
    "Image does not exist: nosuch",
    tagging("nosuch", "repo=myrepo&tag=latest"),
  ),
  fails(
    "tag-orphan",
    tag("base", "again"),
    "NotFoundError",
    `No such id: ${base}`,
    tagging("base", "repo=again&tag=latest"),
  ),

  gives("image-delete-tag", (d) => d.images.get("myrepo:v1").remove(), []),
  gives("cli-rmi-1", (d) => d.images.get("committed:v2").remove(), []),
  gives("v033-image-delete", (d) => d.images.get("r").remove(), []),
  fails(
    "image-delete-unknown cli-rmi-unknown-1",
    (d) => d.images.get("nosuch").remove(),
    "NotFoundError",
    "No such image: nosuch",
  ),
  fails("image-delete-again", (d) => d.images.get("base").remove(), "NotFoundError", "No such image: base"),

  gives("search", (d) => d.images.search("sshd"), [
    { name: "cespare/sshd", description: "" },
    { name: "dhrp/mongodb-sshd", description: `${"x".repeat(42)}...` },
  ]),
  gives("search-empty", (d) => d.images.search("zzz"), []),
  fails("search-500", (d) => d.images.search("fail"), "ServerError", "Unexepected status code 500"),
  fails(
    "search-unreachable cli-search-1",
    (d) => d.images.search("sshd"),
    "ServerError",
    `Get "https://index.docker.io/v1/search?q=sshd": ${noHost}`,
  ),

  gives(
    "images-viz images-viz-v1.1",
    async (d) =>
      (await d.images.viz()).nodes
        .filter((node) => node.names.length > 0)
        .map((node) => [node.id, ...node.names].join(" "))
        .sort(),
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
  gives("cli-images-viz-1", async (d, e) => (await d.images.viz()).dot === e.answers[0]!.body, true),
  gives("v033-viz", async (d) => (await d.images.viz()).nodes, [
    { id: "923bc4b8b54c", names: ["base:latest", "x:latest"] },
    { id: "24e6fba6af09", parent: "923bc4b8b54c", names: ["r:latest"] },
  ]),
  fails("images-viz-orphan", (d) => d.images.viz(), "StreamError", expect.stringContaining(`No such id: ${base}`)),
];

const inserted = (ref: string, url: string, path: string): Call =>
  told((d) => d.images.get(ref).insert(new URL(url), path));
const tiny = "http://127.0.0.1:4380/tiny.tar";
const insertion = (progress: string, id: string): readonly unknown[] => [
  progress,
  id,
  id.slice(0, 12),
  { gives: { Ref: id } },
];
const nothingInserted = ["StreamError: the engine inserted nothing into base, and does not say why"];
/** The engine gives no reason: the client looks whether the image is there. */
const looking = (ref: string, answer: string): { with: Record<string, string> } => ({
  with: { [`GET /images/${ref}/json`]: answer },
});

const inserts: readonly Row[] = [
  gives(
    "insert",
    inserted("base", tiny, "/opt/t.tar"),
    insertion("Downloading 2048/2048 (100%)", "d989791df2de97c122244e71f1b57061246d4636bc6e5bdec009445d7b4ada8f"),
  ),
  gives(
    "insert-v1.1",
    inserted("base", tiny, "/opt/t.tar"),
    insertion("2048/2048 (100%)", "2e9924a4a60f59e307c06be6c11b6e9f0e9ad2b17433aba6439c0258c6f41704"),
  ),
  gives(
    "insert-noprefix",
    inserted("base", tiny, "/opt/t.tar"),
    insertion("2048/2048 (100%)", "c568f174f61101ac3a6dc8515eb84f413c8f75c92dbf4a84942cac008a8fbcee"),
  ),
  gives(
    "insert-unknown insert-unknown-v1.1",
    inserted("nosuch", tiny, "/t"),
    ["StreamError: the engine inserted nothing: there is no image nosuch"],
    looking("nosuch", "image-inspect-unknown"),
  ),
  gives(
    "insert-refused insert-refused-v1.1",
    inserted("base", "http://127.0.0.1:9/", "/t"),
    nothingInserted,
    looking("base", "image-inspect"),
  ),
  gives(
    "insert-404-v1.1",
    inserted("base", "http://127.0.0.1:4380/none", "/t"),
    nothingInserted,
    looking("base", "image-inspect"),
  ),
  gives(
    "cli-insert-1",
    inserted("base", "http://127.0.0.1:9/f", "/f"),
    nothingInserted,
    looking("base", "image-inspect"),
  ),
  gives("v033-insert-unknown", inserted("nosuch", "http://127.0.0.1:9/x", "/x"), [
    "ServerError: Image does not exist: nosuch",
  ]),
  gives("v033-insert-refused", inserted("base", "http://127.0.0.1:9/x", "/x"), [
    'ServerError: Get "http://127.0.0.1:9/x": dial tcp 127.0.0.1:9: connect: connection refused',
  ]),
];

/** Without the lines that say how many bytes have gone. */
const quietly =
  (call: Call): Call =>
  async (d, e) =>
    ((await call(d, e)) as unknown[]).filter(
      (line) => typeof line !== "string" || !/\d+\/(\d+|\?) \((\d+%|n\/a)\)$/.test(line),
    );
const pushed = (
  ref: string,
  options: Parameters<ReturnType<import("../../../mod.ts").Docker["images"]["get"]>["push"]>[0] = {},
): Call => quietly(told((d) => d.images.get(ref).push(options)));
const app = "aa45e9415327697a4af169e3188cff75aeb194621656fcb7c7904a009fb61e75";

const pushes: readonly Row[] = [
  gives("push push-v1.1", pushed("me/app"), [
    "The push refers to a repository [me/app] (len: 1)",
    "Processing checksums",
    "Sending image list",
    "Pushing repository me/app to 127.0.0.1:4391 (1 tags)",
    `Pushing ${app}`,
    `Pushing tags for rev [${app}] on {127.0.0.1:4391/users/me/app/latest}`,
    { gives: [] },
  ]),
  gives("push-id push-id-v1.1", pushed("aa45e9415327", { registry: "127.0.0.1:4391" }), [
    "The push refers to an image: [aa45e9415327]",
    `Pushing ${app}`,
    { gives: [] },
  ]),
  gives("push-unknown push-unknown-v1.1", pushed("nosuch"), [
    "The push refers to a repository [nosuch] (len: 0)",
    "StreamError: No such id: nosuch",
  ]),
  // 0.3.3 marks no error.
  gives("v033-push-unknown", pushed("nosuch"), [
    "The push refers to a repository [nosuch] (len: 0)",
    "No such id: nosuch",
    { gives: [] },
  ]),
  gives("push-id-noregistry", pushed("ca84847c040e"), [
    "The push refers to an image: [ca84847c040e]",
    `Pushing ${base}`,
    `StreamError: Failed to upload metadata: Put "https:///v1/images/${base}/json": http: no Host in request URL`,
  ]),
  gives("push-id-refused-v1.1", pushed("ca84847c040e", { registry: "127.0.0.1:9" }), [
    "The push refers to an image: [ca84847c040e]",
    `Pushing ${base}`,
    expect.stringMatching(/^StreamError: Failed to upload metadata: .*connection refused$/),
  ]),
  gives("push-repo-not-logged-in push-repo-not-logged-in-v1.1", pushed("me/mine"), [
    "The push refers to a repository [me/mine] (len: 1)",
    "Processing checksums",
    "Sending image list",
    expect.stringMatching(/^ProtocolError: ImagePush: .*ended/),
  ]),
];

/** Builds with the recorded Dockerfile. */
const builder =
  (options: BuildOptions = {}, files?: Record<string, string>): Call =>
  (d, e) => {
    const [, dockerfile = ""] = /filename="Dockerfile"[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(e.requests[0]!.body) ?? [];
    return told((docker) => docker.images.build({ dockerfile, ...(files && { files }) }, options))(d, e);
  };
const from = "b2bf872fdd866a9257a90f1c741055513bcfbe85e98eb15dd8ce82c9b7e05f82";
const ran = "3eaf0435a83878fc6929a6f26b6e507ecf830495232b7a930768f6c92494c11f";
const step = (id: string): string => `===> ${id}`;
const built = (id: string): readonly unknown[] => [`Build successful.`, step(id), { gives: { Ref: id } }];
const begun = ["FROM base ()", step(from)];
const twoSteps = [...begun, `RUN echo hi > /x (${from})`, step(ran), ...built(ran)];
/** Without a name, where the recorded one had a parameter for it. */
const unnamed = { asks: ["POST /build"] };

const builds: readonly Row[] = [
  gives("build build-noprefix build-v1.1", builder({ tag: "built1" }), twoSteps),
  gives(
    "build-badtag build-badrepo cli-build-stdin-1 cli-build-stdin-tag-1 build-tag-in-form",
    builder(),
    twoSteps,
    unnamed,
  ),
  ...(
    [
      ["build-context", { tag: "built2:v1" }, "42364d12a587d26e8e5bd27958090074b9f51c2323951163f5b4c59de9bdf1e6"],
      ["build-order", {}, "026f2afee6bc714970a7acacdbe87bc7aff0c03f16454a3958777efd34995dc3"],
    ] as const
  ).map(([name, options, id]) =>
    gives(name, builder(options, { f: "data" }), [...begun, `ADD f /opt/f (${from})`, step(id), ...built(id)]),
  ),
  gives("build-all", async (d, e) => ((await builder({ tag: "all" })(d, e)) as unknown[]).at(-1), {
    gives: { Ref: "50421f63f2db558fea3f87d3a81bc6e41d7fd778d28de3ca25e91119fcea45ec" },
  }),
  gives("cli-build-path-1", async (d, e) => ((await builder({ tag: "built:v1" })(d, e)) as unknown[]).at(-1), {
    gives: { Ref: "cf6b6716b1d83c7b0cd928f88bb92e205b6561c865c710896a71d8369855b2da" },
  }),
  gives("build-lastline cli-build-nonl-1", builder(), [...begun, ...built(from)], unnamed),
  gives("build-unknown-instruction", builder(), [
    ...begun,
    `BOGUS a b (${from})`,
    "Skipping unknown instruction BOGUS",
    ...built(from),
  ]),
  gives("build-comment-only", builder(), ["StreamError: An error occured during the build"]),
  gives(
    "build-fail",
    builder(),
    [...begun, `RUN exit 3 (${from})`, "StreamError: The command [/bin/sh -c exit 3] returned a non-zero code: 3"],
    unnamed,
  ),
  gives(
    "cli-build-fail-1",
    builder(),
    [...begun, `RUN false (${from})`, "StreamError: The command [/bin/sh -c false] returned a non-zero code: 1"],
    unnamed,
  ),
  gives("build-noarg", builder(), [...begun, "StreamError: Invalid Dockerfile format"]),
  gives(
    "cli-build-bogus-1",
    builder(),
    [...begun, `BOGUS x (${from})`, "Skipping unknown instruction BOGUS", "StreamError: Invalid Dockerfile format"],
    unnamed,
  ),
  gives(
    "build-nosuch cli-build-nosuch-1",
    builder(),
    [
      "FROM nosuch ()",
      "Pulling repository nosuch from https://index.docker.io/v1",
      `StreamError: Get "https://index.docker.io/v1/repositories/nosuch/images": ${noHost}`,
    ],
    unnamed,
  ),
  gives("build-add-nocontext", builder(), [
    ...begun,
    `ADD f /f (${from})`,
    "StreamError: No context given. Impossible to use ADD",
  ]),
  gives("build-add-missing", builder({}, { f: "data" }), [
    ...begun,
    `ADD nope /f (${from})`,
    expect.stringMatching(/^StreamError: stat \S+\/nope: no such file or directory$/),
  ]),
  gives(
    "build-dockerfile-not-file",
    told((d) => d.images.build({ dockerfile: "from base\nrun true\n" })),
    ["ServerError: http: no such file"],
  ),
  gives(
    "v033-build",
    told((d) => d.images.build({ dockerfile: "from base\n" })),
    ["NotFoundError: 404 page not found"],
  ),
];

export const building: readonly Row[] = [...commits, ...names, ...inserts, ...pushes, ...builds];
