/** The image `busybox`: the shell, the applets, and the few files that programs expect. */
import { type LayerEntry, Layer } from "../kernel/mod.ts";
import { emptyRunConfig, type ImageParts } from "../store/image.ts";
import { storeLayer } from "../store/layer-tar.ts";
import { appletNames } from "../userland/mod.ts";
import { created, directory, file, hardLink, program } from "./base.ts";

const passwd = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
mail:x:8:8:mail:/var/spool/mail:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
operator:x:37:37:operator:/var:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
`;

const group = `root:x:0:
daemon:x:1:
bin:x:2:
tty:x:5:
mail:x:8:
wheel:x:10:root
www-data:x:33:
operator:x:37:
users:x:100:
nobody:x:65534:
`;

function entries(): LayerEntry[] {
  const applets = appletNames
    .filter((name) => name !== "busybox")
    .map((name) => hardLink(`/bin/${name}`, "/bin/busybox"));
  return [
    directory("/bin"),
    program("/bin/busybox"),
    ...applets,
    directory("/dev"),
    directory("/etc"),
    file("/etc/group", group),
    file("/etc/hostname", "localhost\n"),
    file("/etc/hosts", "127.0.0.1\tlocalhost\n"),
    file("/etc/passwd", passwd),
    file("/etc/shadow", "root:*:::::::\n", 0o600),
    directory("/home"),
    directory("/lib"),
    directory("/root", 0o700),
    directory("/tmp", 0o1777),
    directory("/usr"),
    directory("/usr/bin"),
    directory("/usr/sbin"),
    directory("/var"),
    directory("/var/spool"),
    directory("/var/spool/mail"),
    directory("/var/www"),
  ];
}

export async function busybox(): Promise<ImageParts> {
  return {
    layers: [await storeLayer(Layer.from(entries()))],
    config: {
      ...emptyRunConfig(),
      Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
      Cmd: ["sh"],
    },
    created,
    history: [
      { created, created_by: "the shell and the applets of dks" },
      { created, created_by: 'CMD ["sh"]', empty_layer: true },
    ],
  };
}
