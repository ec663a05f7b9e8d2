/** What the client makes of the recorded exchanges about the engine, accounts and containers. */
import { expect } from "vitest";
import { both, type Call, fails, gives, listed, live, logs, noSuch, noTty, output, type Row, tty } from "./row.ts";

const a0 = "a0a74e7e4b20";
const v85 = "8505cd32774d";
const c8 = "8cad3672e175";

export const system: readonly Row[] = [
  gives("version version-http10 version-http10-keepalive version-connection-close version-nohost", (d) => d.version(), {
    ApiVersion: "1.0",
    Version: "0.4.0",
    GitCommit: "a8ae398",
    GoVersion: "go1.19.8",
  }),
  gives("version-noprefix cli-version-1", async (d) => (await d.version()).Version, "0.4.0"),
  fails("go119-nohost", (d) => d.version(), "BadParameterError", "400 Bad Request: missing required Host header"),
  gives("v033cli-version-1", (d) => d.version(), {
    ApiVersion: "1.0",
    Version: "0.3.3",
    GitCommit: "822056094a",
    MemoryLimit: true,
    SwapLimit: true,
  }),
  gives("info", (d) => d.info(), {
    Debug: false,
    Containers: 0,
    Images: 1,
    NFd: 12,
    NGoroutines: 7,
    MemoryLimit: true,
    SwapLimit: true,
  }),
  gives("info-v1.1 cli-info-1", async (d) => (await d.info()).Images, 1),
  gives("empty-info", async (d) => (await d.info()).Images, 0),
  gives("info-noswap", (d) => d.info(), {
    Debug: false,
    Containers: 1,
    Images: 1,
    NFd: 9,
    NGoroutines: 6,
    MemoryLimit: true,
  }),
  gives("info-nomemory", (d) => d.info(), { Debug: false, Containers: 2, Images: 1, NFd: 9, NGoroutines: 6 }),
  gives("v033-info", (d) => d.info(), {
    Containers: 0,
    Version: "0.3.3",
    Images: 1,
    Debug: false,
    GoVersion: "go1.19.8",
  }),
  gives("pipelined", async (d) => [(await d.version()).Version, (await d.account()) ?? "nobody"], ["0.4.0", "nobody"]),
  gives(
    "keepalive",
    async (d) => {
      const container = d.containers.get("8b1d477a05e0");
      await container.start();
      const [running] = await d.containers.list();
      await d.images.get("base").tag("ka");
      await container.kill();
      const { status } = await d.request("GET /nope");
      return [running!.Status, status, (await d.version()).Version];
    },
    ["Up Less than a second", 404, "0.4.0"],
    {
      asks: [
        "POST /containers/8b1d477a05e0/start",
        "GET /containers/json",
        "POST /images/base/tag?repo=ka&tag=latest",
        "POST /containers/8b1d477a05e0/kill",
        "GET /nope",
        "GET /version",
      ],
    },
  ),
];

export const accounts: readonly Row[] = [
  gives(
    "auth-get-empty auth2-get-empty auth2-get-after-wrong v033-auth cli-push-1",
    async (d) => (await d.account()) ?? null,
    null,
  ),
  gives("auth2-get", (d) => d.account(), { username: "new", email: "new@example.com" }),
  gives("auth2-new", (d) => d.login({ username: "new", password: "pw123", email: "new@example.com" }), {
    Status: "Account created. Please use the confirmation link we sent to your e-mail to activate it.",
  }),
  gives("auth2-old auth2-old-again", (d) => d.login({ username: "old", password: "pw123", email: "old@example.com" }), {
    Status: "Login Succeeded",
  }),
  fails(
    "auth2-wrong",
    (d) => d.login({ username: "wrong", password: "pw123", email: "wrong@example.com" }),
    "ServerError",
    "Wrong login/password, please try again",
  ),
  fails(
    "auth2-inactive",
    (d) => d.login({ username: "inactive", password: "pw123", email: "inactive@example.com" }),
    "ServerError",
    "Login: Your account hasn't been activated. Please check your e-mail for a confirmation link.",
  ),
  fails(
    "auth2-short",
    (d) => d.login({ username: "short", password: "pw123", email: "short@example.com" }),
    "ServerError",
    'Registration: "Username must be between 4 and 30"',
  ),
];

const create =
  (spec: object): Call =>
  (d) =>
    d.containers.create({ Image: "base", ...spec } as never);
const date = create({ Cmd: ["date"] });
const first = "8e86d52adc73 base:latest [date] exited: Exit 0";

export const containers: readonly Row[] = [
  gives("create", date, { Id: "3771a899508a" }),
  gives("create-noprefix", create({ Cmd: ["true"] }), { Id: "19ea22a91d56" }),
  gives("create-no-content-type", date, { Id: "821460ddaacd" }),
  gives("create-chunked", date, { Id: "e827d79547b5" }),
  gives("create-expect", date, { Id: "8e86d52adc73" }),
  gives(
    "create-full",
    create({
      Hostname: "h",
      AttachStdout: true,
      AttachStderr: true,
      Env: ["A=1"],
      Cmd: ["date"],
      Volumes: {},
      HostConfig: { Memory: 0 },
    }),
    { Id: "e1faa0dd3622" },
  ),
  gives("create-memory", create({ Cmd: ["date"], HostConfig: { Memory: 16777216 } }), { Id: "a033a91f764c" }),
  gives("create-memory-nomemory", create({ Cmd: ["x"], HostConfig: { Memory: 16777216 } }), { Id: "5f83de449fd6" }),
  gives("create-memory-noswap", create({ Cmd: ["x"], HostConfig: { Memory: 16777216 } }), { Id: "c7a7fe3b269e" }),
  gives("create-port-random", create({ Cmd: ["sleep", "1000"], ExposedPorts: { "80/tcp": {} } }), {
    Id: "2a98456234e0",
  }),
  gives("create-volumesfrom", create({ Cmd: ["cat", "/data/f"], HostConfig: { VolumesFrom: ["28985c01c966"] } }), {
    Id: "eea2a9317ef0",
  }),
  gives("create-default-cmd", (d) => d.containers.create({ Image: "committed:run" }), { Id: "c56a125a680c" }),
  gives(
    "create-stdin-once",
    create({
      Cmd: ["cat"],
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    }),
    { Id: "30d1af2d26a6" },
  ),
  gives(
    "create-tty",
    create({
      Cmd: ["sh"],
      Tty: true,
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    }),
    { Id: "d77d46cd3405" },
  ),
  gives("v033-create", create({ Cmd: ["echo", "hi"] }), { Id: "84066f41fd1c" }),
  fails("create-no-such-image", create({ Image: "nosuch", Cmd: ["date"] }), "NotFoundError", "No such image: nosuch"),
  fails(
    "v033-create-no-such-image",
    create({ Image: "nosuch", Cmd: ["echo", "hi"] }),
    "NotFoundError",
    "No such image: nosuch",
  ),
  fails("create-after-delete", date, "NotFoundError", "No such image: base"),
  fails("create-no-cmd", create({}), "ServerError", "No command specified"),
  fails("create-empty-cmd", create({ Cmd: [] }), "ServerError", "No command specified"),
  fails(
    "create-cmd-string",
    create({ Cmd: "date" }),
    "ServerError",
    "json: cannot unmarshal string into Go struct field Config.Cmd of type []string",
  ),
  fails(
    "create-bool-string",
    create({ Cmd: ["date"], Tty: "true" }),
    "ServerError",
    "json: cannot unmarshal string into Go struct field Config.Tty of type bool",
  ),

  gives("containers-empty list-default", listed(), []),
  gives("cli-ps-1", listed(), []),
  gives("list-limit-0", listed({ limit: 0 }), []),
  gives("list-limit-minus1", listed({ limit: -1 }), []),
  gives("list-limit-2", listed({ limit: 2 }), [first, "a033a91f764c base:latest [date] exited: Exit 0"]),
  gives("list-all0-limit1", listed({ all: false, limit: 1 }), [first]),
  gives("list-v1.1", listed({ limit: 1 }), [first]),
  gives(
    "list-all",
    async (d, e) => ((await listed({ all: true })(d, e)) as string[]).map((line) => line.slice(0, 12)),
    [
      "8e86d52adc73",
      "a033a91f764c",
      "e827d79547b5",
      "821460ddaacd",
      "42e638b85521",
      "6838ccf08b0a",
      "fb3b7f2e3ab1",
      "e1faa0dd3622",
      "19ea22a91d56",
      "3771a899508a",
    ],
  ),
  gives(
    "list-since-full",
    async (d) =>
      (await d.containers.list({ since: "821460ddaacd38213f743e0ec7753dcf5bd764120bd17c165ef4569fe8e5da15" })).length,
    10,
  ),
  gives("list-since-short", listed({ since: "821460ddaacd" }), [
    first,
    "a033a91f764c base:latest [date] exited: Exit 0",
    "e827d79547b5 base:latest [date] exited: Exit 0",
  ]),
  gives("list-since-unknown", listed({ since: "nosuch", limit: 1 }), [first]),
  gives("list-before-full", listed({ before: "e1faa0dd36222db2e4226b340b5a601136c30155b00f9c2f19163d4797640f1a" }), []),
  gives("list-before-short", listed({ before: "e1faa0dd3622" }), [
    "19ea22a91d56 base:latest [true] exited: Exit 0",
    "3771a899508a base:latest [date] exited: Exit 0",
  ]),
  gives("list-before-unknown", listed({ before: "nosuch" }), []),
  gives("list-before-since", listed({ before: "a033a91f764c", since: "42e638b85521" }), [
    "e827d79547b5 base:latest [date] exited: Exit 0",
    "821460ddaacd base:latest [date] exited: Exit 0",
  ]),
  gives("list-running", listed(), ["5f4c60ffcf6b base:latest [sleep 1000] running: Up Less than a second"]),
  gives("list-exit7", listed({ limit: 1 }), [
    'd5f99c94188d base:latest [sh -c trap "exit 7" TERM; while :; do sleep 0.1; done] exited: Exit 7',
  ]),
  gives("list-after-build", listed({ all: true, limit: 3 }), [
    "a797bfbed9d0 e87cd67e0e6a [/bin/sh -c true] exited: Exit 0",
    "5a94535533c3 0f1b5bb95d26 [/bin/sh -c #(nop) CMD [/bin/sh -c echo hi]] exited: Exit 0",
    "877a04e8272d f32277afd22b [/bin/sh -c #(nop) EXPOSE [80 81]] exited: Exit 0",
  ]),
  gives("list-orphan", async (d) => (await d.containers.list({ all: true })).map(({ Image }) => Image), [
    "My_Repo.1-x:V_1.0-x",
    "My_Repo.1-x:V_1.0-x",
    "My_Repo.1-x:V_1.0-x",
    "My_Repo.1-x:V_1.0-x",
    "committed:run",
    "My_Repo.1-x:V_1.0-x",
  ]),
  gives("ghost-list", listed({ all: true }), [
    "608ce8d4166e base:latest [true] exited: Exit 0",
    "544cb7ca9508 base:latest [sleep 2] dead: Ghost",
    "295355bcc19a base:latest [sh -c while :; do echo tick; sleep 1; done] dead: Ghost",
  ]),
  gives(
    "ghost-ended-list",
    async (d) => (await d.containers.list({ all: true })).map(({ State, Status }) => `${State}: ${Status}`),
    ["exited: Exit 0", "exited: Exit -1", "dead: Ghost"],
  ),
  gives("cli-ps-a-1", async (d) => (await d.containers.list({ all: true, limit: 3 })).length, 2),

  gives(
    "inspect-created",
    async (d) => {
      const { State, Path, Args, Config, Mounts, NetworkSettings } = await d.containers.get("3771a899508a").inspect();
      return { State, Path, Args, Cmd: Config.Cmd, Env: Config.Env, Mounts, Ports: NetworkSettings.Ports };
    },
    {
      State: expect.objectContaining({
        Status: "created",
        Running: false,
        Pid: 0,
        ExitCode: 0,
        StartedAt: "0001-01-01T00:00:00Z",
      }),
      Path: "date",
      Args: [],
      Cmd: ["date"],
      Env: null,
      Mounts: [],
      Ports: {},
    },
  ),
  ...(
    [
      ["inspect-exited", "3771a899508a", "exited", 0],
      ["inspect-running", "5f4c60ffcf6b", "running", 0],
      ["inspect-stopped", "5f4c60ffcf6b", "exited", 137],
      ["attach-stdin-many-after", "030281ba1be7", "running", 0],
      ["attach-tty-half-after", "4052e25e2f5a", "running", 0],
      ["v033-inspect", "84066f41fd1c", "created", 0],
      ["cli-inspect-1 cli-port-1", c8, "running", 0],
    ] as const
  ).map(([names, id, Status, ExitCode]) =>
    gives(
      names,
      async (d) => (await d.containers.get(id).inspect()).State,
      expect.objectContaining({ Status, ExitCode }),
    ),
  ),
  gives("inspect-port-same", async (d) => (await d.containers.get("f3dd7a1712ba").inspect()).NetworkSettings.Ports, {
    "8077/tcp": [{ HostIp: "", HostPort: "8077" }],
  }),
  gives("inspect-volumes", async (d) => (await d.containers.get("28985c01c966").inspect()).Mounts, [
    { Type: "volume", Name: "83cc6201410f27e7531207c75f2530d48c0620c061c3953703ce63e0d3fccb7e", Destination: "/data" },
  ]),
  gives("inspect-volumesfrom", async (d) => (await d.containers.get("eea2a9317ef0").inspect()).HostConfig.VolumesFrom, [
    "28985c01c966",
  ]),
  fails("inspect-upper", (d) => d.containers.get("3771A899508A").inspect(), "NotFoundError", noSuch("3771A899508A")),

  gives("changes", (d) => d.containers.get("28985c01c966").changes(), [
    { Path: "/data", Kind: 1 },
    { Path: "/etc", Kind: 0 },
    { Path: "/etc/hostname", Kind: 2 },
    { Path: "/etc/passwd", Kind: 0 },
    { Path: "/new", Kind: 1 },
    { Path: "/new/x", Kind: 1 },
  ]),
  gives("changes-null", (d) => d.containers.get("3771a899508a").changes(), []),
  gives("changes-after-export", (d) => d.containers.get("60367970193e").changes(), []),
  gives("cli-diff-1", (d) => d.containers.get(c8).changes(), []),
  fails("changes-unknown", (d) => d.containers.get("nosuch").changes(), "NotFoundError", noSuch("nosuch")),
  fails(
    "changes-orphan",
    (d) => d.containers.get("6a54470deda3").changes(),
    "NotFoundError",
    "No such id: ca84847c040e5425193760b5bb988130b58911201443ee057e78ff6ea4154f35",
  ),
  gives("export export-v1.1", exported("60367970193e"), { bytes: 10240, first: "./" }),
  gives("cli-export-1", exported("1e6c38637cf9"), { bytes: 10240, first: "./" }),
  fails("export-unknown", (d) => d.containers.get("nosuch").export(), "NotFoundError", noSuch("nosuch")),

  ...(
    [
      ["start-bad-command", "f9c9a47dd3a1"],
      ["start-port-random", "2a98456234e0"],
      ["start-port-same", "f3dd7a1712ba"],
      ["v033-start", "84066f41fd1c"],
      ["cli-start-1", c8],
    ] as const
  ).map(([names, id]) => gives(names, (d) => d.containers.get(id).start(), undefined)),
  ...(
    [
      [
        "start-running",
        "5f4c60ffcf6b",
        "The container 5f4c60ffcf6bc23902ed6d9c5e0abe4f7315b6780db4e1db772d47a2af1512a6 is already running.",
      ],
      ["start-orphan", "6a54470deda3", "No such id: ca84847c040e5425193760b5bb988130b58911201443ee057e78ff6ea4154f35"],
      ["start-port-bad", "8bc93aa69e51", 'strconv.ParseUint: parsing "http": invalid syntax'],
      ["start-port-mapped", "0d3b2be720a8", 'strconv.ParseUint: parsing "8080:80": invalid syntax'],
      ["start-port-udp", "8544b27e547e", 'strconv.ParseUint: parsing "53/udp": invalid syntax'],
      ["start-port-conflict", "99ae39f25303", "Port already in use: 8077"],
      [
        "start-volumesfrom-unknown",
        "da4b1c01ea7b",
        "Container da4b1c01ea7b292d70aff064fb187d013b31133faf8a753f256c7d7bf82d41df not found. Impossible to mount its volumes",
      ],
    ] as const
  ).map(([names, id, why]) =>
    fails(names, (d) => d.containers.get(id).start(), "ServerError", `Error starting container ${id}: ${why}`),
  ),
  fails(
    "start-port-empty",
    (d) => d.containers.get("d3c085675ced").start(),
    "ConnectError",
    "the connection was closed before the engine answered POST /v1.0/containers/d3c085675ced/start",
  ),
  gives("stop-created", (d) => d.containers.get("3771a899508a").stop({ t: 1 }), undefined),
  gives("stop-t1 stop-stopped", (d) => d.containers.get("5f4c60ffcf6b").stop({ t: 1 }), undefined),
  gives("stop-t0", (d) => d.containers.get("5f4c60ffcf6b").stop({ t: 0 }), undefined),
  gives("stop-graceful", (d) => d.containers.get("d5f99c94188d").stop({ t: 5 }), undefined),
  gives("cli-stop-1", (d) => d.containers.get(c8).stop({ t: 1 }), undefined),
  gives("go119-204", (d) => d.containers.get("36c17f66e77c").stop(), undefined),
  fails("stop-unknown", (d) => d.containers.get("nosuch").stop(), "NotFoundError", noSuch("nosuch")),
  gives("restart-stopped restart-running", (d) => d.containers.get("5f4c60ffcf6b").restart({ t: 1 }), undefined),
  gives("cli-restart-1", (d) => d.containers.get(c8).restart({ t: 1 }), undefined),
  gives("kill-created", (d) => d.containers.get("3771a899508a").kill(), undefined),
  gives("kill kill-stopped", (d) => d.containers.get("5f4c60ffcf6b").kill(), undefined),
  gives("ghost-kill", (d) => d.containers.get("295355bcc19a").kill(), undefined),
  gives("cli-kill-1", (d) => d.containers.get(c8).kill(), undefined),
  fails("kill-unknown", (d) => d.containers.get("nosuch").kill(), "NotFoundError", noSuch("nosuch")),
  ...(
    [
      ["wait-created wait-exited", "3771a899508a", 0],
      ["wait-killed", "5f4c60ffcf6b", 137],
      ["wait-blocks", "7b4c508e1115", 3],
      ["wait-bad-command", "f9c9a47dd3a1", 127],
      ["wait-bad-user", "5999204db015", 1],
      ["ghost-wait-ended", "544cb7ca9508", -1],
      ["ghost-wait-killed", "295355bcc19a", -1],
      ["v033-wait", "84066f41fd1c", 0],
      ["cli-wait-1", c8, 137],
    ] as const
  ).map(([names, id, StatusCode]) => gives(names, (d) => d.containers.get(id).wait(), { StatusCode })),
  gives("delete-running", (d) => d.containers.get("5f4c60ffcf6b").remove({ force: true }), undefined),
  gives("delete-v1", (d) => d.containers.get("28985c01c966").remove({ v: true }), undefined),
  gives("cli-rm-1", (d) => d.containers.get(c8).remove({ v: true }), undefined),
  gives("ghost-delete", (d) => d.containers.get("295355bcc19a").remove(), undefined),
  gives("v033-delete", (d) => d.containers.get("84066f41fd1c").remove(), undefined),
  fails("delete-again", (d) => d.containers.get("5f4c60ffcf6b").remove(), "NotFoundError", noSuch("5f4c60ffcf6b")),
  fails("delete-unknown", (d) => d.containers.get("nosuch").remove(), "NotFoundError", noSuch("nosuch")),
];

function exported(id: string): Call {
  return async (docker) => {
    const all = new Uint8Array(await new Response(await docker.containers.get(id).export()).arrayBuffer());
    return { bytes: all.length, first: new TextDecoder().decode(all.subarray(0, 2)) };
  };
}

const text = (stdout: string, stderr = ""): { stdout: string; stderr: string } => ({ stdout, stderr });
const shellBanner =
  "\r\n\r\nBusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) built-in shell (ash)\r\n" +
  "Enter 'help' for a list of built-in commands.\r\n\r\n/ # \x1b[6n";

export const attachments: readonly Row[] = [
  gives(
    "attach-logs-stdout attach-logs-v1.1 attach-logs-noprefix attach-http10 attach-upgrade attach-conn-close",
    output(a0, { logs: true, stdout: true }),
    text("o1\no2\n"),
    { with: noTty(a0) },
  ),
  gives("attach-logs-second-run", output(a0, { logs: true, stdout: true }), text("o1\no2\no1\no2\n"), {
    with: noTty(a0),
  }),
  gives("attach-logs-stderr", async (d) => (await d.containers.get(a0).logs()).texts(), text("o1\no2\n", "e1\ne2\n"), {
    with: { ...noTty(a0), [logs(a0, "stdout")]: "attach-logs-stdout" },
  }),
  gives("attach-logs-volumesfrom", output("6e2d7fa49261", { logs: true, stdout: true }), text("v\n"), {
    with: noTty("6e2d7fa49261"),
  }),
  gives(
    "attach-logs-bad-user",
    async (d) => (await d.containers.get("f9cf9f0298d4").logs({ stderr: true })).texts(),
    text("", "2026/11/23 16:27:35 Unable to find user nosuchuser: user: unknown user nosuchuser\n"),
    { with: noTty("f9cf9f0298d4") },
  ),
  gives(
    "attach-stdin-once-half-at-once-log",
    output("30d1af2d26a6", { logs: true, stdout: true }),
    text("hello\nworld\nhello\n"),
    {
      with: noTty("30d1af2d26a6"),
    },
  ),
  gives("attach-stdin-only-log", output("82d191567ac5", { logs: true, stdout: true }), text("only in\n"), {
    with: noTty("82d191567ac5"),
  }),
  gives(
    "attach-live-close-logs",
    async (d, e) => ((await output(v85, { logs: true, stdout: true })(d, e)) as { stdout: string }).stdout.length,
    108,
    { with: noTty(v85) },
  ),
  gives("attach-live-stdout", output(v85, { stream: true }), text("out2\nout3\nend", "err2\nerr3\n"), {
    with: { ...noTty(v85), [live(v85, "stderr")]: "attach-live-stderr" },
  }),
  gives("attach-two-clients-b", output("eb58ad7c6220", { stdout: true }), text("both\n"), {
    with: noTty("eb58ad7c6220"),
  }),
  gives(
    "attach-stdin-only",
    async (d) => {
      const attachment = await d.containers.get("82d191567ac5").attach({ stdin: true });
      await attachment.end("only in\n");
      return attachment.texts();
    },
    text(""),
    { with: noTty("82d191567ac5") },
  ),
  gives(
    "attach-eof-split-out",
    async (d) => {
      const attachment = await d.containers.get("6e63e24f35cb").attach({ stdin: true, stdout: true });
      await attachment.end("data\n");
      return attachment.texts();
    },
    text("data\nafter eof\nlate\n"),
    {
      asks: [live("6e63e24f35cb", "stdout")],
      with: { ...noTty("6e63e24f35cb"), [live("6e63e24f35cb", "stdin")]: "attach-eof-split-in" },
    },
  ),
  fails(
    "attach-stopped-stream",
    output(a0, { stdout: true }),
    "ConflictError",
    "Impossible to attach to a stopped container, start it first",
    { with: noTty(a0) },
  ),
  gives("ghost-attach", output("295355bcc19a", { logs: true, stream: true, stdout: true }), text("tick\n"), {
    with: { ...noTty("295355bcc19a"), [logs("295355bcc19a", "stdout")]: "attach-logs-volumesfrom" },
  }),
  fails("attach-unknown", output("nosuch", { logs: true, stdout: true }), "NotFoundError", noSuch("nosuch"), {
    with: noTty("nosuch"),
  }),
  gives(
    "v033-attach-stopped-stream",
    async (d) => {
      const attachment = await d.containers.get("84066f41fd1c").attach({ stdout: true });
      attachment.close();
      return attachment.texts();
    },
    text(""),
    { with: noTty("84066f41fd1c"), hangs: true },
  ),
  gives(
    "attach-tty-log",
    output("4052e25e2f5a", { logs: true, stdout: true, stderr: true }),
    text(`${shellBanner}echo hi\r\nhi\r\n/ # \x1b[6necho again\r\nagain\r\n/ # \x1b[6n\r\n`),
    { with: tty("4052e25e2f5a") },
  ),
  gives("cli-logs-1", async (d) => (await d.containers.get(c8).logs()).texts(), text(""), {
    with: { ...noTty(c8), [logs(c8, "stderr")]: "cli-logs-2" },
  }),
  gives("cli-run-2", output("38b3d5847a51", { logs: true, stream: true }), text("hello\n"), {
    with: { ...noTty("38b3d5847a51"), [both("38b3d5847a51", "stderr")]: "cli-run-3" },
  }),
  gives("cli-run-warn-2", output("e2616cda95eb", { logs: true, stream: true }), text("uid=1(daemon) gid=1(daemon)\n"), {
    with: { ...noTty("e2616cda95eb"), [both("e2616cda95eb", "stderr")]: "cli-run-warn-3" },
  }),
];

const started = (id: string): string[] => ["POST /containers/create", `POST /containers/${id}/start`, ""];
const ending = (id: string): Record<string, string> => ({
  [`POST /containers/${id}/wait`]: "wait-exited",
  [`DELETE /containers/${id}?v=1`]: "delete-v1",
});

export const runs: readonly Row[] = [
  gives(
    "cli-run-1",
    (d) => d.run("base", ["echo", "hello"]),
    { exitCode: 0, stdout: "hello\n", stderr: "" },
    {
      asks: started("38b3d5847a51"),
      with: {
        [both("38b3d5847a51", "stdout")]: "cli-run-2",
        [both("38b3d5847a51", "stderr")]: "cli-run-3",
        ...ending("38b3d5847a51"),
      },
    },
  ),
  gives(
    "cli-run-warn-1",
    (d) =>
      d.run("base", ["id"], {
        env: { A: "1" },
        config: {
          Hostname: "box",
          User: "1",
          ExposedPorts: { "80/tcp": {} },
          Volumes: { "/data": {} },
          HostConfig: { Memory: 16777216, CpuShares: 512, Dns: ["8.8.8.8"] },
        },
      }),
    { exitCode: 0, stdout: "uid=1(daemon) gid=1(daemon)\n", stderr: "" },
    {
      asks: started("e2616cda95eb"),
      with: {
        [both("e2616cda95eb", "stdout")]: "cli-run-warn-2",
        [both("e2616cda95eb", "stderr")]: "cli-run-warn-3",
        ...ending("e2616cda95eb"),
      },
    },
  ),
  gives(
    "v033cli-run-1",
    (d) => d.run("base", ["echo", "hello"]),
    { exitCode: 0, stdout: "hello\n", stderr: "" },
    {
      asks: started("9b8495e568eb").slice(0, 2),
      with: {
        [both("9b8495e568eb", "stdout")]: "v033cli-run-2",
        [both("9b8495e568eb", "stderr")]: "cli-run-3",
        ...ending("9b8495e568eb"),
      },
    },
  ),
  gives("cli-run-d-1", (d) => d.run("base", ["sleep", "300"], { detach: true }), { Id: c8 }),
  gives(
    "cli-run-i-1",
    async (d) => {
      const container = await d.containers.create({
        Image: "base",
        Cmd: ["cat"],
        AttachStdin: true,
        AttachStdout: true,
        OpenStdin: true,
        StdinOnce: true,
      });
      await container.start();
      return container;
    },
    { Id: "422398e463a3" },
    { asks: started("422398e463a3") },
  ),
  gives(
    "cli-run-tty-1",
    async (d) => {
      const container = await d.containers.create({
        Image: "base",
        Cmd: ["sh", "-c", "echo tty"],
        Tty: true,
        OpenStdin: true,
        StdinOnce: true,
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
      });
      await container.start();
      return container;
    },
    { Id: "dd7e7acad206" },
    { asks: started("dd7e7acad206") },
  ),
  fails(
    "cli-run-missing-1",
    (d) => d.run("nosuch", ["true"]),
    "StreamError",
    'Get "https://index.docker.io/v1/repositories/nosuch/images": dial tcp: lookup index.docker.io on 198.51.100.53:53: no such host',
    { asks: ["POST /containers/create", "POST /images/create?fromImage=nosuch&tag=latest"] },
  ),
  gives("cli-attach-1", async (d) => (await d.containers.get(c8).inspect()).State.Status, "running", {
    asks: [`GET /containers/${c8}/json`, ""],
  }),
  gives(
    "cli-inspect-image-1",
    async (d) => {
      const container = await d.containers
        .get("base")
        .inspect()
        .catch((error: Error) => error.message);
      return [container, (await d.images.get("base").inspect()).Comment];
    },
    ["No such container: base", "Imported from -"],
  ),
];
