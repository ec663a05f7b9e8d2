/** Recorded exchanges that have no row, and why. */
export const notHere: readonly { names: string; why: string }[] = [
  {
    names: "v033-* v033cli-build-1 v033cli-commit-1 v033cli-ps-1 v033cli-run-2",
    why: "another release; the document's operations are held against the later one",
  },
  { names: "go119-*", why: "the same engine behind another HTTP server" },
  { names: "ghost-*", why: "containers that outlived their engine: those of the embedded engine end with it" },
  {
    names:
      "empty-create-noimage empty-delete-container-noname start-port-empty push-repo-not-logged-in push-repo-not-logged-in-v1.1",
    why: "that engine fell over",
  },
  {
    names: "list-ps-alias getcache-badjson getcache-hit resize resize-bad resize-h24-w80",
    why: "an operation that the document does not have",
  },
  {
    names: "images-json-2 images-json-filter images-json-filter-none images-json-noprefix cli-images-a-1",
    why: "a parameter that the document does not have",
  },
  {
    names: "create-memory-nomemory create-memory-noswap info-nomemory info-noswap",
    why: "a machine that cannot count memory",
  },
  {
    names: "create-volumesfrom inspect-volumes inspect-volumesfrom attach-logs-volumesfrom start-volumesfrom-unknown",
    why: "containers of the embedded engine have no volumes",
  },
  {
    names: "inspect-port-same start-port-bad start-port-conflict start-port-mapped start-port-udp",
    why: "containers of the embedded engine have no network",
  },
  {
    names:
      "changes-orphan image-history-orphan image-inspect-orphan images-viz-orphan list-orphan start-orphan tag-orphan",
    why: "an image that others were made of is gone, which the embedded engine does not let happen",
  },
  {
    names:
      "images-create-pull-unreachable images-create-pull-unreachable-v1.1 images-create-pull-registry-refused-v1.1 images-create-url images-create-url-404 " +
      "images-create-url-big images-create-url-big-v1.1 images-create-url-nolength images-create-url-nolength-v1.1 images-create-url-noscheme " +
      "images-create-url-notar images-create-url-notar-v1.1 images-create-url-v1.1 insert insert-404-v1.1 insert-noprefix insert-v1.1 " +
      "pull-noendpoint-v1.1 pull-private pull-registry-unknown pull-registry-unknown-v1.1 pull-registry-v1.1 push-id push-id-noregistry " +
      "push-id-refused-v1.1 push-id-v1.1 search-500 search-unreachable cli-search-1",
    why: "another registry, or a file from elsewhere: the embedded engine has its own registry, and does not go out unless it is given a way",
  },
  { names: "auth2-inactive auth2-short", why: "rules of an index that the embedded engine's registry does not have" },
  { names: "pull-v1.1 pull-again-v1.1 push-v1.1", why: "told as pull-tag-v1.1 and push-unknown-v1.1 are" },
  {
    names:
      "images-json-after-build images-json-after-delete images-json-pulled image-inspect-pulled tag-again-inspect list-after-build",
    why: "answered as images-json, image-inspect and list-all are",
  },
  { names: "cli-build-path-1", why: "a context in bzip2" },
  { names: "garbage", why: "no HTTP: see http.test.ts" },
  {
    names:
      "attach-eof-split-in attach-eof-split-out attach-killed attach-live-stderr attach-live-stdout attach-nontty-detach attach-stdin-* " +
      "attach-tty-detach attach-tty-stderr-only cli-run-i-2",
    why: "a conversation: see attach.test.ts",
  },
  {
    names:
      "attach-live-both attach-live-logs-both attach-live-close attach-live-close-logs cli-run-3 cli-run-warn-2 cli-run-warn-3",
    why: "when each line comes is not known: the streams are held apart in attach.test.ts",
  },
  {
    names:
      "attach-tty attach-tty-again attach-tty-half attach-tty-half-after attach-tty-log attach-after-resize cli-attach-2 cli-run-tty-2",
    why: "what the shell and the terminal of that machine wrote",
  },
];
